"""Who is at the dashboard: passwords, signed cookies, forms of our own, and patience with wrong guesses.

A session is a signed cookie, so nothing of it is stored; roles are read from the configuration at each
request, and a person who is taken out of it is out at once.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from intake.config import WebSettings
from intake.roles import Role

COOKIE: Final = "mailroom_session"
LIFE_S: Final = 12 * 3600
"""A working day; then the person signs in again."""
MAX_FAILURES: Final = 5
WINDOW_S: Final = 300.0
"""After so many wrong passwords within this time the rest of it has to be waited for."""
MAX_WATCHED: Final = 10_000
"""Addresses remembered for their wrong passwords; the oldest is forgotten first."""

# OWASP's password storage advice for scrypt: N = 2^17, r = 8, p = 1 (128 MB, about 0.3 s).
_N, _R, _P = 2**17, 8, 1
_MAX_MEMORY: Final = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is signed in."""

    name: str
    role: Role
    csrf: str
    """What a form of this session has to bring along."""


def hash_password(password: str) -> str:
    """`scrypt$N$r$p$salt$hash` (RFC 7914), for `web.users[].password_hash_file`."""
    salt = secrets.token_bytes(16)
    return f"scrypt${_N}${_R}${_P}${_b64(salt)}${_b64(_scrypt(password, salt, _N, _R, _P))}"


def verified(password: str, stored: str) -> bool:
    """Whether this is the password of a stored hash; False for one that cannot be read or costs too much."""
    try:
        kind, n, r, p, salt, digest = stored.split("$")
        cost = (int(n), int(r), int(p))
        if kind != "scrypt" or 128 * cost[0] * cost[1] > _MAX_MEMORY or cost[2] > 16:
            return False
        return hmac.compare_digest(_scrypt(password, _unb64(salt), *cost), _unb64(digest))
    except ValueError:
        return False


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    text = password[:1024].encode("utf-8", "surrogatepass")
    return hashlib.scrypt(text, salt=salt, n=n, r=r, p=p, maxmem=_MAX_MEMORY, dklen=32)


_NOBODY: Final = f"scrypt${_N}${_R}${_P}$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""Compared for unknown names, so that they take as long as known ones."""


def signing_key(data_dir: Path) -> bytes:
    """The key of all sessions, made on first use and readable by us alone."""
    path = data_dir / "web.key"
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        key = secrets.token_bytes(32)
        file.write(key)
    return key


@dataclass(slots=True, kw_only=True)
class Door:
    """Lets people in. `key_of_the_house` admits one administrator where no user is configured."""

    settings: WebSettings
    key: bytes
    now: Callable[[], float]
    """Seconds since 1970."""
    key_of_the_house: str | None = None
    _failures: dict[str, deque[float]] = field(default_factory=dict)

    def sign_in(self, name: str, password: str, address: str) -> str | None:
        """A cookie's value; None where name and password do not fit. Ask `wait_s` first."""
        user = next((u for u in self.settings.users if u.name == name), None)
        stored = user.password_hash() if user else None
        if verified(password, stored or _NOBODY) and user is not None and stored:
            self._failures.pop(address, None)
            return self.cookie(user.name)
        self._failed(address)
        return None

    def sign_in_by_key(self, key: str, address: str) -> str | None:
        """A cookie for whoever has the key that the terminal showed."""
        if self.key_of_the_house and hmac.compare_digest(key.encode(), self.key_of_the_house.encode()):
            return self.cookie("")
        self._failed(address)
        return None

    def wait_s(self, address: str) -> float:
        """How long this address has to wait before its next try."""
        tries, now = self._failures.get(address), self.now()
        while tries and tries[0] <= now - WINDOW_S:
            tries.popleft()
        return tries[0] + WINDOW_S - now if tries and len(tries) >= MAX_FAILURES else 0.0

    def _failed(self, address: str) -> None:
        while len(self._failures) >= MAX_WATCHED:
            self._failures.pop(next(iter(self._failures)))
        self._failures.setdefault(address, deque(maxlen=MAX_FAILURES)).append(self.now())

    def cookie(self, name: str) -> str:
        body = _b64(json.dumps({"n": name, "t": int(self.now()), "i": secrets.token_hex(8)}).encode())
        return f"{body}.{self._sign('session', body)}"

    def person(self, cookie: str | None, headers: Mapping[str, str], peer: str) -> Person | None:
        """Who asks, by the reverse proxy's word where configured, else by cookie; None: a stranger."""
        if self.settings.proxy_header:
            name = headers.get(self.settings.proxy_header.lower())
            if name and peer in self.settings.trusted_proxies:
                return self._known(name, f"proxy {name}")
        if not cookie or len(cookie) > 1000:
            return None
        body, _, signature = cookie.partition(".")
        if not hmac.compare_digest(
            signature.encode("utf-8", "replace"), self._sign("session", body).encode()
        ):
            return None
        try:
            said = json.loads(_unb64(body))
            name, at = str(said["n"]), float(said["t"])
        except (ValueError, KeyError, TypeError):
            return None
        if not 0 <= self.now() - at + 60 <= LIFE_S:
            return None
        return self._known(name, body)

    def _known(self, name: str, session: str) -> Person | None:
        csrf = self._sign("form", session)
        if name == "" and self.key_of_the_house:
            return Person(name="operator", role="admin", csrf=csrf)
        user = next((u for u in self.settings.users if u.name == name), None)
        return Person(name=user.name, role=user.role, csrf=csrf) if user else None

    def _sign(self, purpose: str, text: str) -> str:
        mark = f"{purpose}\0{self.key_of_the_house or ''}\0{text}".encode("utf-8", "replace")
        return _b64(hmac.digest(self.key, mark, "sha256"))


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
