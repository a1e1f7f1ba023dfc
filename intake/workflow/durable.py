"""DBOS, kept behind one door: a workflow a run of a mail, a step an effect.

The ledger is the queue and decides who works on what; DBOS journals each step, so that a run broken off by
a crash goes on behind its last finished step. Three of its habits are met here: the application version is
fixed (workflows of another version are not recovered), workflows are started on our own threads (its queue
polls each second), and runs of a dead worker are resumed by whoever notices (it never does so by itself).
"""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Engine

from intake.workflow.tracing import span

APP_VERSION = "1"
"""Changes only when the order of the steps does."""

T = TypeVar("T")


def key_of(ident: int, run: int) -> str:
    """The workflow's key: the same run of the same mail is never started twice."""
    return f"mail-{ident}-{run}"


class Durable:
    """One DBOS instance of this process."""

    def __init__(self, engine: Engine, *, executor: str) -> None:
        self._engine = engine
        self._executor = executor
        self._workflow: Callable[[int, int], str] | None = None
        self._dbos: Any = None

    def start(self, body: Callable[[int, int], str]) -> None:
        """Register the workflow, migrate the system tables, recover what this executor left."""
        from dbos import DBOS, DBOSConfig

        config: DBOSConfig = {
            "name": "mailroom",
            "system_database_url": self._engine.url.render_as_string(hide_password=False),
            "system_database_engine": self._engine,
            "application_version": APP_VERSION,
            "executor_id": self._executor,
            "log_level": "ERROR",
            "console_log_level": "ERROR",
            "enable_otlp": False,
            "use_listen_notify": False,
        }
        self._dbos = DBOS
        DBOS(config=config)
        logging.getLogger("dbos").setLevel(logging.ERROR)

        @DBOS.workflow(name="mail")
        def mail(ident: int, run: int) -> str:
            return body(ident, run)

        self._workflow = mail
        DBOS.launch()
        _detach()

    def run(self, ident: int, run: int) -> None:
        """Run the workflow on this thread; where it runs or ran already, wait for it."""
        from dbos import SetWorkflowID

        if self._workflow is None:
            raise RuntimeError("start() first")
        with SetWorkflowID(key_of(ident, run)):
            self._workflow(ident, run)

    def step(self, name: str, effect: Callable[[], T]) -> T:
        """One journalled effect inside the running workflow."""
        with span(name):
            result: T = self._dbos.run_step({"name": name}, effect)
            return result

    def unfinished(self, ident: int, run: int) -> bool:
        """Whether the journal knows this run, it has not ended, and this program may go on with it.

        DBOS hands a run to programs of its own version alone. Of another one's nothing is resumed: the mail
        gets a new run, which finds what the old one did.
        """
        status = self._dbos.get_workflow_status(key_of(ident, run))
        return (
            status is not None
            and status.status in {"PENDING", "ENQUEUED", "DELAYED"}
            and status.app_version == APP_VERSION
        )

    def resume(self, ident: int, run: int) -> None:
        """Put a dead worker's run back into the queue, for any live worker."""
        self._dbos.resume_workflow(key_of(ident, run))

    def stop(self, timeout_s: int = 0) -> None:
        """End DBOS's threads. What is still running is recovered by the next start."""
        if self._dbos is not None:
            _detach()
            self._dbos.destroy(destroy_registry=True, workflow_completion_timeout_sec=timeout_s)
            self._dbos = self._workflow = None


def _detach() -> None:
    """Take DBOS's own console handlers away: it flushes them at its end, when the stream may be closed."""
    logger = logging.getLogger("dbos")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    logger.addHandler(logging.NullHandler())
