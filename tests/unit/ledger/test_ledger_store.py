"""The ledger's promises: keys, twins, leases, fences, forward-only schema."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from intake.config import Settings
from intake.errors import Misconfigured, Unreachable
from intake.ledger import Decision, Fenced, Ledger, Parcel, open_ledger
from intake.ledger.database import database_url, engine_for
from intake.ledger.tables import metadata
from intake.mail import RawMessage
from intake.workflow.glance import glance
from intake.workflow.lease import TERM_S, Lease
from tests.servers import postgres


class Time:
    def __init__(self) -> None:
        self.at = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.PostgreSQL]:
    with postgres.PostgreSQL() as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    url = None
    if request.param == "postgresql":
        url = request.getfixturevalue("server").url
        engine = engine_for(database_url(Settings(database_url=url)))
        with engine.begin() as db:
            db.execute(text("DROP SCHEMA public CASCADE"))
            db.execute(text("CREATE SCHEMA public"))
        engine.dispose()
    made = open_ledger(Settings(data_dir=tmp_path, database_url=url), now=Time())
    yield made
    made.engine.dispose()


def mail(uid: int, raw: bytes | None = None, *, folder: str = "INBOX", uidvalidity: int = 7) -> RawMessage:
    raw = raw or f"From: a@b.example\r\nMessage-ID: <{uid}@x>\r\n\r\nHello {uid}".encode()
    return RawMessage(
        account="support", folder=folder, uidvalidity=uidvalidity, uid=uid, raw=raw,
        received_at=datetime(2026, 11, 23, tzinfo=UTC), size=len(raw),
    )  # fmt: skip


def take(ledger: Ledger, *mails: RawMessage) -> list[int]:
    return ledger.take_in([(m, glance(m.raw)) for m in mails], last_uid=max(m.uid for m in mails))


def test_rows_bytes_and_cursor_are_one(ledger: Ledger) -> None:
    """What is taken in twice is there once; the cursor stands at the last UID."""
    one, two = mail(1), mail(2)
    assert len(take(ledger, one, two)) == 2
    assert take(ledger, one, two) == []
    cursor = ledger.cursor("support", "INBOX")
    assert cursor is not None
    assert (cursor.uidvalidity, cursor.last_uid) == (7, 2)
    assert ledger.raw(one.digest) == one.raw
    assert ledger.raw("0" * 64) is None
    assert ledger.uids("support", "INBOX", 7) == {1, 2}


def test_twins_are_recognised(ledger: Ledger) -> None:
    """The same bytes in another folder are ignored by name; without UIDVALIDITY they are passed over."""
    (first,) = take(ledger, mail(1))
    (twin,) = take(ledger, mail(1, mail(1).raw, folder="Archive"))
    row = ledger.row(twin)
    assert row is not None
    assert (row.outcome, row.reason) == ("ignored", f"duplicate of {first}")
    assert take(ledger, mail(9, mail(1).raw, uidvalidity=0)) == []
    assert ledger.remap("support", "INBOX", 8, 4, mail(1).digest)
    assert not ledger.remap("support", "INBOX", 8, 5, "f" * 64)


def test_a_worker_that_lost_its_lease_acts_no_more(ledger: Ledger) -> None:
    """The fence rises with each start of a run; the slow worker's writes are refused."""
    (ident,) = take(ledger, mail(1))
    assert ledger.claim("one", 5)[0].id == ident
    assert ledger.claim("two", 5) == []
    slow = ledger.begin(ident, 1, "one")
    assert slow is not None
    assert ledger.holds(slow)
    ledger.now.at += 31  # type: ignore[attr-defined]
    assert [r.id for r in ledger.orphans()] == [ident]
    fast = ledger.begin(ident, 1, "two")
    assert fast is not None
    assert not ledger.holds(slow)
    parcel = Parcel(folder="Review", message_id="<d@x>", data=b"x", flags=("\\Draft",), keyword="$M")
    decision = Decision(outcome="drafted", reason=None, workflow="w", result="{}", parcel=parcel)
    with pytest.raises(Fenced):
        ledger.decide(slow, decision)
    assert ledger.decide(fast, decision, cap=lambda _db: "full") == "full"
    assert ledger.decide(fast, decision) is None
    assert ledger.parcel(ident) == parcel
    with pytest.raises(Fenced):
        ledger.finish(slow, parcel=parcel, uid=3)
    ledger.finish(fast, parcel=parcel, uid=3)
    assert ledger.begin(ident, 1, "one") is None
    assert ledger.counts() == {"drafted": 1}
    assert ledger.pending() == (0, None)


def test_a_released_or_postponed_mail_comes_back_when_due(ledger: Ledger) -> None:
    """Waiting is not counted as a try unless the mail itself failed."""
    (ident,) = take(ledger, mail(1))
    ledger.release(ledger.claim("one", 1)[0])
    row = ledger.claim("one", 1)[0]
    assert row.run == 2
    ledger.renew("one", [ident])
    ledger.later(row, error="away", due_at=ledger.now() + 10, counted=False)
    assert ledger.claim("one", 1) == []
    assert ledger.next_due() == ledger.now() + 10
    ledger.now.at += 11  # type: ignore[attr-defined]
    row = ledger.claim("one", 1)[0]
    assert (row.attempts, row.waits) == (0, 1)
    ledger.bury(row, error="broken", trace="", parcel=None, result="{}")
    assert ledger.again(ident, actor="ana")
    ledger.undone(ident, actor="ana")
    held = ledger.row(ident)
    assert held is not None
    assert held.reason == "undone by ana"


def test_one_holder_of_a_lease_at_a_time(ledger: Ledger) -> None:
    """A dead poller's account is taken over after its term, within thirty seconds."""
    one, two = Lease(ledger, "poll:a", "one"), Lease(ledger, "poll:a", "two")
    assert one.hold()
    assert one.hold()
    assert not two.hold()
    ledger.now.at += TERM_S + 1  # type: ignore[attr-defined]
    assert two.hold()
    assert not one.hold()


def test_a_poller_that_slept_past_its_lease_takes_nothing_in(ledger: Ledger) -> None:
    """What it had read before it slept is not written, its cursor neither: the next poller reads it anew."""
    one, two = Lease(ledger, "poll:support", "one"), Lease(ledger, "poll:support", "two")
    mails = [(mail(n), glance(mail(n).raw)) for n in (1, 2)]
    assert one.hold()
    assert len(ledger.take_in(mails[:1], last_uid=1, lease=(one.name, one.owner))) == 1
    ledger.now.at += TERM_S + 1  # type: ignore[attr-defined]
    assert two.hold()
    with pytest.raises(Fenced, match="two"):
        ledger.take_in(mails[1:], last_uid=2, lease=(one.name, one.owner))
    cursor = ledger.cursor("support", "INBOX")
    assert cursor is not None
    assert (cursor.last_uid, ledger.uids("support", "INBOX", 7)) == (1, {1})
    assert len(ledger.take_in(mails[1:], last_uid=2, lease=(two.name, two.owner))) == 1


def test_the_migrations_make_the_tables_of_the_code(ledger: Ledger) -> None:
    """Alembic's schema and the table definitions have the same columns; migrating again changes nothing."""
    found = inspect(ledger.engine)
    for name, table in metadata.tables.items():
        assert {c["name"] for c in found.get_columns(name)} == {c.name for c in table.columns}


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    """An older program does not touch what it does not know."""
    made = open_ledger(Settings(data_dir=tmp_path))
    with made.engine.begin() as db:
        db.execute(text("UPDATE alembic_version SET version_num='9999'"))
    with pytest.raises(Misconfigured, match="newer"):
        open_ledger(Settings(data_dir=tmp_path))


def test_wrong_places_are_named(tmp_path: Path) -> None:
    """A folder that cannot be made, a database of another kind, a server that is not there."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(Misconfigured, match="data_dir"):
        open_ledger(Settings(data_dir=tmp_path / "file" / "data"))
    with pytest.raises(Misconfigured, match="mysql"):
        open_ledger(Settings(data_dir=tmp_path, database_url="mysql://x/y"))
    with pytest.raises(Unreachable, match="database"):
        open_ledger(Settings(data_dir=tmp_path, database_url="postgresql://x@127.0.0.1:1/y"))


def test_glance_never_raises() -> None:
    """Broken headers give empty fields; encoded ones are decoded; control characters are gone."""
    assert glance(b"").sender == ""
    seen = glance(b"From: =?utf-8?q?Zo=C3=AB?= <Z@Example.com>\r\nSubject: =?x-no?b?!!?=\x00\x1b[2J\r\n\r\n")
    assert (seen.sender, seen.sender_name) == ("z@example.com", "Zoë")
    assert "\x1b" not in seen.subject
    assert glance(b"\xff\xfe" * 1000 + b"\r\nReferences: <a@b> <c@d>\r\n\r\n") is not None
    assert glance(b"References: <a@b> <c@d>\r\nMessage-ID: <e@f>\r\n\r\n").thread == "<a@b>"


def test_a_clock_that_goes_back_makes_nothing_wait_a_day(ledger: Ledger) -> None:
    """What was put off, in work or led while the clock was ahead is due as by the clock of then."""
    clock = ledger.now
    assert isinstance(clock, Time)
    take(ledger, mail(1))
    clock.at += 86_400
    take(ledger, mail(2), mail(3))
    (held, *_) = ledger.claim("a", 1)
    assert Lease(ledger, "poller:support", "a").hold()
    clock.at -= 86_400
    take(ledger, mail(4))  # an entry by the clock of now does not hide the one before
    waiting = {r.uid for r in ledger.rows(state="waiting")}
    assert {r.uid for r in ledger.claim("b", 9)} < waiting
    assert ledger.clock_went_back() == pytest.approx(86_400, abs=60)
    clock.at += 60
    assert {r.id for r in ledger.orphans()} >= {held.id}
    assert not {r.uid for r in ledger.rows(state="waiting")} - {r.uid for r in ledger.claim("b", 9)}
    assert Lease(ledger, "poller:support", "b").hold()
    assert ledger.clock_went_back() == 0.0
    clock.at -= 300
    assert ledger.clock_went_back() == 0.0
