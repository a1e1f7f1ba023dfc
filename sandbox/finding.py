"""What a test asks of an inbox, here or behind HTTP: a mail, a code, a link, or that nothing more comes."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, Protocol, TypeVar

from sandbox.errors import NothingFound, WaitTimeout
from sandbox.extract import Code, Link
from sandbox.waiting import Criteria

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


M = TypeVar("M", bound=Mail)


class Mails(ABC, Generic[M]):
    """One address and what reached it behind its making, or behind `reset`."""

    address: str
    cursor: int
    """Mails that arrived behind it are seen."""
    seen: set[str]
    """Ids of the mails that were handed out, which `expect_nothing` does not count."""

    @abstractmethod
    def messages(self) -> tuple[M, ...]:
        """What has arrived, oldest first."""

    @abstractmethod
    def reset(self) -> None:
        """Forget what has arrived so far."""

    @abstractmethod
    def _wait(self, criteria: Criteria, exactly: int | None, at_least: int, timeout: float) -> tuple[M, ...]:
        """Every match, oldest first, once there are so many. Raises WaitTimeout."""

    def wait_for(
        self,
        subject: str | None = None,
        from_: str | None = None,
        body: str | None = None,
        exactly: int | None = None,
        timeout: float = 5.0,
        *,
        to: str | None = None,
        header: Mapping[str, str] | None = None,
        at_least: int = 1,
    ) -> M:
        """The first matching mail, as soon as there are enough.

        `subject`, `from_`, `to` and header values match as parts, case folded; `body` is a pattern.
        With `exactly` it returns once so many are there and fails where there are more by then;
        `expect_nothing` waits to rule out one more.
        Raises WaitTimeout, which tells what did arrive.
        """
        wanted = Criteria(subject=subject, from_=from_, to=to, body=body, header=dict(header or {}))
        return self._given(self._wait(wanted, exactly, at_least, timeout)[:1])[0]

    def expect(
        self,
        *,
        exactly: int = 1,
        subject: str | None = None,
        from_: str | None = None,
        body: str | None = None,
        timeout: float = 5.0,
    ) -> tuple[M, ...]:
        """That so many mails match, no more; all of them. Raises WaitTimeout."""
        wanted = Criteria(subject=subject, from_=from_, body=body)
        return self._given(self._wait(wanted, exactly, max(1, exactly), timeout))

    def expect_nothing(self, within: float = 0.5) -> None:
        """That nothing arrives beside what was handed out. Raises WaitTimeout, which tells what did."""
        try:
            found = self._wait(Criteria(), None, len(self.seen) + 1, within)
        except WaitTimeout:
            return
        more = "; ".join(f"{m.subject!r} from {m.sender}" for m in found if m.id not in self.seen)
        raise WaitTimeout(f"nothing more was to reach {self.address}; arrived: {more}")

    def code(self, timeout: float = 5.0, *, subject: str | None = None, from_: str | None = None) -> Code:
        """The likeliest one-time code of the newest mail that has one. Raises WaitTimeout, NothingFound."""
        found, seen = self._newest(timeout, subject, from_, lambda m: m.codes()[:1])
        if found is None:
            told = "; ".join(f"{m.subject!r} from {m.sender}" for m in seen[-10:])
            raise NothingFound(f"no one-time code in {self.address}: {told}")
        return found

    def link(
        self,
        kind: str = "verify",
        timeout: float = 5.0,
        *,
        subject: str | None = None,
        from_: str | None = None,
    ) -> Link:
        """The best link of a kind of the newest mail that has one. Raises WaitTimeout, NothingFound.

        Kinds: verify, magic-login, reset, unsubscribe, tracking, other.
        """

        def best(mail: M) -> Iterable[Link]:
            return sorted((x for x in mail.links() if x.kind == kind), key=lambda x: -x.score)[:1]

        found, seen = self._newest(timeout, subject, from_, best)
        if found is None:
            told = "; ".join([f"{x.kind} {x.value[:100]}" for m in seen for x in m.links()][:10])
            raise NothingFound(f"no {kind} link in {self.address}; candidates: {told or 'none'}")
        return found

    async def wait_for_async(
        self,
        subject: str | None = None,
        from_: str | None = None,
        body: str | None = None,
        exactly: int | None = None,
        timeout: float = 5.0,
    ) -> M:
        """`wait_for` without holding the event loop."""
        return await asyncio.to_thread(self.wait_for, subject, from_, body, exactly, timeout)

    async def code_async(self, timeout: float = 5.0) -> Code:
        return await asyncio.to_thread(self.code, timeout)

    async def link_async(self, kind: str = "verify", timeout: float = 5.0) -> Link:
        return await asyncio.to_thread(self.link, kind, timeout)

    def _given(self, found: tuple[M, ...]) -> tuple[M, ...]:
        self.seen.update(m.id for m in found)
        return found

    def _newest(
        self, timeout: float, subject: str | None, from_: str | None, pick: Callable[[M], Iterable[T]]
    ) -> tuple[T | None, tuple[M, ...]]:
        """What `pick` takes from the newest mail that gives something, and the mails that were seen."""
        end = time.monotonic() + timeout
        seen: tuple[M, ...] = ()
        while True:
            left = max(0.01, end - time.monotonic())
            try:
                seen = self._wait(Criteria(subject=subject, from_=from_), None, len(seen) + 1, left)
            except WaitTimeout:
                if not seen:
                    raise
                return None, seen
            for mail in reversed(seen):
                for found in pick(mail):
                    self.seen.add(mail.id)
                    return found, seen
