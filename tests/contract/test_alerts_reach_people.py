"""An alert and its end reach the mailbox on a real server and the people of `alerts.mail_to`, once each."""

import email
from collections.abc import Iterator
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import text

from intake.config import Settings
from intake.ledger import Ledger, open_ledger
from intake.mailbox import ImapMailbox
from intake.operate.errands import Alerting
from intake.workflow import Event
from tests.journey.crash_agent import settings_for
from tests.servers.dovecot import Dovecot
from tests.servers.submission import Submission

pytestmark = pytest.mark.dovecot


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Settings, Ledger, Submission]]:
    (tmp_path / "secret").write_text("secret")
    with Dovecot(users={"support": "secret"}) as dovecot, Submission() as submission:
        plain = settings_for(tmp_path / "data", dovecot.port, tmp_path / "secret").model_dump(mode="json")
        plain["accounts"][0]["smtp"] = {"host": "127.0.0.1", "port": submission.port, "tls": "off"}
        plain["alerts"] = {"mail_to": ["boss@shop.test"], "min_disk_mb": 10**12}
        settings = Settings.model_validate(plain)
        box = ImapMailbox(settings.accounts[0], data_dir=tmp_path)
        box.ensure_folders(["Escalated"])
        box.close()
        ledger = open_ledger(settings)
        yield settings, ledger, submission
        ledger.engine.dispose()


def notes(settings: Settings) -> list[tuple[str, str]]:
    """Subject and mark of each note in Escalated, in the order they came."""
    box = ImapMailbox(settings.accounts[0], data_dir=settings.data_dir)
    found = [
        email.message_from_bytes(m.raw, policy=default)
        for u in box.uids("Escalated")
        if (m := box.fetch("Escalated", u))
    ]
    box.close()
    return [(m["Subject"], m["X-Mailroom-Alert"]) for m in found]


def test_a_full_disk_and_its_end_reach_people_once_each(house: tuple[Settings, Ledger, Submission]) -> None:
    """Two looks, one note and one mail; and one of each when it is over."""
    settings, ledger, submission = house
    told: list[str] = []
    for _ in range(2):
        Alerting(settings, lambda a: ImapMailbox(a, data_dir=settings.data_dir))(ledger, hearing(told))
    assert notes(settings) == [("Mailroom alert: disk", "begun")]
    roomy = settings.model_copy(update={"alerts": settings.alerts.model_copy(update={"min_disk_mb": 0})})
    for _ in range(2):
        Alerting(roomy, lambda a: ImapMailbox(a, data_dir=settings.data_dir))(ledger, hearing(told))
    assert notes(settings) == [("Mailroom alert: disk", "begun"), ("Mailroom is over: disk", "over")]
    assert [to for _, to, _ in submission.accepted] == [["rcpt TO:<boss@shop.test>"]] * 2
    assert b"MB are left" in submission.accepted[0][2]
    assert [line.partition(":")[0] for line in told] == ["alert disk", "alert disk"]


def test_what_cannot_be_written_down_is_told_all_the_same(house: tuple[Settings, Ledger, Submission]) -> None:
    """The ledger takes nothing, as on a disk that is full to the last byte: told once, and its end once."""
    settings, ledger, submission = house
    told: list[str] = []
    looks = Alerting(settings, lambda a: ImapMailbox(a, data_dir=settings.data_dir))
    with ledger.engine.begin() as db:
        db.execute(text("ALTER TABLE alerts RENAME TO away"))
        db.execute(text("CREATE VIEW alerts AS SELECT * FROM away"))  # it can be read and not written
    for _ in range(2):
        looks(ledger, hearing(told))
    assert notes(settings) == [("Mailroom alert: disk", "begun")]
    with ledger.engine.begin() as db:
        db.execute(text("DROP VIEW alerts"))
        db.execute(text("ALTER TABLE away RENAME TO alerts"))
    looks._settings = settings.model_copy(
        update={"alerts": settings.alerts.model_copy(update={"min_disk_mb": 0})}
    )
    for _ in range(2):
        looks(ledger, hearing(told))
    assert [mark for _, mark in notes(settings)] == ["begun", "over"]
    assert len(submission.accepted) == 2


def hearing(told: list[str]):  # type: ignore[no-untyped-def]
    """A listener that keeps the lines."""

    def hear(event: Event) -> None:
        told.append(event.text)

    return hear
