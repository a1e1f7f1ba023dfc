"""Seeded, replayable faults: what the sandbox does wrong on purpose, and why."""

import fnmatch
import random
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from intake.errors import Misconfigured

MOMENTS = (
    "connect", "helo", "starttls", "mail", "rcpt", "data", "accept",
    "imap-login", "imap-select", "imap-fetch", "imap-idle", "imap-deliver",
)  # fmt: skip
MINUTE_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One rule of a plan. It applies at a moment, to some addresses, to a share of the traffic."""

    at: str
    """One of `MOMENTS`: `data` is while a mail comes in, `accept` behind its last dot, `imap-deliver` when it
    is laid into an inbox."""
    match: str = "*"
    """Sender (at `mail`), recipient (at `rcpt`, `data`, `accept`) or user (at `imap-*`), as a glob."""
    share: float = 1.0
    """Part of the matching traffic that it hits, 0..1, drawn from the plan's seed."""
    reply: str = ""
    """SMTP reply such as `451 4.3.0 try later`, or garbage; empty leaves the right one. IMAP says BYE
    with it."""
    delay_s: float = 0.0
    drip_s: float = 0.0
    """Seconds between two letters of the SMTP reply."""
    disconnect: bool = False
    half_close: bool = False
    """Close the sending side only, and go on reading."""
    per_minute: int = 0
    """Hit only what comes above so many in a minute: a rate limit."""
    duplicate: bool = False
    """At `imap-deliver`: lay the mail into the inbox twice."""
    shuffle: bool = False
    """At `imap-fetch`: answer in descending order."""
    new_uidvalidity: bool = False
    """At `imap-select`: the folder gets a new UIDVALIDITY, as a rebuilt server would give it."""
    after_bytes: int = 0
    """At `data`: act once so many bytes have come."""
    times: int = 0
    """How often at most; 0 for no bound."""


class FaultPlan:
    """Rules with a seed: the same traffic meets the same faults. Thread-safe."""

    def __init__(self, faults: Iterable[Fault] = (), *, seed: int = 0) -> None:
        self.faults = tuple(faults)
        self.seed = seed
        self._random = random.Random(seed)
        self._used = [0] * len(self.faults)
        self._seen: list[deque[float]] = [deque() for _ in self.faults]
        self._lock = threading.Lock()

    @staticmethod
    def of(value: object, *, seed: int = 0) -> "FaultPlan":
        """A plan from parsed YAML or JSON: a list of rules, or a mapping with `seed` and `faults`.

        Raises Misconfigured, naming the rule.
        """
        if isinstance(value, Mapping):
            seed = int(value.get("seed", seed))
            value = value.get("faults", [])
        if not isinstance(value, list):
            raise Misconfigured("a fault plan is a list of rules", mend="see docs/sandbox.md, Faults")
        return FaultPlan([_rule(i, item) for i, item in enumerate(value, 1)], seed=seed)

    def strike(self, at: str, address: str = "", *, bytes_seen: int = 0, now: float = 0.0) -> Fault | None:
        """The fault that hits now, if any; each call is one draw. `now` is the time of rate limits."""
        if not self.faults:
            return None
        with self._lock:
            for i, fault in enumerate(self.faults):
                if fault.at != at or not fnmatch.fnmatchcase(address.lower(), fault.match.lower()):
                    continue
                if (fault.times and self._used[i] >= fault.times) or bytes_seen < fault.after_bytes:
                    continue
                if fault.per_minute and not self._above(i, fault.per_minute, now):
                    continue
                if fault.share < 1 and self._random.random() >= fault.share:
                    continue
                self._used[i] += 1
                return fault
        return None

    def _above(self, rule: int, limit: int, now: float) -> bool:
        seen = self._seen[rule]
        while seen and seen[0] <= now - MINUTE_S:
            seen.popleft()
        if len(seen) >= limit:
            return True
        seen.append(now)
        return False

    def as_dict(self) -> dict[str, object]:
        """The plan as it can be given to `of`, with how often each rule has hit."""
        with self._lock:
            rules = [{**asdict(f), "hits": n} for f, n in zip(self.faults, self._used, strict=True)]
        return {"seed": self.seed, "faults": rules}


def _rule(number: int, item: object) -> Fault:
    known = {f.name: f for f in fields(Fault)}
    if not isinstance(item, Mapping) or "at" not in item:
        raise Misconfigured(
            f"rule {number} of the fault plan has no `at`", mend=f"one of {', '.join(MOMENTS)}"
        )
    unknown = sorted(set(item) - set(known))
    if unknown or item["at"] not in MOMENTS:
        what = f"unknown key {unknown[0]}" if unknown else f"unknown moment {item['at']}"
        raise Misconfigured(f"rule {number} of the fault plan: {what}", mend=f"keys: {', '.join(known)}")
    try:
        given: dict[str, Any] = {name: _value(known[name].type, value) for name, value in item.items()}
        return Fault(**given)
    except (TypeError, ValueError) as exc:
        raise Misconfigured(f"rule {number} of the fault plan: {exc}") from exc


def _value(kind: object, value: object) -> object:
    """Raises TypeError, ValueError."""
    if kind is bool:
        if not isinstance(value, bool):
            raise TypeError(f"{value!r} is neither true nor false")
        return value
    if kind is str:
        return str(value).replace("\r", " ").replace("\n", " ")
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError(f"{value!r} is no number")
    number = float(value)
    if not 0 <= number <= 1e9:
        raise ValueError(f"{value!r} is out of bounds")
    return int(number) if kind is int else number
