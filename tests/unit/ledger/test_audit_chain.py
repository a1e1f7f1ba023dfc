"""The audit chain: whatever is done to it behind our back is found."""

from pathlib import Path

import pytest
from sqlalchemy import text

from intake.config import Settings
from intake.ledger import Ledger, audit, open_ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = open_ledger(Settings(data_dir=tmp_path))
    for n in range(5):
        made.note("tried", actor="ana", message=n, facts={"n": n}, personal={"from": f"c{n}@example.com"})
    made.seal()
    return made


def test_an_untouched_chain_holds(ledger: Ledger) -> None:
    """Five entries, in order, with their text."""
    assert audit.verify(ledger.engine, anchor=ledger.anchor) == audit.Verdict(entries=5, valid=True)
    entry = next(audit.entries(ledger.engine, message=3))
    assert (entry.actor, entry.facts, entry.leaves) == ("ana", {"n": 3}, {"from": "c3@example.com"})


@pytest.mark.parametrize(
    ("damage", "broken_at"),
    [
        ("UPDATE audit SET actor='eve' WHERE seq=2", 2),
        ("UPDATE audit SET body=replace(body, '\"n\":2', '\"n\":9') WHERE seq=3", 3),
        ("UPDATE audit SET leaves=replace(leaves, 'c3', 'eve') WHERE seq=4", 4),
        ("UPDATE audit SET leaves='nonsense' WHERE seq=4", 4),
        ("DELETE FROM audit WHERE seq=2", 2),
        ("DELETE FROM audit WHERE seq=5", 5),
        ("DELETE FROM audit", 1),
        ("UPDATE audit SET seq = CASE seq WHEN 2 THEN -3 WHEN 3 THEN -2 ELSE seq END", 1),
    ],
)
def test_change_deletion_reordering_and_a_cut_end_are_found(
    ledger: Ledger, damage: str, broken_at: int
) -> None:
    """The first entry that does not hold is named."""
    with ledger.engine.begin() as db:
        db.exec_driver_sql(damage)
    found = audit.verify(ledger.engine, anchor=ledger.anchor)
    assert (found.valid, found.broken_at) == (False, broken_at)


def test_a_chain_written_anew_differs_from_the_anchor(ledger: Ledger, tmp_path: Path) -> None:
    """Who recomputes the whole chain is caught by the anchored head."""
    with ledger.engine.begin() as db:
        db.execute(text("DELETE FROM audit"))
    for n in range(6):
        ledger.note("tried", actor="eve", facts={"n": n})
    assert not audit.verify(ledger.engine, anchor=ledger.anchor).valid
    assert audit.verify(ledger.engine).valid
    assert audit.read_anchor(tmp_path / "none") is None


def test_erased_text_leaves_the_chain_valid(ledger: Ledger) -> None:
    """`forget` takes the words away, and the chain still verifies."""
    with ledger.write() as db:
        audit.erase_leaves(db, [4])
    assert audit.verify(ledger.engine, anchor=ledger.anchor).valid
    assert next(audit.entries(ledger.engine, message=3)).leaves == {"from": None}
