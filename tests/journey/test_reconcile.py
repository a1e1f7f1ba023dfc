"""Mailbox, ledger, workflows and artefacts are compared; each difference has its name."""

from pathlib import Path

import pytest
from sqlalchemy import delete, update

from intake.errors import Unreachable
from intake.ledger import open_ledger
from intake.ledger.tables import messages
from intake.mailbox import ImapMailbox
from intake.operate.reconcile import reconcile
from intake.workflow.durable import Durable
from intake.workflow.journal import engine_for, journal, journal_url
from tests.journey.crash_agent import Settings, agent_for
from tests.journey.test_run_agent import dovecot, lying, mail, settings  # noqa: F401 - two are fixtures
from tests.servers.dovecot import Dovecot

pytestmark = [pytest.mark.dovecot]


def test_each_difference_is_named_and_mended_where_that_is_safe(
    dovecot: Dovecot,  # noqa: F811
    settings: Settings,  # noqa: F811
) -> None:
    """A clean house has none; then one of each kind is made."""
    import contextlib

    for n in range(6):
        dovecot.deliver("support", mail(n))
    agent_for(settings).run_once()
    ledger = open_ledger(settings)

    def found() -> set[tuple[str, str, bool]]:
        report = reconcile(
            settings, ledger, lambda a: contextlib.closing(ImapMailbox(a, data_dir=settings.data_dir))
        )
        return {(d.kind, d.id, d.mended) for d in report.differences}

    assert found() == set()
    rows = sorted(ledger.rows(), key=lambda r: r.id)
    box = ImapMailbox(settings.accounts[0], data_dir=settings.data_dir)
    uids = {r.id: box.find("Review", str(r.artefact_message_id))[0] for r in rows}
    box.ensure_folders(["Approved"])
    box.move("Review", uids[rows[0].id], "Approved")  # a person approved it: no difference
    box.delete("Review", uids[rows[1].id])  # a person took it away
    twice = box.fetch("Review", uids[rows[2].id])
    assert twice is not None
    box.append("Review", twice.raw)
    with ledger.write() as db:
        of = messages.c.id
        db.execute(delete(messages).where(of == rows[3].id))  # never seen, and its artefact is unknown
        db.execute(update(messages).where(of == rows[4].id).values(artefact_message_id=None))
        db.execute(update(messages).where(of == rows[5].id).values(state="working", lease_until=0, due_at=0))
    assert found() == {
        ("artefact-removed", str(rows[1].id), False),
        ("artefact-twice", str(rows[2].id), True),
        ("never-seen", f"support/INBOX/{rows[3].uid}", True),
        ("artefact-unknown", f"support/Review/{uids[rows[3].id]}", False),
        ("artefact-missing", str(rows[4].id), False),
        ("stuck", str(rows[5].id), True),
    }
    box.close()
    # The mended ones are worked off, and the look before APPEND finds what lies there already.
    agent_for(settings).run_once()
    assert len(lying(settings, "Review")) == 4
    assert {kind for kind, _, _ in found()} == {"artefact-removed", "artefact-missing"}


def test_a_run_that_the_ledger_has_ended_is_cancelled(tmp_path: Path) -> None:
    """The journal holds it open, as after a kill behind the last commit."""
    settings = Settings(data_dir=tmp_path)  # noqa: F811
    ledger = open_ledger(settings)
    engine = engine_for(journal_url(settings))
    durable = Durable(engine, executor="local")

    def fails(_ident: int, _run: int) -> str:
        return durable.step("x", lambda: "ok")

    durable.start(fails)
    durable.run(7, 1)
    durable.stop()
    with engine.begin() as db:
        db.exec_driver_sql("update workflow_status set status = 'PENDING'")
    report = reconcile(settings, ledger, lambda _a: (_ for _ in ()).throw(Unreachable("no accounts")))  # type: ignore[arg-type]
    assert [(d.kind, d.id, d.mended) for d in report.differences] == [("workflow-stuck", "7", True)]
    with journal(settings) as held:
        assert held is not None
        assert held.open_runs() == []


def test_what_ended_long_ago_is_forgotten(tmp_path: Path) -> None:
    """The journal does not grow for ever."""
    from intake.workflow.journal import forgetting

    settings = Settings(data_dir=tmp_path)  # noqa: F811
    ledger = open_ledger(settings)
    assert forgetting(settings, 60.0)(ledger.now()) == 0, "before the first start there is none"
    engine = engine_for(journal_url(settings))
    durable = Durable(engine, executor="local")
    durable.start(lambda _ident, _run: durable.step("x", lambda: "ok"))
    for ident in range(3):
        durable.run(ident, 1)
    durable.stop()
    assert forgetting(settings, 60.0)(ledger.now()) == 0
    assert forgetting(settings, 60.0)(ledger.now() + 120.0) == 3
