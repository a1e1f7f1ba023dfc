"""`init --wizard`: from a mailbox and its past mail to a configuration, a question at a time."""

import contextlib
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from intake.cli.context import say
from intake.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from intake.config import AccountSettings
    from intake.mail import SanitizedMessage
    from intake.mailbox import ImapMailbox
    from intake.operate.candidates import Candidate

BACK_DAYS: Final = 90
MAX_READ: Final = 400
"""Newest mails that are read for candidates; the baseline reads all."""
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def wizard(folder: Path) -> dict[str, Any]:
    """Ask, look and propose; the example that `init` writes out. Raises what the mailbox raises."""
    account = _account()
    from intake.config import AccountSettings
    from intake.mailbox import ImapMailbox

    settings = AccountSettings.model_validate(account)
    with contextlib.closing(ImapMailbox(settings, data_dir=folder)) as box:
        box.connect()
        sent = box.special("\\Sent")
        say(f"signed in; Sent is {sent or 'not found, name it in folders.sent'}")
        asked, ids = _asked(box, settings)
        say(f"read {len(asked)} mails of the last {BACK_DAYS} days")
        kinds = _candidates(asked)
        figures = _baselines(box, settings, sent, ids, kinds) if sent else {}
        replies = _replies(box, sent) if sent else {}
    flows = []
    for number, candidate in enumerate(kinds):
        answers = [replies[ids[i]] for i in candidate.ids if ids[i] in replies]
        flow = _workflow(number + 1, candidate, figures.get(str(number)), answers)
        if flow is not None:
            flows.append(flow)
    if not flows:
        say("no kind of mail came often enough to propose a workflow; the file has an example to change")
    return {"accounts": [account], **({"workflows": flows} if flows else {})}


def _account() -> dict[str, Any]:
    address = typer.prompt("Address of the shared inbox", err=True).strip()
    host = typer.prompt("IMAP server", default=f"imap.{address.rpartition('@')[2]}", err=True).strip()
    port = typer.prompt("Port", default=993, type=int, err=True)
    local = host in {"127.0.0.1", "localhost", "::1"}
    tls = "off" if local and port != 993 else "implicit" if port == 993 else "starttls"
    user = typer.prompt("User name", default=address, err=True).strip()
    variable = typer.prompt(
        "Environment variable with its password", default="MAILROOM_PASSWORD", err=True
    ).strip()
    if not os.environ.get(variable):
        raise Misconfigured(f"{variable} is not set", mend=f"export {variable}=… and start again")
    imap = {"host": host, "port": port, "tls": tls, "username": user, "password_env": variable}
    return {"name": "support", "address": address, "imap": imap}


def _asked(box: "ImapMailbox", account: "AccountSettings") -> tuple[list[str], list[str]]:
    """The first request of each mail from outside, and its Message-ID."""
    from intake.classify.questions import questions

    texts, ids = [], []
    for name in account.folders.watch:
        for seen in _read(box, name):
            if seen.from_.address.lower() == account.address.lower():
                continue
            first = questions(seen.text)
            texts.append((first[0] if first else f"{seen.subject} {seen.text}")[:300].strip())
            ids.append(seen.message_id or "")
    return texts, ids


def _replies(box: "ImapMailbox", sent: str) -> dict[str, str]:
    """What people wrote back, by the Message-ID of the mail that they answered."""
    return {seen.in_reply_to: seen.text for seen in _read(box, sent) if seen.in_reply_to}


def _read(box: "ImapMailbox", folder: str) -> "Iterator[SanitizedMessage]":
    """The newest mails of a folder that a person wrote, as a person sees them."""
    from intake.config import SanitizeSettings
    from intake.sanitize.isolated import IsolatedSanitizer

    since = (datetime.now(UTC) - timedelta(days=BACK_DAYS)).date()
    with IsolatedSanitizer(SanitizeSettings(), workers=1) as sanitizer:
        for uid in box.uids(folder, since=since)[-MAX_READ:]:
            raw = box.fetch(folder, uid)
            seen = sanitizer.sanitize(raw.raw) if raw is not None else None
            if seen is not None and seen.automatic is None and seen.verdict != "quarantined":
                yield seen


def _baselines(
    box: "ImapMailbox", account: "AccountSettings", sent: str, ids: list[str], kinds: "Sequence[Candidate]"
) -> dict[str, Any]:
    """First-response figures by candidate, under the number of its place."""
    from intake.mail import RawMessage
    from intake.operate.baseline import inbox, measure, outgoing
    from intake.parse import parse

    groups = {ids[i]: str(n) for n, c in enumerate(kinds) for i in c.ids}

    def label(raw: RawMessage) -> str | None:
        return groups.get(parse(raw.raw).message_id or "")

    now = datetime.now(UTC)
    since = now - timedelta(days=BACK_DAYS)
    received = list(inbox(box, account, since=since, now=now, classify=label))
    answers = list(outgoing(box, sent, since=since, now=now))
    found = measure(received, answers, since=since, now=now)
    return {str(f.workflow): f for f in found.workflows if f.mean is not None}


def _candidates(asked: list[str]) -> "tuple[Candidate, ...]":
    from intake.config import KnowledgeSettings
    from intake.operate.candidates import candidates
    from retrieval.embed import embedder

    model = embedder(KnowledgeSettings())
    return candidates(asked, (lambda texts: model.embed(list(texts))) if model else None)


def _workflow(number: int, candidate: "Candidate", figures: Any, answers: list[str]) -> dict[str, Any] | None:
    """One candidate as the owner names it; None where it is passed over."""
    say(f"\n{number}. {candidate.mails} mails such as:")
    for text in candidate.examples[:4]:
        say(f"   - {text}")
    if figures is not None:
        say(f"   answered after {figures.mean:.0f} minutes on average ({figures.n} answers)")
    name = typer.prompt("Its name, such as order-status (empty: no workflow)", default="", err=True).strip()
    if not name:
        return None
    name = re.sub(r"[^a-z0-9-]+", "-", name.lower()).strip("-")
    if not _NAME.fullmatch(name):
        say("   that is no name; passed over")
        return None
    owner = typer.prompt("Who answers for it (address)", err=True).strip()
    baseline: dict[str, Any] = {"mean": 240, "stdev": 120}
    if figures is not None:
        baseline = {"mean": round(figures.mean, 1), "stdev": round(figures.stdev, 1), "n": figures.n}
        baseline["measured_at"] = datetime.now(UTC).date().isoformat()
    else:
        say("   too few answers to measure; the baseline is a guess: run `mailroom baseline --write` later")
    flow: dict[str, Any] = {
        "name": name,
        "owner": owner,
        "purpose": f"answers mails such as: {candidate.examples[0][:120]}",
        "trigger": candidate.examples[0][:200],
        "done_when": "a reply is approved or the mail is escalated",
        "kpi": {
            "name": "first-response time",
            "unit": "minutes",
            "baseline": baseline,
            "target": round(baseline["mean"] / 4, 1),
        },
        "acceptance": {"min_accepted": 0.7, "max_unsupported": 0.0},
        "examples": list(candidate.examples) if len(candidate.examples) > 1 else [*candidate.examples] * 2,
        "personal_data": ["name", "e-mail address"],
        "legal_basis": "contract",
    }
    if candidate.pattern and typer.confirm(
        f"Ask for a number like {candidate.pattern}?", default=True, err=True
    ):
        flow["requires"] = [{"name": "reference", "type": "pattern", "pattern": candidate.pattern}]
    frame = _frame(answers)
    if frame is not None:
        flow["template"] = frame
    return flow


def _frame(answers: list[str]) -> str | None:
    """The reply's template in the words of what was answered before, where the owner wants it."""
    from intake.operate import habits

    found = habits.template(answers)
    if found is None:
        say(f"   {len(answers)} answers show no habit of wording; the built-in template is used")
        return None
    say("   most answers were framed like this ({{ … }} is filled in for each mail):\n")
    say("\n".join(f"      {line}" for line in found.splitlines() if line))
    return found if typer.confirm("\nFrame drafts so?", default=True, err=True) else None
