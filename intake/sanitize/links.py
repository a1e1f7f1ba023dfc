"""Links: what they say and where they lead, kept as `label <url>` with what is wrong about them."""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from intake.mail import Finding

_TRACKING = re.compile(
    r"(?:utm_\w+|gclid|fbclid|mc_[ce]id|msclkid|yclid|igshid|_hsenc|_hsmi|mkt_tok|vero_\w+|oly_\w+|trk\w*|wickedid|dclid|"
    r"s_cid|rb_clickid|ml_subscriber\w*)$",
    re.I,
)
_DOMAIN = re.compile(r"(?:https?://)?(?:[^\s/@]*@)?((?:[\w-]{1,63}\.){1,5}[a-z]{2,24})(?=[/:?#\s]|$)", re.I)
_BREAKS, _GAPS = re.compile(r"[\t\r\n]"), re.compile(r"[+_\-/=&?]+")
_UNSEEN = re.compile(
    r"[\s<>\"\x00-\x1f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
_REDIRECT = (
    "url",
    "u",
    "q",
    "redirect",
    "redirect_uri",
    "redirect_url",
    "target",
    "dest",
    "destination",
    "goto",
    "next",
)
MAX_URL = 300
"""Characters of an address that reach the text; longer ones carry payloads, not places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """The address to show (None where it is refused) and what was noticed."""

    url: str | None
    findings: tuple[Finding, ...] = ()


def judge_link(href: str, label: str, *, where: str) -> LinkView:
    """What stands behind a link."""
    href = _BREAKS.sub("", href).strip("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f ")
    if not href or href.startswith("#"):
        return LinkView(url=None)
    scheme = href.partition(":")[0].strip().lower() if ":" in href[:40] else ""
    if scheme in ("javascript", "data", "vbscript", "file", "blob"):
        return LinkView(url=None, findings=(Finding.of(f"link-{scheme}", href, where, "removed"),))
    if scheme in ("mailto", "tel", "sms"):
        return LinkView(url=_clean(href.partition("?")[0]))
    if scheme not in ("http", "https"):
        if href.startswith("//"):
            href = "https:" + href
        else:
            return LinkView(url=None)
    try:
        parts = urlsplit(href)
        host, user = (parts.hostname or ""), parts.username
        port = f":{parts.port}" if parts.port else ""
        query = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=200) if parts.query else []
    except ValueError:
        return LinkView(url=None, findings=(Finding.of("link-malformed", href, where, "removed"),))
    findings = []
    if user is not None:
        findings.append(Finding.of("link-userinfo", href, where, "flagged"))
    if (not host.isascii() or "xn--" in host) and looks_alike(host):
        findings.append(Finding.of("link-idn-look-alike", host, where, "flagged"))
    shown = _DOMAIN.match(label.strip())
    if shown and not same_site(shown.group(1), host):
        findings.append(Finding.of("link-other-domain", f"{label.strip()} -> {host}", where, "flagged"))
    target = next(
        (
            v
            for k, v in query
            if k.lower() in _REDIRECT and v[:8].lower().startswith(("http:", "https:", "//"))
        ),
        None,
    )
    if target and not same_site(urlsplit_host(target), host):
        findings.append(Finding.of("link-redirector", href, where, "flagged"))
    kept = [(k, v) for k, v in query if not _TRACKING.match(k)]
    if len(kept) != len(query):
        findings.append(
            Finding.of("link-tracking", urlencode([q for q in query if q not in kept]), where, "removed")
        )
    spelt = urlencode(kept, safe="/:@,;{}~") if len(kept) != len(query) else parts.query
    url = _clean(urlunsplit((parts.scheme, host + port, parts.path, spelt, "")))
    if len(url) > MAX_URL or _speaks(url):
        findings.append(Finding.of("link-payload", url, where, "removed"))
        url = f"{parts.scheme}://{host}{port}/"
    return LinkView(url=url, findings=tuple(findings))


def _clean(url: str) -> str:
    return _UNSEEN.sub("", url)


def _speaks(url: str) -> bool:
    """An address that holds a sentence rather than a place."""
    inside = _GAPS.sub(" ", unquote(url.partition("://")[2]))
    if inside.count(" ") < 4:
        return False
    from intake.sanitize.instructions import likeness

    return any(found.score >= 0.5 for found in likeness(inside, hidden=True))


def urlsplit_host(url: str) -> str:
    try:
        return urlsplit(url if not url.startswith("//") else "https:" + url).hostname or ""
    except ValueError:
        return ""


def same_site(one: str, other: str) -> bool:
    """Whether two hosts belong to one owner, as far as their names tell: the last labels agree."""
    first, second = one.lower().removeprefix("www."), other.lower().removeprefix("www.")
    return (
        first == second
        or first.endswith("." + second)
        or second.endswith("." + first)
        or _base(first) == _base(second)
    )


def _base(host: str) -> str:
    labels = host.split(".")
    size = (
        3
        if len(labels) > 2
        and len(labels[-1]) == 2
        and labels[-2] in ("co", "com", "org", "net", "ac", "gov", "edu")
        else 2
    )
    return ".".join(labels[-size:])


def looks_alike(host: str) -> bool:
    """A host whose letters can be taken for Latin ones, or that mixes scripts in a label (UTS 39)."""
    for label in host.split("."):
        if label.startswith("xn--"):
            try:
                label = label[4:].encode("ascii").decode("punycode")
            except (UnicodeError, ValueError):
                return True
        scripts = {unicodedata.name(c, "").split(" ")[0] for c in label if c.isalpha()}
        if {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"} & scripts:
            from intake.sanitize.text import _LOOKS

            if len(scripts) > 1 or label.translate(_LOOKS).isascii():
                return True
    return False
