"""The form of a draft: plain visible text of one script and a decent length, in a civil tone."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from intake.guard.scope import MAIL, Scope, Violation, cited, configured, received, uncited
from intake.mail import Draft

_TAG: Final = re.compile(r"<\s{0,5}/?\s{0,5}[a-zA-Z!?][^>\n]{0,500}>|<\s{0,5}[a-zA-Z]{1,20}\s[^>\n]{0,200}=")
_ENTITY: Final = re.compile(r"&(?:#x?[0-9a-fA-F]{1,7}|lt|gt|quot|nbsp|amp|zwnj|zwj|shy);")
_HEADER: Final = re.compile(
    r"(?im)^(?:content-(?:type|disposition|transfer-encoding)|mime-version|x-[a-z-]{2,40}|bcc|cc|to|from|reply-to)"
    r"\s{0,3}:"
)
_INLINE: Final = re.compile(
    r"(?i)data:[a-z]{2,20}/[a-z0-9.+-]{2,40}[;,]|begin-base64|^begin \d{3} |-----BEGIN [A-Z ]{3,40}-----"
)
_UNSEEN: Final = "\u3164\u115f\u1160\uffa0\u2800\u034f\u17b4\u17b5"
_MACHINE: Final = re.compile(
    r"(?i)<\|[a-z_]{2,30}\|>|\[/?INST\]|<<SYS>>|^\s{0,3}(?:system|assistant|developer|tool)\s{0,2}:"
    r"|</?(?:system|tool_call|function_call|untrusted|instructions?)\b|\[\s{0,2}(?:EMAIL|PHONE|IBAN|CARD|NATIONAL_ID|NAME"
    r"|ORDER_NUMBER)_\d{1,4}\s{0,2}\]|mailroom-(?:cut|ref)",
    re.MULTILINE,
)
_ABUSE: Final = re.compile(
    r"(?i)\b(?:fuck|shit|idiot|stupid|moron|asshole|bastard|bitch|cunt|arschloch|scheiß|scheiss|hurensohn|connard|merde|salope"
    r"|puta|gilipollas|cabr[oó]n|stronzo|cazzo|vaffanculo|caralho|klootzak|kurwa)\w{0,6}\b"
)
MAX_SHOUTED: Final = 4
"""Words in capitals one behind the other; more is shouting."""
MAX_MARKS: Final = 2
"""Combining marks on one letter; Vietnamese needs two."""


def markup(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """Plain text only: no HTML, no Markdown image or link whose label hides its target, no machine marks."""
    for found in _TAG.finditer(draft.body):
        inner = found[0][1:-1]
        if MAIL.fullmatch(inner) or inner.startswith(("http://", "https://")):
            continue
        yield Violation(name="markup", detail="the text holds markup")
        break
    if _ENTITY.search(draft.body):
        yield Violation(name="markup", detail="the text holds HTML entities")
    if re.search(r"!?\[[^\]\n]{0,300}\]\s{0,3}\(", draft.body) or re.search(
        r"\[[^\]\n]{1,200}\]:\s{0,5}\S", draft.body
    ):
        yield Violation(name="markup", detail="the text holds a Markdown link or image")
    if _MACHINE.search(draft.body):
        yield Violation(name="markup", detail="the text holds marks of a machine's conversation")


def attachments(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """A draft is text; whatever looks like a MIME part or an inline file is none."""
    if _HEADER.search(draft.body) and _HEADER.search(uncited(draft)):
        yield Violation(name="attachment", detail="the text holds header lines")
    if _INLINE.search(draft.body):
        yield Violation(name="attachment", detail="the text holds an inline file")


def invisible(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """No character that a reader does not see: format, control, private use, tag, bidi, variation."""
    for text in (draft.body, draft.subject, draft.marked_body):
        for c in text:
            if c.isascii() and (c.isprintable() or c in "\n\t"):
                continue
            category = unicodedata.category(c)
            if (
                (category in {"Cf", "Cc", "Co", "Cn", "Cs", "Zl", "Zp"} and c not in "\n\t")
                or c in _UNSEEN
                or (0xFE00 <= ord(c) <= 0xFE0E or 0xE0100 <= ord(c) <= 0xE01EF or 0x180B <= ord(c) <= 0x180F)
            ):
                yield Violation(name="invisible", detail=f"the text holds U+{ord(c):04X}")
                return


def language(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """A civil tone, and one script: no alphabet of neither mail nor sources, no word of mixed alphabets."""
    if _ABUSE.search(draft.body):
        yield Violation(name="language", detail="the text is abusive")
    if _shouts(uncited(draft)):
        yield Violation(name="language", detail="the text shouts")
    known = f"{received(scope)}\n{cited(draft)}\n{configured(scope)}".lower()
    odd = [c for c in draft.body if c.isalpha() and ord(c) > 0x24F and c.lower() not in known]
    if len(odd) > 3:
        yield Violation(
            name="language", detail="the text is in an alphabet of neither the mail nor the sources"
        )
    if any(_mixed(w) and w.lower() not in known for w in re.findall(r"[^\W\d_]{2,60}", draft.body)):
        yield Violation(name="language", detail="a word mixes letters of two alphabets that look alike")
    decomposed = unicodedata.normalize("NFD", draft.body) if not draft.body.isascii() else ""
    if re.search(rf"[\u0300-\u036f]{{{MAX_MARKS + 1},}}", decomposed):
        yield Violation(name="language", detail="letters carry heaps of accents")


def length(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """Not empty, and no longer than the guard allows."""
    if not draft.body.strip():
        yield Violation(name="length", detail="the draft is empty")
    if len(draft.body) > scope.guard.max_draft_chars or len(draft.subject) > 400:
        yield Violation(
            name="length", detail=f"the draft is longer than {scope.guard.max_draft_chars} characters"
        )
    if any(len(line) > 2000 for line in draft.body.split("\n")):
        yield Violation(name="length", detail="a line is longer than 2000 characters")


def _shouts(text: str) -> bool:
    run = 0
    for word in re.findall(r"[^\W\d_]{2,60}", text):
        run = run + 1 if word.isupper() else 0
        if run > MAX_SHOUTED:
            return True
    return re.search(r"[!?]{4,}", text) is not None


def _mixed(word: str) -> bool:
    if word.isascii():
        return False
    scripts = {unicodedata.name(c, "?").split(" ", 1)[0] for c in word}
    return len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}) > 1
