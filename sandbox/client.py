"""A client of a sandbox that runs elsewhere: in a container, in another process, started by CI.

client = Client("http://127.0.0.1:8025")
inbox = client.inbox()
...                                   # send to inbox.address
print(inbox.code().value)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx

from intake.errors import Misconfigured
from sandbox.errors import NothingFound, WaitTimeout
from sandbox.extract import Code, Link
from sandbox.finding import Mails
from sandbox.waiting import Criteria

SLACK_S = 15.0
"""Seconds beyond a wait's own time-out until the connection itself is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteMessage:
    """A mail, as the sandbox's JSON document tells it."""

    document: Mapping[str, Any] = field(repr=False)
    id: str
    subject: str
    sender: str
    text: str = field(repr=False)
    html: str = field(repr=False)

    @staticmethod
    def of(document: Mapping[str, Any]) -> "RemoteMessage":
        sender = (document.get("from") or {}).get("address") or document["envelope"]["mail_from"]
        return RemoteMessage(
            document=document,
            id=document["id"],
            subject=document["subject"],
            sender=sender,
            text=document["text"],
            html=document["html"],
        )

    def header(self, name: str) -> str | None:
        """The first header of this name, decoded."""
        found = (h["value"] for h in self.document["headers"] if h["name"].lower() == name.lower())
        return next(found, None)

    def codes(self) -> tuple[Code, ...]:
        """One-time codes, the likeliest first."""
        keys = ("value", "score", "part")
        return tuple(
            Code(span=(c["span"][0], c["span"][1]), **{k: c[k] for k in keys}) for c in self.document["codes"]
        )

    def links(self) -> tuple[Link, ...]:
        """Links in order of the mail."""
        keys = ("value", "score", "part", "kind", "text")
        return tuple(
            Link(span=(x["span"][0], x["span"][1]), **{k: x[k] for k in keys}) for x in self.document["links"]
        )


class Client:
    """The sandbox at `url`. Raises Misconfigured where none answers."""

    def __init__(self, url: str = "http://127.0.0.1:8025") -> None:
        self.url = url.rstrip("/")

    def inbox(
        self, address: str | None = None, *, name: str = "inbox", after: int | None = None
    ) -> "RemoteInbox":
        """An inbox, its cursor set to now unless `after` is given; a new, unique address without one."""
        if address is not None and after is not None:
            return RemoteInbox(client=self, address=address, cursor=after)
        made = self.ask("POST", "/inboxes", json={"name": name} if address is None else {"address": address})
        return RemoteInbox(client=self, address=made["address"], cursor=int(made["cursor"]))

    def message(self, ident: str) -> RemoteMessage:
        """One mail by its id. Raises NothingFound."""
        return RemoteMessage.of(self.ask("GET", f"/messages/{ident}"))

    def ask(self, method: str, path: str, *, timeout: float = 30.0, **more: Any) -> dict[str, Any]:
        """One call of our own API. Raises Misconfigured, WaitTimeout, NothingFound."""
        try:
            answer = httpx.request(
                method, f"{self.url}/api/mailroom/v1{path}", timeout=timeout, trust_env=False, **more
            )
            told = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as exc:
            raise Misconfigured(
                f"no sandbox answers at {self.url}: {exc}", mend="start one with `mailroom sandbox`"
            ) from exc
        if answer.status_code == 408:
            raise WaitTimeout(str(told.get("error")))
        if answer.status_code == 404:
            raise NothingFound(str(told.get("error", "not found")))
        if answer.is_error or not isinstance(told, dict):
            raise Misconfigured(f"the sandbox at {self.url} answers {answer.status_code}: {str(told)[:300]}")
        return told


@dataclass(kw_only=True)
class RemoteInbox(Mails[RemoteMessage]):
    """One address of a sandbox elsewhere, with the calls of `sandbox.Inbox`."""

    client: Client
    address: str
    cursor: int
    seen: set[str] = field(default_factory=set)

    def reset(self) -> None:
        """Forget what has arrived so far."""
        self.cursor = int(self.client.ask("GET", "/cursor")["cursor"])
        self.seen.clear()

    def messages(self) -> tuple[RemoteMessage, ...]:
        """What has arrived, oldest first (a hundred at most)."""
        path = f"/inboxes/{quote(self.address, safe='@')}/messages"
        told = self.client.ask("GET", path, params={"after": self.cursor})
        return tuple(RemoteMessage.of(m) for m in told["messages"])

    def _wait(
        self, criteria: Criteria, exactly: int | None, at_least: int, timeout: float
    ) -> tuple[RemoteMessage, ...]:
        """The server waits."""
        asked = {
            "inbox": self.address,
            "subject": criteria.subject,
            "from": criteria.from_,
            "to": criteria.to,
            "body": criteria.body,
            "header": dict(criteria.header),
            "exactly": exactly,
            "at_least": at_least,
            "after": self.cursor,
            "timeout_s": timeout,
        }
        told = self.client.ask("POST", "/wait", timeout=timeout + SLACK_S, json=asked)
        return tuple(RemoteMessage.of(m) for m in told["messages"])
