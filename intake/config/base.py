"""What every section shares: no unknown keys, no change after loading, secrets by reference only."""

import os
import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from intake.errors import Misconfigured


class Section(BaseModel):
    """A part of the configuration file."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d|w)")
_UNIT_S = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def duration_s(text: str) -> float:
    """Seconds of a duration such as `90s`, `15m`, `7d`.

    Raises ValueError where it is not one.
    """
    found = _DURATION.fullmatch(text.strip().lower())
    if not found:
        raise ValueError(f"{text!r} is not a duration; write a number and s, m, h, d or w, such as 7d")
    return float(found[1]) * _UNIT_S[found[2]]


def _check_duration(text: str) -> str:
    duration_s(text)
    return text


def _check_duration_or_all(text: str) -> str:
    return text if text == "all" else _check_duration(text)


Duration = Annotated[str, AfterValidator(_check_duration)]
"""A number and its unit: `30s`, `15m`, `7d`."""
DurationOrAll = Annotated[str, AfterValidator(_check_duration_or_all)]
"""The same, or `all` for without end."""


def secret(env: str | None, file: Path | None, what: str) -> str | None:
    """The secret that `*_env` or `*_file` points to, or None where neither is given.

    Raises Misconfigured where the pointer leads nowhere. The value itself is never in a message.
    """
    if env is not None:
        value = os.environ.get(env)
        if value is None:
            raise Misconfigured(
                f"{what}: the environment variable {env} is not set", mend=f"export {env}=… and start again"
            )
        return value
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").strip()
        except OSError as exc:
            raise Misconfigured(
                f"{what}: {file} cannot be read: {exc.strerror}", mend=f"put the secret into {file}"
            ) from exc
    return None


MailAddress = Annotated[str, StringConstraints(pattern=r"^[^@\s<>\"]{1,64}@[A-Za-z0-9.\-\[\]:]{1,255}$")]
"""local@domain; domains of test networks (`shop.test`, `localhost`) are as good as others here."""
