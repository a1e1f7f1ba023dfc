"""Whether the links of a mail answer. Nothing is asked unless it was switched on: a test mail's links
may unsubscribe people or confirm accounts."""

import asyncio
import http
import ipaddress
import re
import socket
from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from sandbox.message import Content

Policy = Literal["off", "public", "any"]
POLICIES: tuple[Policy, ...] = ("off", "public", "any")
MAX_LINKS = 100
CONCURRENT = 8
TIMEOUT_S = 10.0
MAX_REDIRECTS = 3
_URL = re.compile(r"\bhttps?://[\w\-@:%+'!.~#?,&/=;]+", re.I)
_ANGLED = re.compile(r"<(https?://[^>]+)>", re.I)


def links(content: Content) -> list[str]:
    """Unique http links of a mail, HTML first, in order."""
    out: dict[str, None] = {}
    if content.html:
        from selectolax.lexbor import LexborHTMLParser

        tree = LexborHTMLParser(content.html)
        for selector, name in (("a[href]", "href"), ("link[rel=stylesheet]", "href"), ("img[src]", "src")):
            for node in tree.css(selector):
                value = (node.attributes.get(name) or "").strip()
                if value.lower().startswith(("http://", "https://")):
                    out.setdefault(value)
    angled = [a.replace("\n", "") for a in _ANGLED.findall(content.text)]
    for value in [*angled, *_URL.findall(_ANGLED.sub(" ", content.text))]:
        out.setdefault(value)
    return list(out)[:MAX_LINKS]


async def check(urls: Sequence[str], *, follow: bool, policy: Policy) -> dict[str, Any]:
    """Mailpit's answer. Where links may not be asked, each says so and none counts as an error."""
    if policy == "off":
        told = [_link(u, 0, "Not checked: links are not asked (--check-links)") for u in urls]
        return {"Errors": 0, "Links": told}
    gate = asyncio.Semaphore(CONCURRENT)

    async def one(url: str) -> dict[str, Any]:
        async with gate:
            return await _ask(url, follow=follow, policy=policy)

    found = await asyncio.gather(*(one(u) for u in urls))
    return {
        "Errors": sum(f["StatusCode"] >= 400 or f["StatusCode"] == 0 for f in found),
        "Links": list(found),
    }


def _link(url: str, code: int, status: str) -> dict[str, Any]:
    return {"URL": url, "StatusCode": code, "Status": status}


async def _ask(url: str, *, follow: bool, policy: Policy) -> dict[str, Any]:
    import httpx

    target = url
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=False, follow_redirects=False) as client:
            for _ in range(MAX_REDIRECTS + 1):
                parts = urlsplit(target)
                if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
                    return _link(url, 0, f"invalid URL: {target}")
                address = await _resolve(
                    parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
                )
                if policy != "any" and not ipaddress.ip_address(address).is_global:
                    return _link(url, 451, "Blocked private/reserved address")
                # To the address that was judged, not to what the name says a moment later.
                bare = httpx.URL(target).copy_with(host=address)
                answer = await client.head(
                    bare, headers={"Host": parts.netloc}, extensions={"sni_hostname": parts.hostname}
                )
                if not (follow and answer.is_redirect):
                    return _link(url, answer.status_code, _phrase(answer.status_code))
                target = urljoin(target, answer.headers["location"])
        return _link(url, 0, "too many redirects")
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, ValueError, KeyError) as exc:
        return _link(url, 0, str(exc) or type(exc).__name__)


async def _resolve(host: str, port: int) -> str:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return str(found[0][4][0])


def _phrase(code: int) -> str:
    try:
        return http.HTTPStatus(code).phrase
    except ValueError:
        return ""
