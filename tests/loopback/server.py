"""A model server on loopback: OpenAI's chat completions and Anthropic's messages, answering as scripted."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = str | int | bytes | tuple[int, dict[str, str]] | Iterator[bytes]
"""Text of the model, a status (with headers), raw bytes in place of the JSON, or pieces of it in time."""


class ModelServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, script: Callable[[dict[str, Any]], Answer]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script
        self.requests: list[dict[str, Any]] = []

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Nobody listens on the port while the block runs."""
        self.socket.close()
        yield
        self.socket = socket.create_server(self.server_address)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(body)
        answer = self.server.script(body)
        headers: dict[str, str] = {}
        if isinstance(answer, tuple):
            answer, headers = answer
        if isinstance(answer, int):
            self._send(answer, b'{"error": {"message": "scripted", "type": "scripted"}}', headers)
        elif isinstance(answer, bytes):
            self._send(200, answer)
        elif isinstance(answer, Iterator):
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            with suppress(OSError):
                for piece in answer:
                    self.wfile.write(piece)
        else:
            shape = _anthropic if "messages" in self.path else _openai
            self._send(200, json.dumps(shape(answer)).encode())

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        with suppress(OSError):  # a client that ran out of patience
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""


def _openai(text: str) -> dict[str, Any]:
    return {
        "id": "x", "object": "chat.completion", "created": 0, "model": "m",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
    }  # fmt: skip


def _anthropic(text: str) -> dict[str, Any]:
    return {
        "id": "x", "type": "message", "role": "assistant", "model": "m", "stop_reason": "end_turn",
        "stop_sequence": None, "content": [{"type": "text", "text": text}],
        "usage": {"input_tokens": 100, "output_tokens": 10},
    }  # fmt: skip


@contextmanager
def serving(script: Callable[[dict[str, Any]], Answer]) -> Iterator[ModelServer]:
    """The server while the block runs."""
    with ModelServer(script) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()
