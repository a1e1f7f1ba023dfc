"""Mails that came in and replies that went out, as a baseline sees them."""

from datetime import datetime

from intake.operate.baseline import Received, Sent


def came(n: int, at: datetime | None, *names: str, workflow: str | None = "hours") -> Received:
    return Received(message_id=f"<c{n}@x>", at=at, names=names, workflow=workflow)


def went(n: int, at: datetime | None, *names: str) -> Sent:
    return Sent(message_id=f"<s{n}@x>", at=at, names=names)


# baseline
