"""Seeded, replayable faults: what the sandbox does wrong on purpose, and why."""

import fnmatch
import random
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Literal

from intake.errors import Misconfigured

Moment = Literal["connect", "helo", "mail", "rcpt", "data", "accept", "imap-login", "imap-fetch", "imap-idle"]
MOMENTS = ("connect", "helo", "mail", "rcpt", "data", "accept", "imap-login", "imap-fetch", "imap-idle")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One rule of a plan. It applies at a moment, to some addresses, to a share of the traffic."""

    at: str
    """`connect`, `helo`, `mail`, `rcpt`, `data` (while data comes), `accept` (behind the last dot),
    `imap-login`, `imap-fetch` or `imap-idle`."""
    match: str = "*"
    """Sender (at `mail`), recipient (at `rcpt`, `data`, `accept`) or user (at `imap-*`), as a glob."""
    share: float = 1.0
    """Part of the matching traffic that it hits, 0..1, drawn from the plan's seed."""
    reply: str = ""
    """SMTP reply such as `451 4.3.0 try later`; empty leaves the right one. IMAP says BYE with it."""
    delay_s: float = 0.0
    disconnect: bool = False
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

    def strike(self, at: str, address: str = "", *, bytes_seen: int = 0) -> Fault | None:
        """The fault that hits now, if any; each call is one draw."""
        if not self.faults:
            return None
        with self._lock:
            for i, fault in enumerate(self.faults):
                if fault.at != at or not fnmatch.fnmatchcase(address.lower(), fault.match.lower()):
                    continue
                if (fault.times and self._used[i] >= fault.times) or bytes_seen < fault.after_bytes:
                    continue
                if fault.share < 1 and self._random.random() >= fault.share:
                    continue
                self._used[i] += 1
                return fault
        return None


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
        return Fault(
            at=str(item["at"]),
            match=str(item.get("match", "*")),
            share=float(item.get("share", 1)),
            reply=str(item.get("reply", "")).replace("\r", " ").replace("\n", " "),
            delay_s=float(item.get("delay_s", 0)),
            disconnect=bool(item.get("disconnect", False)),
            after_bytes=int(item.get("after_bytes", 0)),
            times=int(item.get("times", 0)),
        )
    except (TypeError, ValueError) as exc:
        raise Misconfigured(f"rule {number} of the fault plan: {exc}") from exc
