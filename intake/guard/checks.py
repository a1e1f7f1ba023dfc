"""The checks of a draft: each is one function and one line in `CHECKS`."""

# ruff: noqa: E501, SIM905 - tables and patterns

import base64
import binascii
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from intake.config import AccountSettings, GuardSettings, WorkflowSettings
from intake.contract.extract import iban_valid
from intake.mail import Draft, SanitizedMessage


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
    """Strings besides the canaries that must never leave: keys, passwords, the system prompt."""


Check = Callable[[Draft, Scope], Iterator[Violation]]

_LINK = re.compile(
    r"(?i)\b(?:https?|ftp|file|javascript|data|mailto|tel|sms|vbscript)\s{0,3}:[^\s<>\"]{1,2000}|\bwww\.[^\s<>\"]{1,500}"
)
_HOST = re.compile(
    r"(?i)(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?\.){1,5}[a-z]{2,24}(?![\w.@-])(?:/[^\s<>\"]{0,500})?"
)
_MAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_TAG = re.compile(r"<\s{0,5}/?\s{0,5}[a-zA-Z!][^>\n]{0,500}>")
_TLD = frozenset("com net org io de at ch fr es it pt nl be uk eu info biz co app dev shop store xyz top ru cn example test"
                 " invalid click link site online live me tv cc ai us ca pl cz se no dk fi ie".split())  # fmt: skip


def recipients(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """Reply-To or From of the mail, and nobody else; no line break in a header."""
    allowed = {a.address.lower() for a in scope.message.reply_to} or {scope.message.from_.address.lower()}
    allowed |= {scope.message.from_.address.lower()}
    for address in draft.to:
        if address.lower() not in allowed:
            yield Violation(name="recipient", detail=f"{address} is neither Reply-To nor From of the mail")
        if not _MAIL.fullmatch(address):
            yield Violation(name="recipient", detail="a recipient is not one plain address")
    if not draft.to:
        yield Violation(name="recipient", detail="the mail names nobody to answer")
    if any(
        "\n" in h or "\r" in h for h in (draft.subject, *draft.to, *draft.references, draft.in_reply_to or "")
    ):
        yield Violation(name="header", detail="a header holds a line break")


def links(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """Links stand in a cited quote, the account's signature or template, or lead to an allowed host."""
    known = _known(draft, scope)
    for found in _LINK.finditer(draft.body):
        link = found[0].rstrip(".,;:!?)]}'")
        target = link if "://" in link or ":" in link.split("/", 1)[0] else f"http://{link}"
        if link.lower() not in known and _host(target) not in _allowed_hosts(scope):
            yield Violation(
                name="link", detail=f"a link to {_host(target) or 'an unknown place'} is in no cited source"
            )
        elif target.lower().startswith(("javascript:", "data:", "vbscript:", "file:")):
            yield Violation(name="link", detail="a link of a kind that is never sent")
    for found in _HOST.finditer(draft.body):
        name = found[0].split("/", 1)[0].lower().rstrip(".")
        if name.rpartition(".")[2] in _TLD and name not in known and name not in _allowed_hosts(scope):
            yield Violation(name="link", detail=f"the host {name} is in no cited source")


def markup(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """Plain text only: no HTML, no Markdown image or link whose label hides its target."""
    for found in _TAG.finditer(draft.body):
        inner = found[0][1:-1]
        if _MAIL.fullmatch(inner) or inner.startswith(("http://", "https://")):
            continue
        yield Violation(name="markup", detail="the text holds markup")
        break
    if re.search(r"!?\[[^\]\n]{0,300}\]\s{0,3}\(", draft.body) or re.search(
        r"\[[^\]\n]{1,200}\]:\s{0,5}\S", draft.body
    ):
        yield Violation(name="markup", detail="the text holds a Markdown link or image")


def attachments(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """A draft is text; whatever looks like a MIME part or an inline file is none."""
    if re.search(
        r"(?im)^(?:content-(?:type|disposition|transfer-encoding)|bcc|cc|to|from)\s{0,3}:", draft.body
    ):
        yield Violation(name="attachment", detail="the text holds header lines")
    if re.search(r"(?i)data:[a-z]{2,20}/[a-z0-9.+-]{2,40}[;,]|begin-base64|^begin \d{3} ", draft.body):
        yield Violation(name="attachment", detail="the text holds an inline file")


def invisible(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """No character that a reader does not see: format, control, private use, tag, bidi, variation."""
    for text in (draft.body, draft.subject, draft.marked_body):
        for c in text:
            category = unicodedata.category(c)
            if (
                (category in {"Cf", "Cc", "Co", "Cn", "Cs"} and c not in "\n\t")
                or c in "\u3164\u115f\u1160\uffa0\u2800"
                or (0xFE00 <= ord(c) <= 0xFE0E or 0xE0100 <= ord(c) <= 0xE01EF)
            ):
                yield Violation(name="invisible", detail=f"the text holds U+{ord(c):04X}")
                return


def secrets(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """No canary or secret, plain or in an encoding that a receiver could undo."""
    wanted = [s for s in (*scope.guard.canaries, *scope.secrets) if len(s) >= 4]
    if not wanted:
        return
    everything = "\n".join(
        (draft.body, draft.subject, draft.marked_body, *draft.to, *(c.text for c in draft.claims))
    )
    views = {_squeezed(v) for v in decoded(everything)}
    for index, secret in enumerate(wanted):
        plain = _squeezed(secret)
        forms = {plain, plain[::-1], plain.translate(_ROT13)}
        if any(form and form in view for form in forms for view in views):
            yield Violation(name="secret", detail=f"the text holds secret or canary number {index + 1}")


def personal(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """Addresses, phones, IBANs, cards and order-like numbers stand in this mail or in a cited quote."""
    known = _known(draft, scope)
    digits = re.sub(r"\D", "", known)
    for found in _MAIL.finditer(draft.body):
        if found[0].lower().strip(".") not in known:
            yield Violation(
                name="personal-data", detail="an e-mail address is neither in the mail nor in a cited source"
            )
    for found in re.finditer(r"(?<![\w])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}(?!\w)", draft.body):
        bare = found[0].replace(" ", "")
        if iban_valid(bare) and bare.lower() not in known.replace(" ", ""):
            yield Violation(
                name="personal-data", detail="an IBAN is neither in the mail nor in a cited source"
            )
    for found in re.finditer(r"(?<![\w-])\+?\(?\d(?:[\d \t()/.-]{5,24})\d(?![\w-])", draft.body):
        number = re.sub(r"\D", "", found[0])
        if len(number) >= 7 and number not in digits:
            yield Violation(
                name="personal-data", detail="a long number is neither in the mail nor in a cited source"
            )
    for found in re.finditer(r"\b[A-Z]{1,5}[-#/]?\d{4,12}\b", draft.body):
        if found[0].lower() not in known:
            yield Violation(
                name="personal-data", detail="a reference number is neither in the mail nor in a cited source"
            )


_PROMISE = re.compile(
    r"(?i)\b(?:we|i)(?:'ll| will| shall| are going to| hereby)\b[^.!?\n]{0,60}\b(?:refund|reimburse|compensate|credit|pay"
    r"|replace|deliver|ship|guarantee|waive|discount|cancel)|\b(?:we|i) (?:promise|guarantee|commit|admit|accept liability)\b"
    r"|\byou (?:will|are going to) (?:receive|get) (?:a |your |the )?(?:full )?(?:refund|compensation|credit|discount|voucher)"
    r"|\b(?:wir|ich) (?:erstatten|garantieren|versprechen|ersetzen|gewähren|sichern)\b|\bsie (?:erhalten|bekommen)\b"
    r"[^.!?\n]{0,40}\b(?:erstattung|gutschrift|rabatt|entschädigung)|\bnous (?:vous )?(?:rembours|garanti|promett)\w{0,6}"
    r"|\ble (?:reembols|garantiz)\w{0,6}|\b(?:legally binding|rechtsverbindlich|without admission)\b"
)


def promises(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """No promise of money, deadline or law outside a supported, cited sentence."""
    rest = _uncited(draft)
    if _PROMISE.search(rest):
        yield Violation(name="promise", detail="a promise stands in no cited source")
    if scope.workflow is None:
        return
    import re2

    for pattern in scope.workflow.forbidden_promises:
        if re2.search(pattern, rest):
            yield Violation(
                name="promise", detail=f"a forbidden promise ({pattern[:60]}) stands in no cited source"
            )


def claims(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """Every claim is supported and cited: what verify said is asked again, not believed."""
    for claim in draft.claims:
        if not claim.supported or not claim.citations:
            yield Violation(name="unsupported", detail="a claim without support is in the draft")
        elif claim.text not in draft.body:
            yield Violation(name="unsupported", detail="a claim is not a sentence of the body")


def language(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """No abuse, and one script: a Latin mail is not answered in another alphabet that its sources lack."""
    if re.search(
        r"(?i)\b(?:fuck|shit|idiot|stupid|moron|asshole|arschloch|scheiß|connard|merde|puta)\w{0,6}\b",
        draft.body,
    ):
        yield Violation(name="language", detail="the text is abusive")
    known = _known(draft, scope)
    odd = [c for c in draft.body if c.isalpha() and ord(c) > 0x24F and c.lower() not in known]
    if len(odd) > 3:
        yield Violation(
            name="language", detail="the text is in an alphabet of neither the mail nor the sources"
        )


def length(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """Not empty, and no longer than the guard allows."""
    if not draft.body.strip():
        yield Violation(name="length", detail="the draft is empty")
    if len(draft.body) > scope.guard.max_draft_chars or len(draft.subject) > 400:
        yield Violation(
            name="length", detail=f"the draft is longer than {scope.guard.max_draft_chars} characters"
        )


CHECKS: tuple[Check, ...] = (
    recipients, links, markup, attachments, invisible, secrets, personal, promises, claims, language, length,
)  # fmt: skip
"""All of them, in order. A new check is one function here and a case allowed and denied in the tests."""


def decoded(text: str) -> Iterator[str]:
    """The text as it stands and as base64, base32, hex and URL-encoding would hide it; bounded."""
    text = unicodedata.normalize("NFKC", text[:50_000])
    yield text
    yield "".join(c for c in text if c.isalnum())
    yield unquote(text)
    tight = re.sub(r"[\s.,;:_|*-]", "", text)
    sources = (text, tight, tight[::-1])
    for source in sources:
        for found in re.finditer(r"[A-Za-z0-9+/_-]{8,4000}", source):
            yield from _base64(found[0])
        for found in re.finditer(r"(?:[0-9a-fA-F]{2}){4,2000}", re.sub(r"0x|\\x|%", "", source)):
            yield bytes.fromhex(found[0]).decode("latin-1")
        for found in re.finditer(r"[A-Z2-7]{8,2000}", source):
            chunk = found[0][: len(found[0]) // 8 * 8]
            try:
                yield base64.b32decode(chunk).decode("latin-1")
            except (binascii.Error, ValueError):
                continue
    codes = re.findall(r"\b\d{2,3}\b", text)
    yield "".join(chr(int(c)) for c in codes if 32 <= int(c) < 127)
    initials = "".join(w[0] for w in re.findall(r"\w+", text))
    yield initials


def _base64(run: str) -> Iterator[str]:
    run = run.replace("-", "+").replace("_", "/")
    # A prefix of up to three letters may have grown onto the run.
    for shift in range(4):
        part = run[shift:]
        part = part[: len(part) // 4 * 4] if len(part) % 4 == 1 else part + "=" * (-len(part) % 4)
        try:
            yield base64.b64decode(part).decode("latin-1")
        except (binascii.Error, ValueError):
            continue


_ROT13 = str.maketrans("abcdefghijklmnopqrstuvwxyz", "nopqrstuvwxyzabcdefghijklm")
_LEET = str.maketrans("013457@$", "oieastas")


def _squeezed(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalnum())


def _uncited(draft: Draft) -> str:
    rest = draft.body
    for claim in draft.claims:
        if claim.supported:
            rest = rest.replace(claim.text, " ")
    return rest


def _known(draft: Draft, scope: Scope) -> str:
    """Everything from which a literal may come, in lower case: the mail, cited quotes, the configuration."""
    m = scope.message
    parts = [m.text, m.subject, m.from_.address, m.from_.name, *(a.address for a in m.reply_to)]
    parts += [c.quote for claim in draft.claims if claim.supported for c in claim.citations]
    if scope.account is not None:
        parts += [scope.account.signature, scope.account.address, scope.account.display_name or ""]
    if scope.workflow is not None:
        parts += [
            scope.workflow.template or "",
            *(a for f in scope.workflow.requires for a in f.ask.values()),
        ]
    parts.append(scope.guard.transparency or "")
    return "\n".join(parts).lower()


def _allowed_hosts(scope: Scope) -> frozenset[str]:
    return frozenset(h.lower() for h in scope.guard.allowed_links)


def _host(link: str) -> str:
    try:
        return (urlsplit(link).hostname or "").lower()
    except ValueError:
        return ""
