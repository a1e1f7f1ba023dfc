"""Does the mail hold what its workflow needs, and nothing at which a person has to take over?"""

# ruff: noqa: E501 - patterns by language, a language a line

import re
import unicodedata

from intake.config import RequiredField, WorkflowSettings
from intake.contract.extract import Value, decimal_of, values
from intake.mail import ContractResult, Field, SanitizedMessage, Stop

_REGIONS = {"de": "DE", "at": "AT", "ch": "CH", "fr": "FR", "es": "ES", "it": "IT", "pt": "PT", "nl": "NL", "uk": "GB",
            "be": "BE", "us": "US", "ie": "IE"}  # fmt: skip


def check(message: SanitizedMessage, workflow: WorkflowSettings) -> ContractResult:
    """The fields found, those missing and the stop conditions met.

    Values come from the mail's own text: new text, subject, attachments; from quoted
    history only where nothing newer has one: the field's `where` then says `quoted`.
    """
    places = [("text", message.text), ("subject", message.subject)]
    places += [
        (f"attachment {a.filename or a.media_type}", a.text)
        for a in message.attachments
        if a.status == "read"
    ]
    places.append(("quoted", message.quoted))
    fields: list[Field] = []
    missing: list[str] = []
    region = _REGIONS.get(message.from_.domain.rpartition(".")[2])
    year = message.date.year if message.date else None
    for wanted in workflow.requires:
        found = _first(wanted, places, region, year)
        if found is not None:
            fields.append(found)
        elif not wanted.optional:
            missing.append(wanted.name)
    return ContractResult(fields=tuple(fields), missing=tuple(missing), stops=_stops(message, workflow))


def _first(
    wanted: RequiredField, places: list[tuple[str, str]], region: str | None, year: int | None
) -> Field | None:
    for where, text in places:
        found: list[Value] = values(text, wanted, region=region, year=year) if text else []
        if found:
            v = found[0]
            return Field(name=wanted.name, value=v.value, raw=v.raw, start=v.start, end=v.end, where=where)
    return None


def _stops(message: SanitizedMessage, workflow: WorkflowSettings) -> tuple[Stop, ...]:
    stops: list[Stop] = []
    text = _folded(f"{message.subject}\n{message.text}")
    for phrase in workflow.stop.phrases:
        pattern = r"(?<!\w)" + r"\s+".join(re.escape(_folded(w)) for w in phrase.split()) + r"(?!\w)"
        if phrase.strip() and re.search(pattern, text):
            stops.append(Stop(kind="phrase", reason=f"the mail says {phrase!r}"))
    if workflow.stop.max_amount is not None:
        amounts = values(message.text, RequiredField(name="amount", type="amount"))
        top = max((decimal_of(v.value.split()[0]) for v in amounts), default=0.0)
        if top > workflow.stop.max_amount:
            stops.append(
                Stop(kind="amount", reason=f"an amount of {top:g} is above {workflow.stop.max_amount:g}")
            )
    return (*stops, *risks(message))


_RISKS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("bank-details", "asks to change bank details", re.compile(
        r"\b(?:chang|updat|new|amend|replac|switch|modif|correct)\w{0,6}\b[^.!?\n]{0,60}\b(?:bank|iban|account number|payment"
        r" details|direct deposit|payroll|routing number)|\b(?:bank|iban|payment) (?:details|account|information)\b"
        r"[^.!?\n]{0,50}\b(?:ha(?:s|ve) changed|chang|updat|new)|bankverbindung[^.!?\n]{0,60}(?:änder|geändert|neu)"
        r"|(?:neue|geänderte|änder\w{0,4})[^.!?\n]{0,40}(?:bankverbindung|iban|kontoverbindung|bankdaten)"
        r"|(?:coordonnées bancaires|rib)[^.!?\n]{0,50}(?:chang|modif|nouve)|(?:nouve|modif|chang)\w{0,6}[^.!?\n]{0,40}"
        r"(?:coordonnées bancaires|\brib\b)|(?:datos bancarios|cuenta bancaria)[^.!?\n]{0,50}(?:cambi|nuev|actualiz)"
        r"|(?:cambi|nuev|actualiz)\w{0,6}[^.!?\n]{0,40}(?:datos bancarios|cuenta bancaria)"
        r"|(?:coordinate bancarie|dados bancários|bankgegevens|rekeningnummer)[^.!?\n]{0,50}(?:cambi|nuov|alter|mud|wijzig|nieuw)"
        r"|(?:nuov|cambi|alter|mud|wijzig|nieuw)\w{0,6}[^.!?\n]{0,40}(?:coordinate bancarie|dados bancários|bankgegevens)")),
    ("password", "asks about a password or access", re.compile(
        r"\b(?:reset|chang|recover|send|tell|give|forgot|forgotten|new)\w{0,5}\b[^.!?\n]{0,40}\b(?:password|passcode|pin code"
        r"|2fa|login credentials)|\bpassword\b[^.!?\n]{0,30}\b(?:reset|change|recover)|passwort[^.!?\n]{0,40}"
        r"(?:änder|zurücksetz|vergessen|neu|send)|(?:neues|mein) passwort|mot de passe[^.!?\n]{0,40}"
        r"(?:oubli|chang|réinit)|(?:réinit|chang|oubli)\w{0,8}[^.!?\n]{0,30}mot de passe|contraseña|wachtwoord|palavra-passe")),
    ("payment-change", "asks to change a payment", re.compile(
        r"\b(?:transfer|wire|redirect|pay)\w{0,4}\b[^.!?\n]{0,50}\b(?:different|another|new|other) (?:bank|account|iban)"
        r"|\b(?:urgent|immediate)\w{0,3} (?:wire|payment|transfer)\b|\bgift cards?\b[^.!?\n]{0,40}\b(?:codes?|urgent|scratch)"
        r"|überweis\w{0,4}[^.!?\n]{0,50}(?:neue|andere)[^.!?\n]{0,20}(?:konto|iban)"
        r"|(?:andere|neues) konto[^.!?\n]{0,40}überweis|virement[^.!?\n]{0,50}(?:nouve|autre) (?:compte|iban)"
        r"|\bchange (?:my|the|our) (?:payment method|credit card|card on file)")),
    ("legal-threat", "threatens legal steps", re.compile(
        r"\b(?:my|our) (?:lawyer|attorney|solicitor|legal counsel)\b|\blegal action\b|\b(?:sue|suing) you\b|\bcease and desist\b"
        r"|\b(?:take|taking|see) you (?:to|in) court\b|\bfile (?:a )?(?:lawsuit|claim in court)\b|\bsmall claims\b"
        r"|\brechtsanwalt|\banwalt(?:s|lich)?\b|rechtliche schritte|\bverklage|abmahnung|einstweilige"
        r"|\bmon avocat|notre avocat|mise en demeure|poursuites judiciaires|acción legal|acciones legales|mi abogado|demandarles"
        r"|azioni legali|vie legali|mio avvocato|ação judicial|meu advogado|juridische stappen|mijn advocaat")),
)  # fmt: skip


def risks(message: SanitizedMessage) -> tuple[Stop, ...]:
    """High risk whatever the workflow: bank details, passwords, payments, legal threats."""
    text = _folded(f"{message.subject}\n{message.text[:50_000]}")
    return tuple(Stop(kind=kind, reason=reason) for kind, reason, pattern in _RISKS if pattern.search(text))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("ß", "ss").replace("’", "'")
