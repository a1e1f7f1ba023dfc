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
    from intake.config import AccountSettings
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
        figures = _baselines(box, settings, sent, asked, ids) if sent else {}
    flows = []
    for number, (candidate, baseline) in enumerate(_found(asked, ids, figures), 1):
        flow = _workflow(number, candidate, baseline)
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
    from intake.sanitize.isolated import IsolatedSanitizer

    since = (datetime.now(UTC) - timedelta(days=BACK_DAYS)).date()
    texts, ids = [], []
    from intake.config import SanitizeSettings

    with IsolatedSanitizer(SanitizeSettings(), workers=1) as sanitizer:
        for name in account.folders.watch:
            for uid in box.uids(name, since=since)[-MAX_READ:]:
                raw = box.fetch(name, uid)
                seen = sanitizer.sanitize(raw.raw) if raw is not None else None
                if seen is None or seen.automatic is not None or seen.verdict == "quarantined":
                    continue
                if seen.from_.address.lower() == account.address.lower():
                    continue
                first = questions(seen.text)
                texts.append((first[0] if first else f"{seen.subject} {seen.text}")[:300].strip())
                ids.append(seen.message_id or "")
    return texts, ids


def _baselines(
    box: "ImapMailbox", account: "AccountSettings", sent: str, asked: list[str], ids: list[str]
) -> dict[str, Any]:
    """First-response figures by candidate, under the number of its place."""
    from intake.mail import RawMessage
    from intake.operate.baseline import inbox, measure, outgoing
    from intake.parse import parse

    groups = {ids[i]: str(n) for n, c in enumerate(_candidates(asked)) for i in c.ids}

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


def _found(asked: list[str], ids: list[str], figures: dict[str, Any]) -> "list[tuple[Candidate, Any]]":
    return [(c, figures.get(str(n))) for n, c in enumerate(_candidates(asked))]


def _workflow(number: int, candidate: "Candidate", figures: Any) -> dict[str, Any] | None:
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
    return flow
