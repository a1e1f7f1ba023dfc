"""The same story as the pipeline's, durably: a queue in the ledger, a DBOS workflow a run, a step an effect.

`Agent` is what `mailroom run` runs; `Event` is what it tells.
"""

from intake.workflow.agent import Agent, Role, Summary
from intake.workflow.events import Event, Listener

__all__ = ["Agent", "Event", "Listener", "Role", "Summary"]
