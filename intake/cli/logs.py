"""The log as JSON: an object a line, each with the time, the process and the run of its mail."""

import logging
import secrets
from typing import Any


def json_log() -> Any:
    """A logger onto stdout: `log.info(event, **fields)`. Inside `tracing.running`, `run` is in every line."""
    import structlog

    return structlog.wrap_logger(
        structlog.PrintLogger(),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
        wrapper_class=structlog.BoundLogger,
        process=secrets.token_hex(4),
    )


class Relay(logging.Handler):
    """What libraries and our own modules warn of, as lines of the same log."""

    def __init__(self, log: Any) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """One line; a record that cannot be told as text is left out, and nothing is raised."""
        try:
            text = record.getMessage()
        except Exception:  # noqa: BLE001 - a wrong format string of a library must not stop the mail
            text = str(record.msg)
        self._log.info("log", text=text, level=record.levelname.lower(), logger=record.name)
