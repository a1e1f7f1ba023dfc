"""After `forget` no byte of the person is left, in any spelling, and the audit chain still verifies."""

import base64
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import yaml
from sqlalchemy import insert

from intake.cli.main import main
from intake.config import Settings, load
from intake.errors import Misconfigured
from intake.ledger import Decision, Glance, Ledger, Parcel, audit, open_ledger
from intake.ledger.measurements import measure, measured
from intake.ledger.tables import alerts, corrections
from intake.mail import RawMessage
from intake.operate.erasure import export, forget
from intake.operate.feedback import record
from intake.operate.traces import files_with, holds, spellings
from tests.servers import postgres

ADDRESS = "Olga.Danner-Xyz@Mail.test"
NAME = "Olga Danner-Xyz"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "knowledge").mkdir()
    file = tmp_path / "mailroom.yaml"
    file.write_text(
        yaml.safe_dump(
            {"data_dir": str(tmp_path / "data"), "knowledge": {"folder": str(tmp_path / "knowledge")}}
        )
    )
    return file


@pytest.fixture
def ledger(config: Path) -> Iterator[Ledger]:
    made = open_ledger(load(config))
    yield made
    made.engine.dispose()


def mail(
    body: str, *, sender: str = "tom@mail.test", cte: str = "8bit", attach: bytes | None = None
) -> bytes:
    found = EmailMessage()
    found["From"], found["Subject"], found["Message-ID"] = sender, "Hours", f"<{len(body)}.{sender}>"
    found.set_content(body, cte=cte)
    if attach is not None:
        found.add_attachment(attach, maintype="application", subtype="octet-stream", filename="x.bin")
    return found.as_bytes()


def came(
    ledger: Ledger, uid: int, raw: bytes, *, sender: str = "tom@mail.test", result: object = None
) -> int:
    at = datetime.now(UTC) - timedelta(hours=1)
    held = RawMessage(
        account="a", folder="INBOX", uidvalidity=1, uid=uid, raw=raw, received_at=at, size=len(raw)
    )
    glance = Glance(message_id=f"<{uid}.{sender}>", sender=sender, sender_name="", subject="Hours", thread="")
    (ident,) = ledger.take_in([(held, glance)], last_uid=uid)
    (row,) = ledger.claim("me", 1)
    begun = ledger.begin(row.id, row.run, "me")
    assert begun is not None
    parcel = Parcel(folder="Review", message_id=f"<a{uid}@x>", data=raw, flags=(), keyword=None)
    text = json.dumps(result or {"draft": {"body": "Dear customer"}})
    ledger.decide(
        begun,
        Decision(
            outcome="drafted", reason=None, workflow="hours", result=text, parcel=parcel, draft_to=sender
        ),
    )
    ledger.finish(begun, parcel=parcel, uid=uid)
    return ident


def left(settings: Settings) -> list[str]:
    """What an auditor's grep finds: the address and the name as text, UTF-16 and base64."""
    return [p.name for p in files_with(settings.data_dir, spellings([ADDRESS, NAME]))]


def test_no_byte_is_left_in_any_spelling(config: Path, ledger: Ledger) -> None:
    settings = load(config)
    own = came(ledger, 1, mail(f"I am {NAME}", sender=ADDRESS), sender=ADDRESS.lower())
    ids = {
        own,
        came(ledger, 2, mail(f"write to {ADDRESS}", cte="base64")),
        came(ledger, 3, mail(f"x {ADDRESS} " + "y" * 90, cte="quoted-printable")),
        came(ledger, 4, mail("see the file", attach=ADDRESS.encode("utf-16-le"))),
        came(ledger, 5, mail("short"), result={"draft": {"body": f"Dear {NAME}"}}),
    }
    other = came(ledger, 6, mail("I am Tom"))
    record(ledger, own, reason="tone", actor="ana", text=f"Dear {NAME}, thank you")
    ledger.note("x", actor="agent", message=other, personal={"to": ADDRESS})
    with ledger.write() as db:
        db.execute(
            insert(alerts).values(
                key="drift:inputs:all", text=f'mails like "I am {NAME}"', since=1, told_at=1
            )
        )
        db.execute(
            insert(corrections).values(
                at=1, actor="ana", message=own, workflow="hours", text=f"I am {NAME}", state="confirmed"
            )
        )
    measure(ledger, "drift", "conditions", {"conditions": {"drift:inputs:all": f"like {NAME}"}})
    cache = settings.data_dir / "classifier"
    cache.mkdir()
    (cache / "classifier-1.npz").write_bytes(b"vectors")
    journal = sqlite3.connect(settings.data_dir / "dbos.sqlite")
    journal.execute("CREATE TABLE workflow_status (workflow_uuid TEXT, error TEXT)")
    journal.execute("CREATE TABLE operation_outputs (workflow_uuid TEXT, error TEXT)")
    for table in ("workflow_status", "operation_outputs"):
        error = base64.b64encode(f"refused: {NAME}".encode()).decode()
        journal.execute(
            f"INSERT INTO {table} VALUES (?, ?), (?, 'kept')", (f"mail-{own}-1", error, f"mail-{other}-1")
        )
    journal.commit()
    journal.close()
    assert left(settings)

    done = forget(ledger, ADDRESS, also=[NAME], settings=settings, config=config)

    assert (done.messages, done.raw, done.corrections, done.journal) == (len(ids), len(ids), 1, 1)
    assert done.remaining == ()
    assert left(settings) == []
    assert audit.verify(ledger.engine).valid
    assert not list(cache.glob("*.npz"))
    assert measured(ledger, "drift") == []
    row = ledger.row(other)
    assert row is not None
    assert row.result, "another person's mail stays"
    assert sqlite3.connect(settings.data_dir / "dbos.sqlite").execute(
        "SELECT count(*) FROM workflow_status"
    ).fetchone() == (1,)
    assert forget(ledger, ADDRESS, also=[NAME], settings=settings).nothing


def test_an_export_finds_what_forget_would_erase(ledger: Ledger) -> None:
    came(ledger, 1, mail("x", sender=ADDRESS), sender=ADDRESS.lower())
    came(ledger, 2, mail(f"write to {ADDRESS}", cte="base64"))
    came(ledger, 3, mail("nothing"))
    assert len(export(ledger, ADDRESS)) == 2


def test_documents_and_open_files_are_told_and_not_touched(
    config: Path, ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = load(config)
    named = settings.knowledge.folder / "contact.md"
    named.write_text(f"Ask {NAME}, {ADDRESS}")
    log = settings.data_dir / "notes.log"
    log.write_bytes(ADDRESS.lower().encode("utf-16-be"))
    ledger.engine.dispose()
    with pytest.raises(SystemExit) as ended:
        main(["--config", str(config), "--json", "forget", ADDRESS])
    assert ended.value.code == 1
    told = json.loads(capsys.readouterr().out)
    assert told["documents"] == [str(named)]
    assert told["remaining"] == ["notes.log"]
    assert named.read_text().startswith("Ask")


def test_an_unknown_address_finds_nothing_and_a_short_text_is_refused(
    config: Path, ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    came(ledger, 1, mail("x"))
    with pytest.raises(SystemExit) as ended:
        main(["--config", str(config), "forget", "nobody@nowhere.test"])
    assert ended.value.code == 0
    assert "found nothing" in capsys.readouterr().err
    with pytest.raises(Misconfigured, match="too short"):
        forget(ledger, ADDRESS, also=["Li"])


def test_every_spelling_is_found_at_every_place(tmp_path: Path) -> None:
    wanted = spellings([ADDRESS])
    for lead in range(8):
        plain = b"-" * lead + ADDRESS.encode() + b" and more"
        for data in (
            plain,
            plain.upper(),
            base64.b64encode(plain),
            base64.b64encode(ADDRESS.lower().encode()),
        ):
            assert holds(data, wanted)
    assert not holds(b"olga danner at mail test" * 100, wanted)
    big = tmp_path / "big"
    big.write_bytes(b"x" * ((1 << 20) - 5) + ADDRESS.encode() + b"y" * 100)
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as file:
        file.writestr("a", "b")
    assert files_with(tmp_path, wanted) == [big]


@pytest.mark.postgres
def test_forget_on_postgresql(tmp_path: Path) -> None:
    with postgres.PostgreSQL() as server:
        settings = Settings(data_dir=tmp_path, database_url=server.url)
        made = open_ledger(settings)
        came(made, 1, mail(f"I am {NAME}", sender=ADDRESS), sender=ADDRESS.lower())
        done = forget(made, ADDRESS, also=[NAME], settings=settings)
        assert (done.messages, done.raw) == (1, 1)
        assert export(made, ADDRESS) == []
        assert audit.verify(made.engine).valid
        made.engine.dispose()
