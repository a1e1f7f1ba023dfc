"""A model server on loopback that speaks six providers' protocols, answering as scripted."""

import contextlib
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
        self.paths: list[str] = []

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Nobody listens on the port while the block runs."""
        self.shutdown()  # the loop has hold of the old socket
        self.socket.close()
        yield
        self.socket = socket.create_server(self.server_address)
        self.begin()

    def begin(self) -> None:
        """Answer, on a thread of its own."""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(body)
        self.server.paths.append(self.path)
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
            shape = next((s for part, s in _SHAPES.items() if part in self.path), _openai)
            self._send(200, json.dumps(shape(answer)).encode())

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        with contextlib.suppress(ConnectionError):  # of a client that waited no longer
            self._answer(status, body, headers or {})

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
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


def _ollama(text: str) -> dict[str, Any]:
    return {
        "model": "m", "created_at": "2026-11-26T00:00:00Z", "done": True, "done_reason": "stop",
        "message": {"role": "assistant", "content": text}, "prompt_eval_count": 100, "eval_count": 10,
    }  # fmt: skip


def _google(text: str) -> dict[str, Any]:
    return {
        "candidates": [{"content": {"role": "model", "parts": [{"text": text}]}, "finishReason": "STOP"}],
        "usageMetadata": {"promptTokenCount": 100, "candidatesTokenCount": 10, "totalTokenCount": 110},
    }


def _bedrock(text: str) -> dict[str, Any]:
    return {
        "output": {"message": {"role": "assistant", "content": [{"text": text}]}}, "stopReason": "end_turn",
        "usage": {"inputTokens": 100, "outputTokens": 10, "totalTokens": 110}, "metrics": {"latencyMs": 1},
    }  # fmt: skip


_SHAPES = {
    "/v1/messages": _anthropic,
    "/api/chat": _ollama,
    ":generateContent": _google,
    "/converse": _bedrock,
}
"""By a part of the path; all else is OpenAI's, which Azure and Mistral speak too."""


@contextmanager
def serving(script: Callable[[dict[str, Any]], Answer]) -> Iterator[ModelServer]:
    """The server while the block runs."""
    with ModelServer(script) as server:
        server.begin()
        yield server
        server.shutdown()
