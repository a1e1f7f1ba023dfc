"""Fault plans are read strictly and replay by their seed."""

import pytest

from intake.errors import Misconfigured
from sandbox.faults import FaultPlan


def test_the_same_seed_gives_the_same_faults():
    rules = {"seed": 7, "faults": [{"at": "rcpt", "share": 0.3, "match": "*@x.y"}]}

    def run():
        plan = FaultPlan.of(rules)
        return [plan.strike("rcpt", f"{i}@x.y") is not None for i in range(200)]

    assert run() == run()
    assert 30 < sum(run()) < 90


def test_other_moments_and_addresses_are_spared():
    plan = FaultPlan.of([{"at": "rcpt", "match": "a@*", "times": 1}])
    assert plan.strike("mail", "a@x.y") is None
    assert plan.strike("rcpt", "b@x.y") is None
    assert plan.strike("rcpt", "A@x.y") is not None
    assert plan.strike("rcpt", "a@x.y") is None
    assert FaultPlan().strike("rcpt") is None


@pytest.mark.parametrize(
    "value",
    ["text", [{}], [{"at": "never"}], [{"at": "rcpt", "colour": 1}], [{"at": "rcpt", "share": "much"}]],
)
def test_a_wrong_plan_names_its_rule(value):
    with pytest.raises(Misconfigured):
        FaultPlan.of(value)
