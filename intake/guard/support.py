"""What a draft states: cited sentences, and around them nothing but the company's own words."""

# ruff: noqa: E501 - patterns by language, a language a line

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from intake.draft.phrases import FIELDS, PHRASES
from intake.guard.scope import Scope, Violation, configured, uncited
from intake.mail import Draft

_PROMISE: Final = re.compile(
    r"\b(?:we|i)(?:'ll| will| shall| are going to| hereby|'re going to)\b[^.!?\n]{0,60}\b(?:refund|reimburse|compensate|credit|pay|replace|deliver|ship|guarantee|waive|discount|cancel|send|transfer|extend)"
    r"|\b(?:we|i) (?:promise|guarantee|commit|admit|accept (?:full )?liability|undertake|warrant|agree to)\b"
    r"|\byou (?:will|are going to|shall|'ll) (?:receive|get|be (?:refunded|compensated|credited))\b"
    r"|\b(?:full|complete|immediate) (?:refund|reimbursement|compensation)\b|\b(?:legally binding|binding (?:commitment|offer|agreement)|without (?:any )?admission|liab(?:le|ility))\b"
    r"|\b(?:within|in|by) (?:the next )?(?:\d{1,3}|one|two|three|a few|24) (?:hours?|(?:working |business )?days?|weeks?)\b|\bby (?:tomorrow|monday|tuesday|wednesday|thursday|friday|end of (?:day|business))\b"
    r"|\b(?:wir|ich) (?:erstatten|garantieren|versprechen|ersetzen|gewähren|sichern|zahlen|überweisen|verpflichten|haften|übernehmen)\b|\bsie (?:erhalten|bekommen)\b[^.!?\n]{0,60}\b(?:erstattung|gutschrift|rabatt|entschädigung|geld|ersatz)"
    r"|\b(?:rechtsverbindlich|verbindlich zu(?:sagen|gesagt)?|binnen|innerhalb von \d{1,3} (?:stunden|tagen|wochen))\b"
    r"|\bnous (?:vous )?(?:rembours|garanti|promett|vers|engage)\w{0,6}|\bvous (?:recevrez|serez remboursé)|\bsous \d{1,3} (?:heures|jours)\b|\bjuridiquement contraignant"
    r"|\ble (?:reembols|garantiz|abon|devolv)\w{0,6}|\b(?:garantizamos|prometemos|nos comprometemos)\b|\ben \d{1,3} (?:horas|días)\b|\bjurídicamente vinculante"
    r"|\b(?:la rimborseremo|rimborseremo|garantiamo|promettiamo|ci impegniamo)\b|\bentro \d{1,3} (?:ore|giorni)\b|\bgiuridicamente vincolante"
    r"|\b(?:reembolsaremos|garantimos|prometemos|comprometemo-nos)\b|\bem \d{1,3} (?:horas|dias)\b|\bjuridicamente vinculativo"
    r"|\bwij (?:garanderen|beloven|betalen|vergoeden)\b|\bbinnen \d{1,3} (?:uur|dagen)\b|\bjuridisch bindend"
    r"|\b(?:gwarantujemy|obiecujemy|zwrócimy|zobowiązujemy)\b|\bw ciągu \d{1,3} (?:godzin|dni)\b"
)
_MONEY: Final = re.compile(
    r"(?:[€$£¥]\s?\d|\b\d[\d.,' ]{0,12}\s?(?:€|\$|£|eur|usd|gbp|chf|euros?|dollars?|pounds?|franken|zł|pln)\b)"
)


def promises(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """No promise of money, deadline or law outside a supported, cited sentence."""
    rest = uncited(draft)
    own = configured(scope).casefold()
    folded = unicodedata.normalize("NFKC", rest).casefold().replace("’", "'")
    for pattern, what in ((_PROMISE, "a promise"), (_MONEY, "an amount of money")):
        if any(m[0] not in own for m in pattern.finditer(folded)):
            yield Violation(name="promise", detail=f"{what} stands in no cited source")
    if scope.workflow is None:
        return
    import re2

    for forbidden in scope.workflow.forbidden_promises:
        if re2.search(forbidden, rest):
            yield Violation(
                name="promise", detail=f"a forbidden promise ({forbidden[:60]}) stands in no cited source"
            )


def claims(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """Every claim is supported and cited, and stands in the body: what `verify` said is asked again."""
    for claim in draft.claims:
        if not claim.supported or not claim.citations:
            yield Violation(name="unsupported", detail="a claim without support is in the draft")
        elif claim.text not in draft.body:
            yield Violation(name="unsupported", detail="a claim is not a sentence of the body")
        elif any(not c.quote.strip() for c in claim.citations):
            yield Violation(name="unsupported", detail="a citation quotes nothing")


def explained(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """Around the cited sentences stand only words of the company: greeting, template, signature, fields asked for.

    So a sentence that nobody verified cannot ride along, whatever it says.
    """
    own = words(configured(scope)) | words(scope.message.from_.name) | _courtesy()
    template = (scope.workflow.template or "") if scope.workflow else ""
    if scope.workflow is not None:
        own |= {w for f in scope.workflow.requires for w in words(f.name.replace("_", " "))}
    if "subject" in template:
        own |= words(scope.message.subject)
    if "fields" in template:
        own |= words(scope.message.text) | {w for a in scope.message.attachments for w in words(a.text)}
        own |= words(scope.message.subject) | words(scope.message.quoted)
    foreign = [w for w in words(uncited(draft)) if w not in own]
    if foreign:
        yield Violation(name="unsupported", detail=f"{len(foreign)} words around the answer have no source")


def words(text: str) -> set[str]:
    """The words and numbers of a text, folded."""
    return set(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))


@lru_cache(maxsize=1)
def _courtesy() -> frozenset[str]:
    texts = [v for p in PHRASES.values() for v in (p.hello, p.hello_name, p.thanks, p.ask, p.close)]
    texts += [v for by_language in FIELDS.values() for v in by_language.values()]
    return frozenset(w for t in texts for w in words(t))
