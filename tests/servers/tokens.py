"""An OAuth token server on loopback: refresh with rotation, introspection (RFC 7662), trouble on order."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qs


@dataclass
class TokenServer:
    """Knows one account. Every refresh gives a new access token and, with `rotate`, a new refresh token."""

    username: str = "support"
    refresh_token: str = "refresh-0"
    expires_in: int | None = 3600
    rotate: bool = True
    status: int = 200
    """Anything else than 200 is answered to every refresh."""
    error: str = "temporarily_unavailable"
    retry_after: str | None = None
    refreshes: list[dict[str, str]] = field(default_factory=list)
    """The form of each refresh, oldest first."""
    valid: set[str] = field(default_factory=set)
    """Access tokens that introspection calls active."""

    def __enter__(self) -> "TokenServer":
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                form = {k: v[0] for k, v in parse_qs(self.rfile.read(length).decode()).items()}
                status, body = owner._refresh(form) if self.path == "/token" else owner._introspect(form)
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                if owner.retry_after and status != 200:
                    self.send_header("Retry-After", owner.retry_after)
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._lock = threading.Lock()
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/token"

    @property
    def introspection_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/introspect"

    def _refresh(self, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        with self._lock:
            self.refreshes.append(form)
            if self.status != 200:
                return self.status, {"error": self.error}
            if form.get("refresh_token") != self.refresh_token:
                return 400, {"error": "invalid_grant"}
            n = len(self.refreshes)
            access = f"access-{n}"
            self.valid.add(access)
            answer: dict[str, object] = {"access_token": access, "token_type": "Bearer"}
            if self.expires_in is not None:
                answer["expires_in"] = self.expires_in
            if self.rotate:
                self.refresh_token = f"refresh-{n}"
                answer["refresh_token"] = self.refresh_token
            return 200, answer

    def _introspect(self, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        # Dovecot's `post` mode puts the token behind the URL's own query, so it may stand under any name.
        active = any(v in self.valid for v in form.values())
        return 200, {"active": "true" if active else "false", "username": self.username}
