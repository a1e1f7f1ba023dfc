"""A hostile model on loopback that speaks OpenAI's chat completions and Anthropic's messages."""

import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from sandbox.redteam.hostile import LABELS, STRATEGIES, Said, Seen

MAX_REQUEST: Final = 10_000_000


class HostileModel(ThreadingHTTPServer):
    """Answers each request by the next strategy of a seeded order; `served` tells what it said.

    It believes nothing of what it is told, and reads all of it.
    """

    daemon_threads = True

    def __init__(self, seed: int = 1) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.chance = random.Random(seed)
        self.served: list[tuple[str, Said]] = []
        self._order: list[str] = []
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def answer(self, seen: Seen, *, classify: bool) -> Said:
        """The next answer: each strategy once, in an order of chance, then again."""
        with self._lock:
            if classify:
                return Said(body=self.chance.choice(LABELS))
            if not self._order:
                self._order = sorted(STRATEGIES)
                self.chance.shuffle(self._order)
            name = self._order.pop()
            said = STRATEGIES[name](seen, self.chance)
            self.served.append((name, said))
            return said


class _Handler(BaseHTTPRequestHandler):
    server: HostileModel

    def do_POST(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), MAX_REQUEST)
        body = json.loads(self.rfile.read(length))
        anthropic = "chat/completions" not in self.path
        seen, classify = _seen(body)
        said = self.server.answer(seen, classify=classify)
        if isinstance(said.body, int):
            self._send(said.body, {"error": {"message": "no", "type": "hostile"}})
        elif isinstance(said.body, dict):
            self._send(200, said.body if not anthropic else {**_anthropic(""), **said.body})
        else:
            self._send(200, _anthropic(said.body) if anthropic else _openai(said.body))

    def _send(self, status: int, value: dict[str, Any]) -> None:
        data = json.dumps(value).encode("ascii")
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""


def _seen(body: dict[str, Any]) -> tuple[Seen, bool]:
    """What stands in a request, and whether it asks for a workflow."""
    messages = body.get("messages") or []
    system = _flat(body.get("system")) or "".join(
        _flat(m["content"]) for m in messages if m["role"] == "system"
    )
    user = "".join(_flat(m["content"]) for m in messages if m["role"] == "user")
    start, end = user.find("{"), user.rfind("}")
    try:
        data = json.loads(user[start : end + 1])
    except ValueError:
        data = {}
    passages = tuple(
        (str(p.get("passage_id")), str(p.get("text")))
        for q in data.get("questions") or []
        for p in q.get("passages") or []
    )
    mail = str((data.get("mail") or {}).get("text") or "")
    return Seen(system=system, passages=passages, mail=mail), "workflows" in data


def _flat(content: Any) -> str:
    if isinstance(content, list):
        return "".join(str(p.get("text", "")) for p in content if isinstance(p, dict))
    return str(content or "")


def _openai(text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    return {
        "id": "x",
        "object": "chat.completion",
        "created": 0,
        "model": "m",
        "choices": [choice],
        "usage": usage,
    }


def _anthropic(text: str) -> dict[str, Any]:
    head = {"id": "x", "type": "message", "role": "assistant", "model": "m", "stop_reason": "end_turn"}
    usage = {"input_tokens": 100, "output_tokens": 10}
    return {**head, "stop_sequence": None, "content": [{"type": "text", "text": text}], "usage": usage}


@contextmanager
def hostile_model(seed: int = 1) -> Iterator[HostileModel]:
    """The server while the block runs."""
    with HostileModel(seed) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
