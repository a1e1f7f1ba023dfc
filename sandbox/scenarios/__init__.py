"""Scenarios for mail agents: inject these mails, expect these drafts, and hold every answer to policies."""

from sandbox.scenarios.plan import Scenario, load
from sandbox.scenarios.play import Report, play
from sandbox.scenarios.policies import Fault

__all__ = ["Fault", "Report", "Scenario", "load", "play"]
