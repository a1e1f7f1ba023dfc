"""An IMAP server of a few lines that answers as a test tells it, for what no real server does on demand."""

import contextlib
import re
import socket
import threading
from collections.abc import Mapping
from types import TracebackType

OPENING = (
    "* {exists} EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Seen \\Deleted)\r\n"
    "* OK [PERMANENTFLAGS (\\Seen \\Deleted)] ok\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 9] ok\r\n"
    "{tag} OK done\r\n"
)

USUAL: Mapping[str, str] = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n",
    "LOGIN": "{tag} OK done\r\n",
    "LIST": '* LIST () "/" INBOX\r\n* LIST () "/" Review\r\n{tag} OK done\r\n',
    "SELECT": OPENING.replace("{exists}", "2"),
    "EXAMINE": OPENING.replace("{exists}", "2"),
    "NOOP": "{tag} OK done\r\n",
    "LOGOUT": "* BYE bye\r\n{tag} OK done\r\n",
}


class ScriptedImap:
    """Answers each command by its name (`UID FETCH` counts as `FETCH`) from `answers`, `{tag}` filled in.

    An empty answer is silence; `CLOSE` closes the connection; a list is answered one by one, the last
    for ever. `seen` holds the commands as they came.
    """

    def __init__(self, greeting: str = "* OK ready\r\n", **answers: str | list[str]) -> None:
        self.greeting = greeting
        self.answers: dict[str, str | list[str]] = {**USUAL, **answers}
        self.seen: list[str] = []
        self.connections = 0

    def __enter__(self) -> "ScriptedImap":
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def names(self) -> list[str]:
        return [line.split(" ")[0] for line in self.seen]

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._socket.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError), sock, sock.makefile("rb") as stream:
            sock.sendall(self.greeting.encode())
            tag = ""
            for raw in stream:
                line = raw.decode("utf-8", "replace").rstrip("\r\n")
                if line == "DONE":
                    name, rest = "DONE", "DONE"
                else:
                    tag, _, rest = line.partition(" ")
                    name = re.sub(r"^UID ", "", rest).split(" ")[0].upper()
                self.seen.append(rest)
                answer = self.answers.get(name, "{tag} BAD what\r\n")
                if isinstance(answer, list):
                    answer = answer.pop(0) if len(answer) > 1 else answer[0]
                if answer == "CLOSE":
                    return
                sock.sendall(answer.replace("{tag}", tag).encode())
                literal = re.search(r"\{(\d+)\}$", rest)
                if literal and answer.startswith("+"):
                    stream.read(int(literal[1]) + 2)
                    sock.sendall(f"{tag} OK done\r\n".encode())
