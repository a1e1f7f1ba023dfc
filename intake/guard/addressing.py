"""To whom a draft goes."""

from collections.abc import Iterator

from intake.guard.scope import MAIL, Scope, Violation
from intake.mail import Draft

MAX_RECIPIENTS = 5
"""A Reply-To with more addresses asks us to write to a crowd."""


def recipients(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """Reply-To or From of the mail, and nobody else; no line break in a header."""
    allowed = {a.address.lower() for a in scope.message.reply_to} | {scope.message.from_.address.lower()}
    own = _own(scope)
    for address in draft.to:
        if address.lower() not in allowed:
            yield Violation(name="recipient", detail=f"{address} is neither Reply-To nor From of the mail")
        if not MAIL.fullmatch(address):
            yield Violation(name="recipient", detail="a recipient is not one plain address")
        if address.lower() in own:
            yield Violation(name="recipient", detail="the answer would come back to ourselves")
    if not draft.to:
        yield Violation(name="recipient", detail="the mail names nobody to answer")
    if len(draft.to) > MAX_RECIPIENTS:
        yield Violation(
            name="recipient", detail=f"the mail asks for an answer to {len(draft.to)} addresses at once"
        )
    headers = (draft.subject, *draft.to, *draft.references, draft.in_reply_to or "")
    if any(c in h for h in headers for c in "\n\r\0"):
        yield Violation(name="header", detail="a header holds a line break")


def _own(scope: Scope) -> frozenset[str]:
    account = scope.account
    return frozenset(a.lower() for a in (account.address, *account.aliases)) if account else frozenset()
