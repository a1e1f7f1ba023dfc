"""A submission server on loopback: STARTTLS or implicit TLS, sign-in, and trouble at each step on order."""

import base64
import contextlib
import socket
import ssl
import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType


@dataclass
class Submission:
    """Keeps what it accepted. `trouble` names the step that fails: see `_step`."""

    certificate: tuple[Path, Path] | None = None
    """Certificate and key files; without, no TLS is offered."""
    implicit: bool = False
    password: str | None = None
    """Of the user `support`; without, nobody need sign in."""
    token: str | None = None
    trouble: dict[str, str] = field(default_factory=dict)
    """Answer by command (`MAIL`, `RCPT`, `DATA`, `TEXT`); `CLOSE` closes instead; `LOST` keeps and closes.

    `KEPT`: the text is kept, and no answer comes until the client is gone, as of a server slow to say 250.
    """
    accepted: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    texts: int = 0
    """How many texts were received to their end, whatever was said to them."""

    def __enter__(self) -> "Submission":
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._context: ssl.SSLContext | None = None
        if self.certificate:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(*self.certificate)
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._socket.accept()
                threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError, ssl.SSLError):
            if self.implicit and self._context:
                sock = self._context.wrap_socket(sock, server_side=True)
            with sock:
                while self._talk(sock) == "starttls":
                    assert self._context is not None
                    sock = self._context.wrap_socket(sock, server_side=True)

    def _talk(self, sock: socket.socket) -> str:
        stream = sock.makefile("rb")
        secure = isinstance(sock, ssl.SSLSocket)
        if not secure or self.implicit:
            sock.sendall(b"220 ready\r\n")
        sender, recipients = "", []
        for raw in stream:
            line = raw.decode("utf-8", "replace").strip()
            word = line.split(" ")[0].upper()
            if word in self.trouble and word != "TEXT":
                if self.trouble[word] == "CLOSE":
                    return "closed"
                sock.sendall(f"{self.trouble[word]}\r\n".encode())
                continue
            if word in {"EHLO", "HELO"}:
                sock.sendall(self._hello(secure))
            elif word == "STARTTLS":
                sock.sendall(b"220 go\r\n")
                return "starttls"
            elif word == "AUTH":
                sock.sendall(self._auth(line, sock, stream))
            elif word == "MAIL":
                sender, recipients = line, []
                sock.sendall(b"250 ok\r\n")
            elif word == "RCPT":
                recipients.append(line)
                sock.sendall(b"250 ok\r\n")
            elif word == "DATA":
                sock.sendall(b"354 go on\r\n")
                lines: list[bytes] = []
                for text in stream:
                    if text == b".\r\n":
                        break
                    lines.append(text[1:] if text.startswith(b"..") else text)
                answer = self.trouble.get("TEXT", "250 taken")
                if answer in {"LOST", "KEPT", "250 taken"}:
                    self.accepted.append((sender, recipients, b"".join(lines)))
                self.texts += 1
                if answer == "KEPT":
                    stream.read()
                    return "closed"
                if answer in {"LOST", "CLOSE"}:
                    return "closed"
                sock.sendall(f"{answer}\r\n".encode())
            elif word == "QUIT":
                sock.sendall(b"221 bye\r\n")
                return "done"
            else:
                sock.sendall(b"500 what\r\n")
        return "done"

    def _hello(self, secure: bool) -> bytes:
        lines = ["here"]
        if self._context and not secure:
            lines.append("STARTTLS")
        if self.password or self.token:
            lines.append("AUTH PLAIN XOAUTH2 OAUTHBEARER")
        return "".join(
            f"250{'-' if n < len(lines) - 1 else ' '}{line}\r\n" for n, line in enumerate(lines)
        ).encode()

    def _auth(self, line: str, sock: socket.socket, stream: object) -> bytes:
        parts = line.split(" ")
        given = base64.b64decode(parts[2]).decode() if len(parts) > 2 else ""
        if parts[1].upper() == "PLAIN":
            good = self.password is not None and given == f"\0support\0{self.password}"
        else:
            good = self.token is not None and f"auth=Bearer {self.token}\x01" in given
            if not good:
                sock.sendall(b"334 eyJzdGF0dXMiOiI0MDEifQ==\r\n")
                stream.readline()  # type: ignore[attr-defined]
        return b"235 welcome\r\n" if good else b"535 5.7.8 wrong\r\n"
