"""Access tokens for XOAUTH2 and OAUTHBEARER, renewed by their expiry (RFC 6749, section 6).

Several connections and processes share one file per account, so a rotated refresh token is never lost
and never used twice.
"""

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from intake.config import OAuthSettings
from intake.errors import Misconfigured, Refused, Throttled, Unreachable

EARLY_S: Final = 120.0
"""A token is renewed this long before it ends, so that it does not end within a sign-in."""
MAX_ANSWER_BYTES: Final = 100_000
"""A token answer is one small JSON object."""
DEFAULT_LIFE_S: Final = 3600.0
"""Used where the server does not tell `expires_in`, which RFC 6749 only recommends."""
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    origin: str
    """SHA-256 of the refresh token in the configuration from which this chain of tokens began."""
    refresh_token: str
    refreshed_at: float
    access_token: str = ""
    expires_at: float = 0.0


class Tokens:
    """The tokens of one account at one token server.

    `name` is the file's: use the account's. `now` is seconds since the epoch, for tests.
    """

    def __init__(
        self,
        settings: OAuthSettings,
        *,
        data_dir: Path,
        name: str,
        timeout_s: float = 30.0,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._path = data_dir / "oauth" / f"{name}.json"
        self._name = name
        self._timeout_s = timeout_s
        self._now = now

    def access_token(self, *, renew: bool = False) -> str:
        """A token that is valid for at least two minutes more; `renew` asks for another one in any case.

        Raises Misconfigured without a refresh token, Refused when it is no longer taken, Throttled and
        Unreachable when it is worth trying again.
        """
        configured = self._settings.refresh_token()
        if not configured:
            raise Misconfigured(
                f"accounts.{self._name}: oauth has no refresh token",
                mend=f"set accounts.{self._name}.imap.oauth.refresh_token_env or refresh_token_file",
            )
        origin = hashlib.sha256(configured.encode()).hexdigest()
        with self._locked():
            kept = self._read()
            if kept is None or kept.origin != origin:
                # A person signed in again and changed the configuration: the old chain is of no use.
                kept = _Kept(origin=origin, refresh_token=configured, refreshed_at=0.0)
            if not renew and kept.access_token and self._now() < kept.expires_at - EARLY_S:
                return kept.access_token
            fresh = self._exchange(kept)
            self._write(fresh)
            return fresh.access_token

    def age_s(self) -> float | None:
        """Seconds since the refresh token was last accepted; None before the first time.

        Microsoft ends a refresh token after 90 days without use: tell a person at 75.
        """
        kept = self._read()
        return self._now() - kept.refreshed_at if kept and kept.refreshed_at else None

    def _exchange(self, kept: _Kept) -> _Kept:
        import httpx

        settings = self._settings
        parts = urlsplit(settings.token_url)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise Misconfigured(
                f"accounts.{self._name}: oauth.token_url is not https",
                mend="use the https address of the token server",
            )
        form = {
            "grant_type": "refresh_token",
            "refresh_token": kept.refresh_token,
            "client_id": settings.client_id,
        }
        if secret := settings.client_secret():
            form["client_secret"] = secret
        if settings.scope:
            form["scope"] = settings.scope
        try:
            answer = httpx.post(settings.token_url, data=form, timeout=self._timeout_s)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as exc:
            raise Unreachable(
                f"accounts.{self._name}: token server {parts.hostname} did not answer: {type(exc).__name__}",
                mend=f"check accounts.{self._name}.imap.oauth.token_url",
            ) from exc
        return self._understand(kept, answer.status_code, answer.content, answer.headers.get("Retry-After"))

    def _understand(self, kept: _Kept, status: int, body: bytes, retry_after: str | None) -> _Kept:
        where = f"accounts.{self._name}: the token server"
        if status in {429, 503}:
            wait = float(retry_after) if retry_after and retry_after.isdigit() else None
            raise Throttled(f"{where} asks for patience ({status})", retry_after_s=wait)
        data = _json(body)
        if 400 <= status < 500:
            code = data.get("error")
            reason = code if isinstance(code, str) and code.isascii() and len(code) < 60 else str(status)
            raise Refused(
                f"{where} says {reason}",
                mend=f"sign in again and put the new refresh token behind accounts.{self._name}.imap.oauth"
                if reason == "invalid_grant"
                else f"check client_id, client_secret and scope of accounts.{self._name}.imap.oauth",
            )
        token = data.get("access_token")
        if status != 200 or not isinstance(token, str) or not token or not token.isprintable():
            raise Unreachable(f"{where} gave no token ({status})")
        life, rotated = data.get("expires_in"), data.get("refresh_token")
        try:
            life_s = float(life) if isinstance(life, int | float | str) else DEFAULT_LIFE_S
        except ValueError:
            life_s = DEFAULT_LIFE_S
        now = self._now()
        return _Kept(
            origin=kept.origin,
            refresh_token=rotated if isinstance(rotated, str) and rotated else kept.refresh_token,
            refreshed_at=now,
            access_token=token,
            expires_at=now + max(life_s, 0.0),
        )

    def _read(self) -> _Kept | None:
        try:
            return _Kept(**json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _write(self, kept: _Kept) -> None:
        # Written aside and renamed: a crash leaves the old token or the new one, never half of one.
        aside = self._path.with_suffix(".new")
        try:
            with os.fdopen(
                os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
            ) as out:
                json.dump(asdict(kept), out)
                out.flush()
                os.fsync(out.fileno())
            aside.replace(self._path)
        except OSError as exc:
            raise Unreachable(
                f"{self._path}: the new refresh token cannot be kept: {exc.strerror}",
                mend="make room or give the right",
            ) from exc

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self._path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as exc:
            raise Misconfigured(
                f"{self._path.parent}: cannot be written: {exc.strerror}",
                mend="give the agent the right on data_dir",
            ) from exc
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _json(body: bytes) -> dict[str, Any]:
    if len(body) > MAX_ANSWER_BYTES:
        return {}
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
