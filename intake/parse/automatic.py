"""Mail that nobody expects an answer to, told by its headers (RFC 3834, RFC 3464, RFC 2369, and the wild)."""

import re
from collections.abc import Collection

from intake.mail import ParsedMessage
from intake.parse.address import addresses

_OURS = ("x-mailroom-source", "x-mailroom-digest", "x-mailroom-run")
_REPLY_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply",
    "x-auto-reply-from",
    "x-autoreply-from",
    "x-autoreply-domain",
    "x-mail-autoreply",
    "x-autoresponse",
    "autoresponder",
    "x-vacation",
    "x-away",
    "x-fc-machinegenerated",
    "x-cron-env",
)
_SUPPRESSED = {"all", "oof", "autoreply"}
_LIST_HEADERS = ("list-id", "list-post", "list-unsubscribe", "list-subscribe", "list-help", "list-archive")
_BULK_HEADERS = (
    "x-mailing-list",
    "mailing-list",
    "x-mailman-version",
    "x-list",
    "x-campaign-id",
    "x-campaignid",
)
_DAEMONS = {"mailer-daemon", "mailerdaemon", "mail-daemon", "maildaemon", "mailer_daemon"}
_BOUNCERS = _DAEMONS | {"postmaster", "bounce", "bounces", "mailbounce"}

# How mailers begin the subject of an automatic reply when they set no header. Anchored, with the separator
# that mailers write, so that a person who mentions a holiday is not taken for a machine.
_REPLY_SUBJECT = re.compile(
    r"\s{0,5}(?:(?:automatic reply|auto[- ]?reply|autoreply|auto[- ]?response|auto:|out of (?:the )?office"
    r"(?: auto[- ]?reply)?|automatische antwort|abwesenheitsnotiz|abwesenheitsmeldung|abwesenheits-?info|"
    r"automatische abwesenheits\w{1,15}|r[ée]ponse automatique|message automatique|absence du bureau|"
    r"notification d.absence|respuesta autom[áa]tica|fuera de (?:la )?oficina|risposta automatica|"
    r"fuori (?:sede|ufficio)|resposta autom[áa]tica|aus[êe]ncia do escrit[óo]rio|automatisch antwoord|"
    r"automatische beantwoording|afwezigheidsbericht|automatiskt? svar|autosvar|自動応答|自動返信|不在通知|"
    r"自动回复|自動回覆|автоответ|автоматический ответ|odpowied[źz] automatyczna|automatyczna odpowied[źz]|"
    r"otomatik yan[ıi]t)\s{0,3}(?:[:：\-–—|(\[]|re:|$)|\[?(?:auto-?reply|autoreply|自動返信|自動応答)\])",
    re.IGNORECASE,
)
_BOUNCE_SUBJECT = re.compile(
    r"\s{0,5}(?:undeliver(?:able|ed)|delivery (?:status notification|failure|has failed|incomplete)|"
    r"mail delivery (?:failed|failure|system|subsystem)|returned mail|failure notice|"
    r"warning: (?:could not send|message)|mail system error|message (?:undeliverable|not delivered)|"
    r"unzustellbar|nicht zustellbar|[üu]bermittlungsfehler|non remis|[ée]chec de (?:la )?remise|"
    r"no se puede entregar|no entregado|devolu[çc][ãa]o de|n[ãa]o entregue|mancata consegna|"
    r"impossibile recapitare|onbestelbaar|niet bezorgd|配信不能|配信できません|undelivered mail)",
    re.IGNORECASE,
)
_FAILED = re.compile(r"\b(?:dmarc|dkim|spf)\s{0,3}=\s{0,3}(?:fail|softfail|permerror)\b", re.IGNORECASE)


def automatic_reason(parsed: ParsedMessage, own: Collection[str] = ()) -> str | None:
    """`own`, `bounce`, `auto-reply` or `list` where no person waits for an answer, else None.

    `own` are the addresses that the agent itself answers from. A sender of that name whose
    Authentication-Results say that it is forged is not ours: else a forger could silence the agent.
    """
    ours = {address.strip().lower() for address in own}
    if _is_ours(parsed, ours):
        return "own"
    if _is_bounce(parsed):
        return "bounce"
    if _is_reply(parsed):
        return "auto-reply"
    if _is_list(parsed, ours):
        return "list"
    return None


def _is_ours(parsed: ParsedMessage, ours: set[str]) -> bool:
    if any(parsed.header(name) for name in _OURS):
        return True
    if parsed.from_.address.lower() not in ours:
        return False
    return not _FAILED.search(parsed.header("authentication-results") or "")


def _is_bounce(parsed: ParsedMessage) -> bool:
    content = (parsed.header("content-type") or "").lower()
    if content.startswith("multipart/report") and "delivery-status" in content:
        return True
    if parsed.header("x-failed-recipients"):
        return True
    if any(
        part.media_type in ("message/delivery-status", "message/global-delivery-status")
        for part in parsed.attachments
    ):
        return True
    local = parsed.from_.address.partition("@")[0].lower()
    if local in _DAEMONS:
        return True
    subject = _BOUNCE_SUBJECT.match(parsed.subject) is not None
    return subject and (local in _BOUNCERS or _null_sender(parsed))


def _null_sender(parsed: ParsedMessage) -> bool:
    """The empty reverse-path of RFC 5321, section 4.5.5, which no person sends from."""
    header = next((h.raw for h in parsed.headers if h.name.lower() == "return-path"), None)
    return header is not None and header.replace(" ", "") == "<>"


def _is_reply(parsed: ParsedMessage) -> bool:
    submitted = _word(parsed.header("auto-submitted"))
    if submitted not in ("", "no"):
        return True
    suppressed = {
        word.strip().lower() for word in (parsed.header("x-auto-response-suppress") or "").split(",")
    }
    if suppressed & _SUPPRESSED:
        return True
    if any(_word(parsed.header(name)) not in ("", "no", "false", "0") for name in _REPLY_HEADERS):
        return True
    if (
        _word(parsed.header("x-autogenerated")) == "reply"
        or (parsed.header("x-post-messageclass") or "")[:1] == "9"
    ):
        return True
    if _word(parsed.header("precedence")) in ("auto_reply", "auto-reply", "autoreply"):
        return True
    if (parsed.header("delivered-to") or "").lower().startswith("autoresponder"):
        return True
    content = (parsed.header("content-type") or "").lower()
    if content.startswith("multipart/report"):
        return True  # read receipts (RFC 8098) and abuse reports (RFC 5965)
    return _null_sender(parsed) or _REPLY_SUBJECT.match(parsed.subject) is not None


def _is_list(parsed: ParsedMessage, ours: set[str]) -> bool:
    if _is_our_group(parsed, ours):
        return False
    if _word(parsed.header("precedence")) in ("bulk", "junk", "list"):
        return True
    return any(parsed.header(name) for name in (*_LIST_HEADERS, *_BULK_HEADERS))


def _is_our_group(parsed: ParsedMessage, ours: set[str]) -> bool:
    """A shared inbox is often itself a group, whose server adds list headers to customers' mail."""
    post = next((a.address.lower() for a in addresses(parsed.header("list-post"))), "").partition("?")[0]
    name = re.search(r"<([^<>]{1,300})>\s*\Z", parsed.header("list-id") or "")
    listed = name.group(1).lower() if name else (parsed.header("list-id") or "").strip().lower()
    return any(post == address or listed in (address, address.replace("@", ".")) for address in ours)


def _word(value: str | None) -> str:
    """First word of a value, without parameters and comments."""
    return re.split(r"[;(\s]", (value or "").strip().lower(), maxsplit=1)[0]
