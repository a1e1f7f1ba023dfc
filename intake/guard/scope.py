"""What a check gets and gives, and what a draft may draw on."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from intake.config import AccountSettings, GuardSettings, WorkflowSettings
from intake.mail import Draft, SanitizedMessage

MAIL: Final = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
"""One plain address, in any script."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A failed check. `name` is stable, `detail` is for the reviewer and holds no secret."""

    name: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a draft may draw on."""

    message: SanitizedMessage
    guard: GuardSettings
    workflow: WorkflowSettings | None
    account: AccountSettings | None
    language: str
    secrets: Sequence[str] = ()
    """Strings besides the canaries that must never leave: keys, passwords."""
    prompts: Sequence[str] = ()
    """Texts of ours, such as the system part of a prompt, of which no stretch may leave."""


Check = Callable[[Draft, Scope], Iterator[Violation]]
"""Yields what is wrong with a draft. Pure, and linear in the length of its texts."""


def cited(draft: Draft) -> str:
    """The quotes behind the supported sentences, as they stand in their sources."""
    return "\n".join(c.quote for claim in draft.claims if claim.supported for c in claim.citations)


def configured(scope: Scope) -> str:
    """What the company itself put into every reply: signature, names, template, ways to ask."""
    parts = [scope.guard.transparency or ""]
    if scope.account is not None:
        parts += [scope.account.signature, scope.account.address, scope.account.display_name or ""]
    if scope.workflow is not None:
        parts.append(scope.workflow.template or "")
        parts += [a for f in scope.workflow.requires for a in f.ask.values()]
    return "\n".join(parts)


def received(scope: Scope) -> str:
    """The words of this mail: the sender's own data may be repeated to them, their links may not."""
    m = scope.message
    return "\n".join((m.text, m.subject, m.from_.address, m.from_.name, *(a.address for a in m.reply_to)))


def uncited(draft: Draft) -> str:
    """The body without its supported sentences."""
    rest = draft.body
    for claim in draft.claims:
        if claim.supported and claim.citations:
            rest = rest.replace(claim.text, " \n ")
    return rest


def host(link: str) -> str:
    """The host of a link in lower case, empty where there is none."""
    try:
        return (urlsplit(link).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""
