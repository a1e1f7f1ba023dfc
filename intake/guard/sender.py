"""Is the sender who the mail says? From the receiving server's verdict and from names that look alike."""

import unicodedata
from typing import Final

from intake.config import AccountSettings
from intake.mail import Finding, SanitizedMessage
from intake.parse.authentication import checked_by

_METHODS: Final = frozenset({"spf", "dkim"})
_SAYS_NOTHING: Final = frozenset({"none", "neutral"})
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
        verdict = _verdict(message, account.authserv_id)
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


def _verdict(message: SanitizedMessage, authserv_id: str) -> str | None:
    checked = checked_by(authserv_id, message.authentication)
    if checked is None:
        return f"no Authentication-Results of {authserv_id}"
    results: dict[str, set[str]] = {}
    for one in checked:
        results.setdefault(one.method, set()).add(one.result)
    # A server that does not take away forged headers of its own name still has its own "fail" beside them.
    dmarc = results.get("dmarc", set()) - _SAYS_NOTHING
    if dmarc:
        return None if dmarc == {"pass"} else "dmarc=" + ", dmarc=".join(sorted(dmarc - {"pass"}))
    # One good signature of several is enough.
    bad = {m: r - {"pass", *_SAYS_NOTHING} for m, r in results.items() if m in _METHODS and "pass" not in r}
    if any(bad.values()):
        return ", ".join(f"{m}={r}" for m in sorted(bad) for r in sorted(bad[m]))
    passed = [c for c in checked if c.method in _METHODS and c.result == "pass"]
    if not passed:
        return "neither SPF nor DKIM nor DMARC passed"
    domain = message.from_.domain.lower()
    if all(c.domain and not _aligned(c.domain, domain) for c in passed):
        return f"passed for {', '.join(sorted({str(c) for c in passed}))}, which is not {domain}"
    return None


def _aligned(a: str, b: str) -> bool:
    """Relaxed alignment (RFC 7489, 3.1) without a list of public suffixes: one is the other's parent."""
    return a == b or (a.endswith("." + b) and "." in b) or (b.endswith("." + a) and "." in a)


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
