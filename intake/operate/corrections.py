"""Feedback that counts: corrections become examples once the owner says so, sources that fail are set aside.

A correction is proposed where a person named the right workflow of a mail. Nothing is learned from it until
the owner confirms it; a stranger's words alone never come so far. Each step is in the audit log and can be
taken back.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import Connection, insert, make_url, select, update

from intake.config import Settings
from intake.errors import Misconfigured
from intake.ledger import Ledger, audit
from intake.ledger.database import database_url
from intake.ledger.facts import Fact
from intake.ledger.tables import corrections, demotions, feedback, messages

State = Literal["proposed", "confirmed", "refused", "withdrawn"]
MAX_EXAMPLE_CHARS: Final = 600
MAX_LISTED: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A customer's words as an example of a workflow."""

    id: int
    message: int
    workflow: str
    text: str
    state: State
    actor: str
    """Who named the workflow."""
    decided_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demoted:
    """A source that is not cited until somebody has looked at it."""

    source: str
    at: float
    actor: str
    message: int | None


def propose(db: Connection, message: int, workflow: str, *, actor: str, at: float) -> None:
    """Propose what was asked in a mail as an example of a workflow; nothing where its words are gone."""
    row = db.execute(select(messages.c.result, messages.c.subject).where(messages.c.id == message)).first()
    text = _asked(row.result, row.subject) if row is not None else ""
    if not text:
        return
    known = db.execute(
        select(corrections.c.id).where(corrections.c.message == message, corrections.c.workflow == workflow)
    ).first()
    if known is None:
        values = {"message": message, "workflow": workflow, "text": text, "state": "proposed"}
        db.execute(insert(corrections).values(**values, at=at, actor=actor[:100]))


def listed(ledger: Ledger, state: State | None = None) -> list[Correction]:
    """Corrections, oldest first."""
    query = select(corrections).order_by(corrections.c.id).limit(MAX_LISTED)
    if state is not None:
        query = query.where(corrections.c.state == state)
    with ledger.engine.connect() as db:
        return [_correction(r) for r in db.execute(query)]


def decide(ledger: Ledger, ident: int, state: State, *, actor: str) -> Correction:
    """Confirm, refuse or withdraw one; the audit log keeps who and when. Raises Misconfigured."""
    with ledger.write() as db:
        row = db.execute(select(corrections).where(corrections.c.id == ident)).first()
        if row is None:
            raise Misconfigured(f"no correction has the id {ident}", mend="see `mailroom feedback --review`")
        if state == "withdrawn" and row.state != "confirmed":
            raise Misconfigured(f"correction {ident} is {row.state}, not confirmed", mend="refuse it instead")
        db.execute(
            update(corrections)
            .where(corrections.c.id == ident)
            .values(state=state, decided_at=ledger.now(), decided_by=actor[:100])
        )
        audit.append(
            db,
            at=ledger.now(),
            actor=actor[:100],
            kind=f"example {state}",
            message=row.message,
            facts={"correction": ident, "workflow": row.workflow},
        )
        return _correction(db.execute(select(corrections).where(corrections.c.id == ident)).one())


def examples(found: Sequence[Correction]) -> dict[str, list[str]]:
    """Texts by workflow, as the classifier takes them."""
    by: dict[str, list[str]] = {}
    for one in found:
        by.setdefault(one.workflow, []).append(one.text)
    return by


def learned(settings: Settings) -> tuple[dict[str, list[str]], frozenset[str]]:
    """Confirmed examples and demoted sources of these settings' ledger; nothing where there is none yet."""
    from sqlalchemy.exc import SQLAlchemyError

    from intake.ledger.database import engine_for

    url = database_url(settings)
    if url.startswith("sqlite") and not Path(make_url(url).database or "").exists():
        return {}, frozenset()
    engine = engine_for(url)
    try:
        with engine.connect() as db:
            rows = db.execute(select(corrections).where(corrections.c.state == "confirmed")).all()
            away = db.execute(select(demotions.c.source).where(demotions.c.state == "demoted")).scalars()
            return examples([_correction(r) for r in rows]), frozenset(away)
    except SQLAlchemyError:
        return {}, frozenset()  # an older schema, brought up to date when the ledger is opened
    finally:
        engine.dispose()


def effect(
    settings: Settings, cases: Sequence[tuple[str, str | None]], extra: Mapping[str, Sequence[str]]
) -> tuple[float, float]:
    """Share of labelled mails (text, workflow) that the classifier gets right, before and with `extra`."""
    from intake.classify import LinearClassifier
    from intake.sanitize import sanitize
    from retrieval.embed import embedder

    model = embedder(settings.knowledge)
    held, _ = learned(settings)
    after = {name: [*held.get(name, ()), *extra.get(name, ())] for name in {*held, *extra}}
    mails = [(sanitize(_mail(text)), label) for text, label in cases]
    scores = []
    for taught in (held, after):
        taught_classifier = LinearClassifier.train(
            settings.workflows, embedder=model, cache=settings.data_dir / "classifier", corrections=taught
        )
        right = sum(taught_classifier.classify(m).workflow == label for m, label in mails)
        scores.append(right / len(mails))
    return scores[0], scores[1]


def demote(ledger: Ledger, settings: Settings, mails: Sequence[Fact]) -> list[str]:
    """Set sources aside that drafts refused for wrong facts cite, from `quality.demote_after` such mails on.

    A source that was restored counts only what came after. The names of those that are new.
    """
    ids = [m.id for m in mails if m.sources]
    if not ids:
        return []
    with ledger.write() as db:
        wrong: dict[int, float] = {}
        for at in range(0, len(ids), 500):
            query = select(feedback.c.message, feedback.c.at).where(
                feedback.c.reason == "wrong facts", feedback.c.message.in_(ids[at : at + 500])
            )
            wrong.update({int(r.message): float(r.at) for r in db.execute(query)})
        held = {r.source: r for r in db.execute(select(demotions))}
        counted: Counter[str] = Counter()
        for mail in mails:
            for source in mail.sources if mail.id in wrong else ():
                before = held.get(source)
                if before is None or (before.state == "restored" and wrong[mail.id] > before.at):
                    counted[source] += 1
        fresh = [s for s, n in counted.items() if n >= settings.quality.demote_after]
        for source in fresh:
            _set(db, source, "demoted", actor="agent", at=ledger.now())
    return fresh


def restore(ledger: Ledger, source: str, *, actor: str) -> None:
    """A person has looked at a source: it is cited again. Raises Misconfigured where it is not demoted."""
    with ledger.write() as db:
        held = db.execute(select(demotions).where(demotions.c.source == source)).first()
        if held is None or held.state != "demoted":
            raise Misconfigured(f"{source} is not demoted", mend="see `mailroom feedback --review`")
        _set(db, source, "restored", actor=actor, at=ledger.now())


def demoted(ledger: Ledger) -> list[Demoted]:
    """Sources that are not cited now, newest first."""
    query = select(demotions).where(demotions.c.state == "demoted").order_by(demotions.c.at.desc())
    with ledger.engine.connect() as db:
        return [
            Demoted(source=r.source, at=r.at, actor=r.actor, message=r.message) for r in db.execute(query)
        ]


def _set(db: Connection, source: str, state: str, *, actor: str, at: float) -> None:
    from sqlalchemy import delete

    db.execute(delete(demotions).where(demotions.c.source == source))
    db.execute(insert(demotions).values(source=source[:400], at=at, actor=actor[:100], state=state))
    audit.append(db, at=at, actor=actor[:100], kind=f"source {state}", facts={"source": source})


def _correction(row: Any) -> Correction:
    return Correction(
        id=row.id,
        message=row.message,
        workflow=row.workflow,
        text=row.text,
        state=row.state,
        actor=row.actor,
        decided_by=row.decided_by,
    )


def _asked(result: str | None, subject: str) -> str:
    try:
        found = json.loads(result) if result else {}
    except ValueError:
        found = {}
    texts = [str(q.get("text") or "") for q in found.get("questions") or []]
    texts = texts or [str(t) for t in (found.get("classification") or {}).get("questions") or []]
    return (" ".join(texts) or subject).strip()[:MAX_EXAMPLE_CHARS]


def _mail(text: str) -> bytes:
    from email.message import EmailMessage

    mail = EmailMessage()
    mail["From"], mail["Subject"] = "customer@customer.example", "Question"
    mail.set_content(text.encode("utf-8", "replace").decode())
    return mail.as_bytes()
