"""Whom to greet, and only when it is sure."""

import re

from intake.mail import SanitizedMessage

_ROLE = re.compile(
    r"info|support|sales|office|admin|service|team|kontakt|contact|hello|noreply|no-reply|shop|gmbh|ltd|inc|llc|s\.?a\.?"
    r"|ag|kg|bv|newsletter|customer|kunde|buchhaltung|accounts?|help|desk|department|verein|company|webmaster|orders?",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_]{2,30}(?:[-'’][^\W\d_]{2,30})?")


def greeting_name(message: SanitizedMessage) -> str | None:
    """The sender's full name, where display name and address agree on it; else None.

    A name alone is worth nothing: anybody writes anything there.
    """
    if message.reply_to and message.reply_to[0].address.lower() != message.from_.address.lower():
        return None
    words = message.from_.name.replace(",", " ").split()
    if not 2 <= len(words) <= 3 or not all(_NAME.fullmatch(w) and w[0].isupper() for w in words):
        return None
    if any(_ROLE.fullmatch(w) for w in words) or any(w.isupper() and len(w) > 1 for w in words):
        return None
    local = message.from_.address.partition("@")[0].lower()
    signed = f"{message.signature}\n{message.text[-300:]}".lower()
    known = any(_plain(w) in _plain(local) for w in words) or " ".join(words).lower() in signed
    if not known or "," in message.from_.name:
        return None
    return " ".join(words)


def _plain(text: str) -> str:
    import unicodedata

    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if c.isalnum())
