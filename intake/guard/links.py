"""Links and names of hosts: from cited sources and the configuration alone, never from the mail."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from intake.guard.scope import Scope, Violation, cited, configured, host
from intake.mail import Draft

_LINK: Final = re.compile(
    r"(?i)\b(?:[a-z][a-z0-9+.-]{1,20}\s{0,3}:\s{0,3}//|(?:javascript|data|mailto|tel|sms|vbscript|callto|magnet|geo|file)"
    r"\s{0,3}:)[^\s<>\"]{1,2000}|\bwww\.[^\s<>\"]{1,500}"
)
_HOST: Final = re.compile(
    r"(?<![\w@.-])(?:[^\W_](?:[\w-]{0,62}[^\W_])?\.){1,5}(?:[^\W\d_]{2,24}|xn--[a-z0-9-]{2,59})(?![\w@-])(?:/[^\s<>\"]{0,500})?"
)
_ADDRESS: Final = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])(?::\d{2,5})?(?:/[^\s<>\"]{0,500})?")
_SPELT: Final = re.compile(
    r"(?i)\bh(?:xx|tt)ps?\b|\[\s?\.\s?\]|\(\s?\.\s?\)|\[\s?(?:dot|punkt|point|punto)\s?\]|\(\s?(?:dot|punkt|point|punto)\s?\)"
    r"|\b[\w-]{2,63} (?:dot|punkt) (?:com|net|org|info|de|io|co|eu|ru|cn|xyz|example|invalid)\b"
)
_NEVER: Final = ("javascript:", "data:", "vbscript:", "file:")


def links(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """A link stands in a cited quote or the company's own texts, or leads to an allowed host.

    The mail itself allows none: an attacker could have a link of theirs sent back with our name under it.
    """
    body = unicodedata.normalize("NFKC", draft.body)
    known = f"{cited(draft)}\n{configured(scope)}".lower()
    hosts = frozenset(h.lower().rstrip(".") for h in scope.guard.allowed_links)
    for found in _LINK.finditer(body):
        yield from _link(found[0].rstrip(".,;:!?)]}'’»”"), known, hosts)
    for found in _HOST.finditer(body):
        name = found[0].split("/", 1)[0].lower().rstrip(".")
        if not _stands(name, known) and name not in hosts:
            yield Violation(name="link", detail=f"the host {name[:80]} is in no cited source")
    for found in _ADDRESS.finditer(body):
        if not _stands(found[0].lower(), known):
            yield Violation(name="link", detail="a numeric address is in no cited source")
    if any(not _stands(f[0].lower(), known) for f in _SPELT.finditer(body)):
        yield Violation(name="link", detail="a link is spelt out in words or brackets")


def _link(link: str, known: str, hosts: frozenset[str]) -> Iterator[Violation]:
    target = link if "://" in link or ":" in link.split("/", 1)[0] else f"http://{link}"
    if target.lower().replace(" ", "").startswith(_NEVER):
        yield Violation(name="link", detail="a link of a kind that is never sent")
    elif not _stands(link.lower(), known) and not (host(target) in hosts and "@" not in target):
        yield Violation(
            name="link", detail=f"a link to {host(target)[:80] or 'an unknown place'} is in no cited source"
        )


def _stands(literal: str, known: str) -> bool:
    """Whether it stands in the text by itself: neither the tail nor the head of a longer name."""
    at = known.find(literal)
    while at >= 0:
        before, after = known[at - 1 : at], known[at + len(literal) : at + len(literal) + 2]
        if not (before.isalnum() or before in {"-", "@"}) and not (
            after[:1].isalnum() or (after[:1] in {".", "-", "/", "?", "="} and after[1:2].isalnum())
        ):
            return True
        at = known.find(literal, at + 1)
    return False
