"""The options of `mailroom sandbox`, from words to what the server takes. Each raises Misconfigured."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from intake.errors import Misconfigured

if TYPE_CHECKING:
    from sandbox.http.linkcheck import Policy
    from sandbox.relay import Relay
    from sandbox.retention import Bounds

RELAY_PASSWORD = "MAILROOM_RELAY_PASSWORD"  # noqa: S105 - the name of a variable
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_SIZES = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_AMOUNT = re.compile(r"(\d{1,15})([a-z]?)")


def users(path: Path | None) -> dict[str, str]:
    """Names and passwords of a file of `NAME:PASSWORD` lines; empty without a file."""
    if path is None:
        return {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        raise Misconfigured(f"the password file {path} cannot be read: {exc}") from exc
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        name, colon, password = line.partition(":")
        if not line.strip() or line.startswith("#"):
            continue
        if not (colon and name.strip() and password):
            raise Misconfigured(f"{path}, line {number}: no password", mend="NAME:PASSWORD on each line")
        found[name.strip()] = password
    if not found:
        raise Misconfigured(f"the password file {path} names nobody", mend="NAME:PASSWORD on each line")
    return found


def bounds(words: Sequence[str]) -> "Bounds":
    """`age=7d`, `count=5000`, `bytes=1g`, each at most once."""
    from sandbox.retention import Bounds

    given: dict[str, float] = {}
    for word in words:
        name, _, value = word.partition("=")
        amount = _AMOUNT.fullmatch(value.strip().lower())
        units = {"age": _UNITS, "count": {"": 1}, "bytes": _SIZES}.get(name)
        if amount is None or units is None or amount[2] not in units or name in given:
            raise Misconfigured(f"--keep {word!r} cannot be read", mend="age=7d, count=5000 or bytes=1g")
        given[name] = int(amount[1]) * units[amount[2]]
    count, size = given.get("count"), given.get("bytes")
    return Bounds(
        max_age_s=given.get("age"),
        max_count=None if count is None else int(count),
        max_bytes=None if size is None else int(size),
    )


def policy(word: str) -> "Policy":
    """Where the link check may ask."""
    from sandbox.http.linkcheck import POLICIES

    for known in POLICIES:
        if word == known:
            return known
    raise Misconfigured(f"--check-links cannot be {word!r}", mend=f"one of {', '.join(POLICIES)}")


def relay(url: str, allowed: str) -> "Relay | None":
    """Where released mail goes; its password comes from `MAILROOM_RELAY_PASSWORD`."""
    from sandbox.relay import Relay

    if not url:
        return None
    kinds = {"smtp": ("off", 25), "starttls": ("starttls", 587), "smtps": ("implicit", 465)}
    try:
        parts = urlsplit(url if "://" in url else f"smtp://{url}")
        host, port = parts.hostname, parts.port
    except ValueError as exc:
        raise Misconfigured(f"--relay {url!r} cannot be read: {exc}") from exc
    if parts.scheme not in kinds or not host or parts.password:
        raise Misconfigured(
            f"--relay {parts.scheme}://… cannot be used",
            mend=f"smtp://, starttls:// or smtps:// with USER@HOST:PORT; the password in {RELAY_PASSWORD}",
        )
    if not allowed:
        raise Misconfigured(
            "--relay needs --relay-allow", mend=r"such as --relay-allow '.*@qa\.example\.org'"
        )
    tls, usual = kinds[parts.scheme]
    return Relay(
        host=host,
        port=port or usual,
        tls=tls,
        user=unquote(parts.username or ""),
        password=os.environ.get(RELAY_PASSWORD, ""),
        allowed=allowed,
    )
