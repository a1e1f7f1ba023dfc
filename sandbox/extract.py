# ruff: noqa: E501 - tables of words read best unbroken
"""One-time codes and links of a mail, each with a score, its span and the part that it was found in.

A code needs a reason: words such as "code", "PIN" or "認証コード" near it. Digits alone are a phone number,
an order, a price, a year or a postcode. All patterns are bounded and run in linear time.
"""

import html as html_entities
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from sandbox.message import Content, html_text

LinkKind = Literal["verify", "magic-login", "reset", "unsubscribe", "tracking", "other"]

MAX_CHARS = 200_000
"""Characters of a part that are searched."""
NEAR = 160
"""Characters before a code within which its reason stands."""
LEAST = 0.5
"""Score from which a candidate counts as a code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A one-time code."""

    value: str
    """As it is typed in: without the blanks and dashes between groups of digits."""
    score: float
    """0..1, how likely it is the code."""
    span: tuple[int, int]
    """Characters of the part's text."""
    part: str
    """`subject`, `text` or `html` (the visible text, image descriptions included)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of a mail."""

    value: str
    score: float
    span: tuple[int, int]
    """Characters of the part: of `text`, or of the HTML source for `html`."""
    part: str
    kind: LinkKind
    text: str = ""
    """What a reader sees of it."""


_STRONG = re.compile(
    r"one[- ]?time|\botp\b|\b2fa\b|\bmfa\b|\bpass ?codes?\b|\bpin\b(?! ?code postal)|\btan\b|\btoken\b"
    r"|(?:verification|security|confirmation|login|log-?in|sign-?in|sign-?up|access|auth\w{0,12}|activation|reset|recovery"
    r"|temporary|verify|validation|unlock|device|two-factor|email|magic)[ -]{1,2}(?:code|number|pin|key|password)"
    r"|\bcode (?:is|to|for|below|expires|will|was|:)|(?:your|the|this|following|enter|use) (?:\S{1,20} ){0,3}code\b"
    r"|bestätigungs-?\w{0,6}code|sicherheits-?code|verifizierungs-?\w{0,6}code|einmal-?\w{0,10}|zugangs-?code|anmelde-?code"
    r"|aktivierungs-?code|prüf-?code|freigabe-?code|(?:ihr|dein|der|den|diesen|folgenden) (?:\S{1,20} ){0,2}code|code lautet|\w{2,20}code\b"
    r"|code (?:de |d['’])(?:\S{1,12} )?(?:vérification|verification|confirmation|sécurité|securite|connexion|validation|acc[èe]s|activation)"
    r"|(?:votre|ton|ce|le) (?:\S{1,20} ){0,2}code\b|code (?:à usage unique|temporaire|secret)"
    r"|c[óo]digo (?:de |para )?(?:\S{1,6} )?(?:verificaci[óo]n|confirmaci[óo]n|seguridad|acceso|activaci[óo]n|inicio|un solo uso|único)"
    r"|(?:tu|su|este|el|seu|o|teu) (?:\S{1,20} ){0,2}c[óo]digo\b|c[óo]digo (?:es|é|:)|clave (?:de |temporal|din[áa]mica)"
    r"|c[óo]digo (?:de |para )?(?:\S{1,6} )?(?:verifica[çc][ãa]o|confirma[çc][ãa]o|seguran[çc]a|ativa[çc][ãa]o|login|uso único)"
    r"|codice (?:di |d['’]|per )?(?:\S{1,6} )?(?:verifica|conferma|sicurezza|accesso|attivazione|monouso|temporaneo)"
    r"|(?:tuo|suo|il|questo|seguente) (?:\S{1,20} ){0,2}codice\b|codice (?:è|:)|codice otp"
    r"|(?:verificatie|bevestigings|beveiligings|toegangs|inlog|activerings|eenmalige?)[- ]?code|(?:je|jouw|uw|deze|de|volgende) (?:\S{1,20} ){0,2}code\b"
    r"|認証コード|確認コード|ワンタイム|検証コード|セキュリティコード|ログインコード|認証番号|確認番号|暗証番号|パスコード|コードは|コード[::]|次のコード",
    re.I,
)
_WEAK = re.compile(r"\bcode\b|\bcódigo\b|\bcodigo\b|\bcodice\b|コード|\bpassword\b|\bkennwort\b", re.I)
_AGAINST = re.compile(
    r"\border\b|order ?(?:no|number|id|#)|invoice|tracking|\bref(?:erence|\.|:)|ticket|customer (?:no|number|id)|account (?:no|number|id)"
    r"|\bphone\b|\btel\b|\btel[.:]|\bcall\b|\bfax\b|mobile|hotline|\bzip\b|postal|postcode|post code|area code|country code|\bpromo(?:tional)?(?: code)?|(?:discount|coupon|voucher)(?: code)?"
    r"|gift code|referral|invite code|booking|reservation|confirmation number|copyright|©|version|\bbuild\b|error code|status code|product code|item code"
    r"|\bsku\b|article|\bvat\b|\biban\b|\bbic\b|sort code|qr code|source code|dress code|bar ?code|\bsuite\b|street|avenue|\bbox\b|\bp\.o\.|isbn|case (?:no|number|id|#)"
    r"|bestell|auftrag|rechnung|sendung|kunden(?:nummer|nr)|telefon|postleit|\bplz\b|gutschein\w{0,9}|rabatt\w{0,9}|aktionscode|buchung|vorgang|artikel"
    r"|commande|facture|suivi|\btél|téléphone|code postal|code promo|réservation|colis|bon d"
    r"|pedido|factura|seguimiento|teléfono|código postal|código promocional|cupón|reserva|descuento|envío"
    r"|ordine|fattura|spedizione|telefono|\bcap\b|codice postale|codice sconto|codice promozionale|prenotazione|codice fiscale|buono|sconto"
    r"|encomenda|fatura|nota fiscal|telefone|\bcep\b|código promocional|cupom|desconto|rastreio|rastreamento"
    r"|bestel|factuur|zending|telefoon|kortings\w{0,9}|actiecode|boeking|volgnummer|klantnummer"
    r"|注文|請求|追跡|電話|郵便番号|クーポン|予約|割引|お客様番号|伝票",
    re.I,
)
_CANDIDATE = re.compile(
    r"(?<![\w.,/#@=&%+€$£¥~-])(?<!\d:)(?:"
    r"(?P<mixedgroups>(?=[0-9-]{0,20}[A-Z])[A-Z0-9]{3,5}(?:-[A-Z0-9]{3,5}){1,3})|"
    r"(?P<digits>\d{4,10})"
    r"|(?P<grouped>\d{2,4}(?:[ \u00a0\u2009-]\d{2,4}){1,3})"
    r"|(?P<spaced>\d(?:[ \u00a0\n]{1,3}\d){3,7})"
    r"|(?P<prefixed>[A-Z]{1,3}-\d{4,8})"
    r"|(?P<mixed>(?=[A-Z]{0,9}\d)[A-Z0-9]{4,10})"
    r"|(?P<letters>[A-Z]{5,8})"
    r"|(?P<lower>(?=[a-z]{0,7}\d)[a-z0-9]{5,8})"
    r")(?![\w@€$£¥%]|[.,:/-]\d|[ \u00a0]?(?:€|EUR|USD|円|%|kr\b))",
)
_CJK_EDGE = re.compile(
    r"(?<=[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[\u3040-\u30ff\u4e00-\u9fff])"
)
_TIME_AFTER = re.compile(
    r"^[ \u00a0]{0,2}(?:min|minut|hour|stund|heure|hora|ore\b|uur|day|tag|jour|d[ií]a|giorn|dag|sec|sek|秒|分|時|日|年|月|people|users|points|items)",
    re.I,
)
_MONEY_BEFORE = re.compile(r"(?:€|\$|£|¥|EUR|USD|GBP|CHF|R\$|Rs\.?)[ \u00a0]{0,2}$")
_URL = re.compile(r"https?://[^\s<>\"'\\^`{}|]{1,2000}", re.I)


def codes(subject: str, content: Content) -> tuple[Code, ...]:
    """Codes of a mail, the likeliest first; the same value once, with its best place."""
    best: dict[str, Code] = {}
    visible = html_text(content.html[: MAX_CHARS * 5]) if content.html else ""
    for part, text in (("subject", subject), ("text", content.text), ("html", visible)):
        for code in _codes_in(part, text[:MAX_CHARS]):
            known = best.get(code.value)
            if known is None or code.score > known.score:
                best[code.value] = code
    return tuple(sorted(best.values(), key=lambda c: (-c.score, c.part != "text", c.span)))


def _codes_in(part: str, text: str) -> Iterator[Code]:
    blank = _URL.sub(lambda m: "/" * len(m.group()), text)
    # Japanese has no blanks between words: give the code edges, then give its span in the text itself.
    edges = [m.start() for m in _CJK_EDGE.finditer(blank)]
    padded = _CJK_EDGE.sub(" ", blank)
    ascii_digits = padded.translate(_WIDE)
    for found in _CANDIDATE.finditer(ascii_digits):
        score = _score(found, ascii_digits, part)
        if score < LEAST:
            continue
        start, end = (_back(edges, i) for i in found.span())
        value = found.group()
        if found.lastgroup in ("grouped", "spaced"):
            value = re.sub(r"[\s\u00a0\u2009-]", "", value)
        yield Code(value=value, score=round(score, 3), span=(start, end), part=part)


_WIDE = {0xFF10 + i: 0x30 + i for i in range(10)} | {0xFF21 + i: 0x41 + i for i in range(26)}


def _back(edges: list[int], index: int) -> int:
    """The place in the text before blanks were put at `edges`."""
    added = 0
    for edge in edges:
        if edge + added >= index:
            break
        added += 1
    return index - added


def _score(found: "re.Match[str]", text: str, part: str) -> float:
    kind, value = found.lastgroup or "", found.group()
    start, end = found.span()
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    before = text[max(0, start - NEAR) : start]
    after = text[end : end + 60]
    compact = re.sub(r"\W", "", value)
    if not 4 <= len(compact) <= 12 or _TIME_AFTER.match(after) or _MONEY_BEFORE.search(before):
        return 0.0
    if kind in ("letters", "lower", "mixed") and value.lower() in _WORDS:
        return 0.0
    alone = line.strip(" \t\u00a0*:.[]()「」【】„“\"'").replace(" ", "") == value.replace(" ", "")
    last_strong = max((m.end() for m in _STRONG.finditer(before)), default=-1)
    last_weak = max((m.end() for m in _WEAK.finditer(before)), default=-1)
    against = max((m.end() for m in _AGAINST.finditer(before)), default=-1)
    # A reason may also follow: "123456 is your code".
    behind = _STRONG.search(after) or (_WEAK.search(after[:40]) if part == "subject" else None)
    if behind is not None and "\n" in after[: behind.start()].strip() and not alone:
        behind = None
    score = 0.0
    if last_strong >= 0:
        score = 0.85 - 0.2 * (len(before) - last_strong) / NEAR
    elif last_weak >= 0 and (alone or len(before) - last_weak < 30):
        score = 0.6
    if behind is not None:
        score = max(score, 0.8)
    if score == 0.0:
        return 0.0
    near_against = 0 <= against >= max(last_strong, last_weak) or _against_in(line, start - line_start)
    if near_against and not (behind is not None and part == "subject"):
        return 0.0
    if alone:
        score += 0.1
    if kind in ("letters", "lower") and not (
        alone or text[end : end + 1] in "\n" or before.rstrip()[-1:] in ":：は"
    ):
        return 0.0
    if kind in ("letters", "lower"):
        score -= 0.15
    if kind == "digits":
        score += 0.05 if len(value) in (6, 4, 8) else -0.05
        if len(value) == 4 and 1900 <= int(value) <= 2099 and not (alone and last_strong >= 0):
            return 0.0
        if len(value) > 8:
            score -= 0.25
    if kind == "grouped" and re.fullmatch(r"\d{4}-\d{2}(?:-\d{2})?|\d{2}-\d{2}-\d{4}", value):
        return 0.0  # a date
    if kind == "grouped" and len(compact) > 8:
        score -= 0.4
    return min(score, 1.0)


def _against_in(line: str, at: int) -> bool:
    """Whether this number's own words, on its line, name something else than a code."""
    own = line[max(0, at - 40) : at]
    last = max((m.end() for m in _AGAINST.finditer(own)), default=-1)
    return last >= max((m.end() for m in _STRONG.finditer(own)), default=-1) and last >= 0


_WORDS = frozenset(
    [
        "hello",
        "dear",
        "thanks",
        "please",
        "enter",
        "your",
        "email",
        "login",
        "verify",
        "below",
        "within",
        "minutes",
        "account",
        "password",
        "secure",
        "security",
        "never",
        "share",
        "team",
        "support",
        "about",
        "click",
        "button",
        "expires",
        "https",
        "http",
        "utf8",
        "html",
        "gmt",
        "utc",
        "codes",
        "valid",
        "2fa",
        "mfa",
        "step1",
        "step2",
        "ihnen",
        "bitte",
        "danke",
        "merci",
        "hola",
        "grazie",
        "obrigado",
        "hallo",
    ]
)

_ANCHOR = re.compile(r"<a\b([^>]{0,4000})>(.{0,4000}?)</a\s{0,9}>", re.I | re.S)
_HREF = re.compile(r"\bhref\s{0,9}=\s{0,9}(?:\"([^\"]{0,4000})\"|'([^']{0,4000})'|([^\s>\"']{1,4000}))", re.I)
_IMG = re.compile(
    r"<img\b[^>]{0,4000}?\bsrc\s{0,9}=\s{0,9}[\"']?(https?://[^\"'\s>]{1,2000})[^>]{0,1000}>", re.I
)
_PIXEL = re.compile(r"(?:width|height)\s{0,3}[=:]\s{0,3}[\"']?[01](?:px)?\b|display\s{0,3}:\s{0,3}none", re.I)

_UNSUBSCRIBE = re.compile(
    r"unsub|opt[-_ ]?out|email[-_ ]?preferences|manage[-_ ]preferences|abmeld|abbestell|désabonn|desabonn|désinscri|desinscri"
    r"|darse de baja|dar(?:me)? de baja|cancelar (?:la )?(?:suscripci|subscri|assinatura|inscri)|disiscri|annulla l.iscrizione|cancella(?:re)? iscrizione"
    r"|afmelden|uitschrijven|descadastr|配信停止|配信解除|購読解除|メール停止",
    re.I,
)
_RESET = re.compile(
    r"reset|forgot|new[-_ ]?password|change[-_ ]?(?:your[-_ ])?password|set[-_ ](?:a[-_ ]new[-_ ]|your[-_ ])?password|recover|choose a (?:new )?password"
    r"|passwort|kennwort|zurücksetzen|réinitialis|reinitialis|mot de passe|restablec|contraseña|reimposta|reinizializ|ripristin"
    r"|redefin|palavra-passe|nova senha|\bsenha\b|wachtwoord|herstel|パスワード|再設定|リセット",
    re.I,
)
_MAGIC = re.compile(
    r"magic|passwordless|one[-_ ]?click|\blog[-_ ]?in\b|\bsign[-_ ]?in\b|/login|/signin|anmelden|einloggen|se connecter|connexion|connectez"
    r"|iniciar sesi|acceder|inicia sesi|accedi\b|entra(?:r)?\b|iniciar sess|inloggen|ログイン|サインイン",
    re.I,
)
_VERIFY = re.compile(
    r"verif|confirm|activat|validat|double[-_ ]?opt|opt[-_ ]?in|accept[-_ ]invit|bestätig|bestaetig|aktivier|freischalt|vérif|valider|validez|activer|activez"
    r"|confirma|activa|conferma|attiva|verifica|ativar|ative\b|bevestig|activeer|verifieer|registr(?:ation|ierung) (?:abschl|complete)|complete (?:your )?(?:registration|sign)"
    r"|確認|認証|有効化|登録を完了|本登録|承認",
    re.I,
)
_TRACK = re.compile(
    r"/(?:open|pixel|beacon|track|wf/open|o|e/o|imp)(?:[/.?]|$)|[?&](?:open|pixel)=|\.gif(?:\?|$)", re.I
)
_TOKEN = re.compile(
    r"[?&#](?:\w{0,20}(?:token|code|key|hash|ticket|sig|otp)\w{0,10}|t|k|c)=|/[A-Za-z0-9_-]{16,}", re.I
)


def links(content: Content) -> tuple[Link, ...]:
    """Every web link of a mail, in order, each address once (from HTML where both parts have it)."""
    out: dict[str, Link] = {}
    header = content.header("List-Unsubscribe") or ""
    source = content.html[: MAX_CHARS * 5]
    for found in _ANCHOR.finditer(source):
        href = _HREF.search(found.group(1))
        if href is None:
            continue
        group = next(i for i in (1, 2, 3) if href.group(i) is not None)
        url = html_entities.unescape(href.group(group)).strip()
        if not url.lower().startswith(("http://", "https://")):
            continue
        span = (found.start(1) + href.start(group), found.start(1) + href.end(group))
        _add(out, url, _shown(found.group(2)), span, "html", header)
    for found in _IMG.finditer(source):
        url = html_entities.unescape(found.group(1))
        if _PIXEL.search(found.group()) or _TRACK.search(url):
            link = Link(value=url, score=0.9, span=found.span(1), part="html", kind="tracking")
            out.setdefault(url, link)
    text = content.text[:MAX_CHARS]
    for found in _URL.finditer(text):
        url = _trimmed(found.group())
        line_start = max(text.rfind("\n\n", 0, found.start()), found.start() - 200, 0)
        shown = " ".join(text[line_start : found.start()].split())
        _add(out, url, shown[-200:], (found.start(), found.start() + len(url)), "text", header)
    return tuple(out.values())


def _add(out: dict[str, Link], url: str, shown: str, span: tuple[int, int], part: str, header: str) -> None:
    if url in out and (out[url].kind != "other" or part == "text"):
        return
    kind, score = _classify(url, shown, listed=url in header)
    out[url] = Link(value=url, score=score, span=span, part=part, kind=kind, text=shown)


def _classify(url: str, shown: str, *, listed: bool) -> tuple[LinkKind, float]:
    try:
        parts = urlsplit(url)
        where = f"{parts.path}?{parts.query}#{parts.fragment}"
        bare = parts.path in ("", "/") and not parts.query and not parts.fragment
    except ValueError:
        where, bare = url, False
    token = 0.1 if _TOKEN.search(where) else 0.0
    if listed or _UNSUBSCRIBE.search(where) or _UNSUBSCRIBE.search(shown):
        return "unsubscribe", 0.9
    if bare:
        return "other", 0.3
    # The address says more than the words: words may be those of a neighbour.
    for text, sure in ((where, 0.8), (shown, 0.75)):
        kinds: tuple[tuple[LinkKind, re.Pattern[str]], ...] = (
            ("reset", _RESET),
            ("verify", _VERIFY),
            ("magic-login", _MAGIC),
        )
        for kind, pattern in kinds:
            found = pattern.search(text)
            if found and not (kind == "magic-login" and not token and "magic" not in text.lower()):
                return kind, round(sure + token, 2)
    if _TRACK.search(where) and not shown:
        return "tracking", 0.6
    return "other", 0.3


def _shown(inner: str) -> str:
    return " ".join(html_text(f"<body>{inner}</body>").split())[:300]


def _trimmed(url: str) -> str:
    """Without the point or bracket that belongs to the sentence."""
    while url and url[-1] in ".,;:!?)]>'\"*_。、）」":
        if url[-1] == ")" and url.count("(") >= url.count(")"):
            break
        url = url[:-1]
    return url
