"""What a test asks of an inbox, here or behind HTTP: a code, a link, or that nothing more comes."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from sandbox.errors import NothingFound, WaitTimeout
from sandbox.extract import Code, Link

T = TypeVar("T")


class Mail(Protocol):
    """What is looked at of a mail."""

    @property
    def id(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def sender(self) -> str: ...
    def codes(self) -> tuple[Code, ...]: ...
    def links(self) -> tuple[Link, ...]: ...


class Mails(Protocol):
    """An inbox, here or behind HTTP."""

    address: str
    seen: set[str]
    """Ids of the mails that the test was given."""

    def matching(
        self, subject: str | None, from_: str | None, *, at_least: int, timeout: float
    ) -> Sequence[Mail]:
        """Every match, oldest first, once there are so many. Raises WaitTimeout."""
        ...


def find_code(inbox: Mails, timeout: float, subject: str | None, from_: str | None) -> Code:
    """The likeliest one-time code of the newest mail that has one. Raises WaitTimeout, NothingFound."""
    found, seen = _first(inbox, timeout, subject, from_, lambda m: m.codes()[:1])
    if found is None:
        told = "; ".join(f"{m.subject!r} from {m.sender}" for m in seen[-10:])
        raise NothingFound(f"no one-time code in {inbox.address}: {told}")
    return found


def find_link(inbox: Mails, kind: str, timeout: float, subject: str | None, from_: str | None) -> Link:
    """The best link of a kind of the newest mail that has one. Raises WaitTimeout, NothingFound."""

    def best(mail: Mail) -> Iterable[Link]:
        return sorted((x for x in mail.links() if x.kind == kind), key=lambda x: -x.score)[:1]

    found, seen = _first(inbox, timeout, subject, from_, best)
    if found is None:
        told = "; ".join([f"{x.kind} {x.value[:100]}" for m in seen for x in m.links()][:10])
        raise NothingFound(f"no {kind} link in {inbox.address}; candidates: {told or 'none'}")
    return found


def find_nothing(inbox: Mails, within: float) -> None:
    """That nothing arrives beside what the test was given. Raises WaitTimeout, which tells what did."""
    try:
        found = inbox.matching(None, None, at_least=len(inbox.seen) + 1, timeout=within)
    except WaitTimeout:
        return
    more = "; ".join(f"{m.subject!r} from {m.sender}" for m in found if m.id not in inbox.seen)
    raise WaitTimeout(f"nothing more was to reach {inbox.address}; arrived: {more}")


def _first(
    inbox: Mails,
    timeout: float,
    subject: str | None,
    from_: str | None,
    pick: Callable[[Mail], Iterable[T]],
) -> tuple[T | None, Sequence[Mail]]:
    """What `pick` takes from the newest mail that gives something, and the mails that were seen."""
    end = time.monotonic() + timeout
    seen: Sequence[Mail] = ()
    while True:
        left = max(0.01, end - time.monotonic())
        try:
            seen = inbox.matching(subject, from_, at_least=len(seen) + 1, timeout=left)
        except WaitTimeout:
            if not seen:
                raise
            return None, seen
        for mail in reversed(seen):
            for found in pick(mail):
                inbox.seen.add(mail.id)
                return found, seen
