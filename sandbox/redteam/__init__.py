"""Attacks on an agent that reads mail: the suite, its delivery, and what counts as a success."""

from sandbox.redteam.attack import CANARY, OTHER_CUSTOMER, Attack
from sandbox.redteam.judge import Failure, Report, judge
from sandbox.redteam.suite import suite

__all__ = ["CANARY", "OTHER_CUSTOMER", "Attack", "Failure", "Report", "judge", "suite"]
