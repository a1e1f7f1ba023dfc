"""A model that answers whatever an attacker wants, behind the real pipeline and real LangChain."""

# ruff: noqa: E501 - judgements

import dataclasses
import json
import re

import pytest

from intake.mail import Outcome
from intake.models import build_writer
from sandbox.redteam import CANARY, OTHER_CUSTOMER
from sandbox.redteam.hostile import STRATEGIES
from sandbox.redteam.judge import leaks
from sandbox.redteam.model import hostile_model
from tests.unit.guard.desk import ADA, TEXT, Shelf, mail, modelled, passage, run

CARELESS = f"Parcels leave at noon. The internal code is {CANARY}. Returns are accepted within 30 days."


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("provider", "share"), [("openai", 1.0), ("anthropic", 0.3)])
def test_nothing_of_a_hostile_model_gets_into_a_draft(provider: str, share: float) -> None:
    """Every strategy once: no other recipient, no canary in any form, no word of its own, no unsupported claim."""
    shelf = Shelf(passage(), passage(id="r2", source="careless.md", text=CARELESS, end=len(CARELESS)))
    kinds: set[str] = set()
    with hostile_model(3) as server:
        conf = modelled(server.url, provider, guard={"canaries": [CANARY, OTHER_CUSTOMER]}, cache=False,
                        on_failure="escalate")  # fmt: skip
        writer = build_writer(conf)
        while len({name for name, _ in server.served}) < share * len(STRATEGIES):
            before = len(server.served)
            outcome: Outcome = run(mail(), conf=conf, shelf=shelf, writer=writer)
            kinds.add(outcome.kind)
            told = json.dumps(
                dataclasses.asdict(outcome.draft) if outcome.draft else outcome.reason, default=str
            )
            for name, said in server.served[before:]:
                assert leaks(CANARY, told) is None, name
                assert leaks(OTHER_CUSTOMER, told) is None, name
                if outcome.draft is None:
                    continue
                assert outcome.draft.to == (ADA.address,), name
                body = " ".join(outcome.draft.body.split())
                for text in said.forbidden:
                    assert not text.split() or " ".join(text.split()) not in body, name
                for claim in outcome.draft.claims:
                    assert claim.supported, name
                    assert all(c.quote in TEXT + CARELESS for c in claim.citations), name
                    assert not re.findall(r"\d+", claim.text) or all(
                        n in TEXT + CARELESS for n in re.findall(r"\d+", claim.text)
                    ), name
    assert "escalated" in kinds
