"""Is the sender who the mail says? From the receiving server's verdict and from names that look alike."""

import re
import unicodedata

from intake.config import AccountSettings
from intake.mail import Finding, SanitizedMessage

_RESULT = re.compile(r"\b(spf|dkim|dmarc)\s{0,3}=\s{0,3}([a-z]{1,20})", re.IGNORECASE)
_SKELETON = str.maketrans("0135і1lаеорсух", "oiesiiiaeopcyx")


def sender_findings(message: SanitizedMessage, account: AccountSettings | None) -> tuple[Finding, ...]:
    """What a reviewer should know: `sender-unverified`, `sender-lookalike`, `reply-to-differs`.

    Only Authentication-Results of the account's `authserv_id` are believed (RFC 8601, section 5).
    """
    if account is None:
        return ()
    found: list[Finding] = []
    sender = message.from_
    if account.authserv_id:
        verdict = _verdict(message.authentication, account.authserv_id)
        if verdict is not None:
            found.append(Finding.of("sender-unverified", verdict, "header Authentication-Results", "flagged"))
    own = {a.rpartition("@")[2].lower() for a in (account.address, *account.aliases)}
    if sender.domain not in own:
        near = next((d for d in own if _alike(sender.domain, d)), None)
        if near:
            found.append(
                Finding.of("sender-lookalike", f"{sender.domain} looks like {near}", "header From", "flagged")
            )
        name = _folded(sender.name)
        if name and any(
            _folded(s) in {name, sender.address.lower()} or _folded(s) == name for s in account.staff
        ):
            text = f"the name {sender.name!r} is that of a colleague, the address {sender.address} is not"
            found.append(Finding.of("sender-lookalike", text, "header From", "flagged"))
    for address in message.reply_to:
        if address.domain and address.domain != sender.domain:
            text = f"answers go to {address.address}, the mail came from {sender.address}"
            found.append(Finding.of("reply-to-differs", text, "header Reply-To", "flagged"))
    return tuple(found)


def _verdict(value: str | None, authserv_id: str) -> str | None:
    head, _, rest = (value or "").partition(";")
    if head.split()[:1] != [authserv_id] and head.strip().lower() != authserv_id.lower():
        return f"no Authentication-Results of {authserv_id}"
    results: dict[str, str] = {}
    for method, result in _RESULT.findall(rest[:5000]):
        results.setdefault(method.lower(), result.lower())
    if results.get("dmarc") == "pass":
        return None
    bad = [f"{m}={r}" for m, r in results.items() if r not in {"pass", "none", "neutral"}]
    if bad:
        return ", ".join(bad)
    return None if "pass" in results.values() else "neither SPF nor DKIM nor DMARC passed"


def _alike(a: str, b: str) -> bool:
    if not a or a == b or a.endswith("." + b):
        return False
    x, y = _skeleton(a), _skeleton(b)
    if x == y:
        return True
    if abs(len(x) - len(y)) > 1 or min(len(x), len(y)) < 7:
        return False
    # One letter changed, added, left out, or two exchanged.
    i = next((n for n, (p, q) in enumerate(zip(x, y, strict=False)) if p != q), min(len(x), len(y)))
    rests = {(x[i + 1 :], y[i + 1 :]), (x[i + 1 :], y[i:]), (x[i:], y[i + 1 :])}
    swapped = x[i : i + 2] == y[i : i + 2][::-1] and x[i + 2 :] == y[i + 2 :]
    return swapped or any(p == q for p, q in rests)


def _skeleton(domain: str) -> str:
    if "xn--" in domain:
        try:
            domain = domain.encode("ascii").decode("idna")
        except (UnicodeError, ValueError):
            return domain
    text = "".join(c for c in unicodedata.normalize("NFKD", domain.lower()) if not unicodedata.combining(c))
    return text.translate(_SKELETON).replace("rn", "m").replace("vv", "w")


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
