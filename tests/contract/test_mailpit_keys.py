# ruff: noqa: E501 - tables of calls read best unbroken
"""Every path, parameter, key and type of Mailpit's API, against facts drawn from its description.

`mailpit_keys.json` holds, for each call, its parameters and the shape of its answer (Mailpit 1.30.5).
"""

import base64
import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox import Sandbox
from sandbox.message import Envelope, Recipient
from sandbox.relay import Relay
from sandbox.server import Options

FACTS: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("mailpit_keys.json").read_text())
UNTOLD = {"count", "RecipientAllowlist"}
"""Keys that Mailpit sends for the sake of old clients and leaves out of its description."""
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
TYPES: dict[str, Callable[[object], bool]] = {
    "string": lambda v: isinstance(v, str),
    "boolean": lambda v: isinstance(v, bool),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
}


class Spamd(socketserver.StreamRequestHandler):
    """A spamd that finds one rule in everything."""

    def handle(self) -> None:
        self.rfile.read()
        self.wfile.write(
            b"SPAMD/1.1 0 EX_OK\r\nSpam: True ; 6.1 / 5.0\r\n\r\n 6.1 SOME_RULE              Because\n"
        )


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with (
        Sandbox(http_port=None, imap_port=None) as away,
        socketserver.TCPServer(("127.0.0.1", 0), Spamd) as spamd,
    ):
        threading.Thread(target=spamd.serve_forever, daemon=True).start()
        options = Options(
            chaos=True,
            relay=Relay(host="127.0.0.1", port=away.smtp_port, allowed=".*"),
            spamassassin=f"127.0.0.1:{spamd.server_address[1]}",
        )
        with (
            Sandbox(imap_port=None, options=options) as box,
            httpx.Client(base_url=box.http_url, timeout=20) as client,
        ):
            for number in range(3):
                recipients = (Recipient(address="bob@x.test"), Recipient(address="hidden@x.test"))
                box.capture(mail(number), Envelope(mail_from="ann@x.test", recipients=recipients))
            yield client
        spamd.shutdown()


def mail(number: int) -> bytes:
    return (
        f"From: Ann <ann@x.test>\r\nTo: Bob <bob@x.test>\r\nCc: C <c@x.test>\r\nReply-To: r@x.test\r\n"
        f"Subject: mail {number}\r\nX-Tags: Red, blue\r\nMessage-ID: <{number}@x.test>\r\n"
        "Date: Mon, 23 Nov 2026 09:00:00 +0000\r\nList-Unsubscribe: <https://x.invalid/u>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/html\r\n\r\n<style>@media (max-width:9px){p{display:grid}}</style>"
        '<p>Hi <a href="https://x.invalid/go">go</a><img src="cid:pic"><video src="x"></video></p>\r\n'
        "--b\r\nContent-Type: image/png; name=p.png\r\nContent-ID: <pic>\r\nContent-Disposition: inline;"
        f" filename=p.png\r\nContent-Transfer-Encoding: base64\r\n\r\n{PICTURE}\r\n"
        "--b\r\nContent-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\n"
        "attached\r\n--b--\r\n"
    ).encode()


def asked(name: str, body: Any = None, query: dict[str, str] | None = None, **path: str) -> tuple[Any, ...]:
    return name, path, query or {}, body


TRIGGER = {"ErrorCode": 451, "Probability": 0}
SENT = {
    "From": {"Email": "a@x.test", "Name": "A"}, "To": [{"Email": "b@x.test", "Name": "B"}],
    "Cc": [{"Email": "c@x.test", "Name": "C"}], "Bcc": ["d@x.test"], "ReplyTo": [{"Email": "r@x.test", "Name": "R"}],
    "Subject": "sent", "Text": "hi", "HTML": "<p>hi</p>", "Headers": {"X-A": "b"}, "Tags": ["sent"],
    "Attachments": [{"Content": base64.b64encode(b"x").decode(), "Filename": "x.txt", "ContentType": "text/plain", "ContentID": "x"}],
}  # fmt: skip
CALLS = [
    asked("GET /api/v1/messages", query={"start": "1", "limit": "1"}),
    asked("GET /api/v1/search", query={"query": "subject:mail", "start": "0", "limit": "2", "tz": "Europe/Paris"}),
    asked("GET /api/v1/message/{ID}"),
    asked("GET /api/v1/message/{ID}/headers"),
    asked("GET /api/v1/message/{ID}/html-check"),
    asked("GET /api/v1/message/{ID}/link-check", query={"follow": "false"}),
    asked("GET /api/v1/message/{ID}/part/{PartID}", PartID="2"),
    asked("GET /api/v1/message/{ID}/part/{PartID}/thumb", PartID="2"),
    asked("GET /api/v1/message/{ID}/raw"),
    asked("GET /api/v1/message/{ID}/sa-check"),
    asked("POST /api/v1/message/{ID}/release", {"To": ["away@x.test"]}),
    asked("GET /view/{ID}.html", query={"embed": "1"}),
    asked("GET /view/{ID}.txt"),
    asked("GET /api/v1/info"),
    asked("GET /api/v1/webui"),
    asked("GET /api/v1/chaos"),
    asked("PUT /api/v1/chaos", {"Authentication": TRIGGER, "Recipient": TRIGGER, "Sender": TRIGGER}),
    asked("POST /api/v1/send", SENT),
    asked("GET /api/v1/tags"),
    asked("PUT /api/v1/tags", {"IDs": ["{ID}"], "Tags": ["green"]}),
    asked("PUT /api/v1/tags/{Tag}", {"Name": "lime"}, Tag="green"),
    asked("DELETE /api/v1/tags/{Tag}", Tag="lime"),
    asked("PUT /api/v1/messages", {"IDs": ["{ID}"], "Read": True, "Search": ""}, {"tz": "UTC"}),
    asked("DELETE /api/v1/search", query={"query": "subject:sent", "tz": "UTC"}),
    asked("DELETE /api/v1/messages", {"IDs": ["{ID}"]}),
]  # fmt: skip
"""In this order: those that change something come last."""


def test_every_call_answers_in_mailpits_shape(http: httpx.Client) -> None:
    """No call, parameter or key is left out, none is ours, and each value has Mailpit's type."""
    assert sorted(c[0] for c in CALLS) == sorted(FACTS)
    ident = http.get("/api/v1/message/latest").json()["ID"]
    wrong: list[str] = []
    for name, path, query, body in CALLS:
        facts = FACTS[name]
        assert set(query) == set(facts.get("query", ())), name
        assert body is None or set(body) == set(facts["body"]), name
        method, address = name.split(" ")
        for key, value in {"ID": ident, **path}.items():
            address = address.replace("{" + key + "}", value)
        sent = None if body is None else json.loads(json.dumps(body).replace("{ID}", ident))
        answer = http.request(method, address, params=query, json=sent)
        told = answer.headers["content-type"].partition(";")[0]
        if answer.status_code != 200:
            wrong.append(f"{name}: {answer.status_code} {answer.text[:100]}")
        elif facts.get("answer") not in (None, "string"):
            wrong += [f"{name}{w}" for w in differences(answer.json(), facts["answer"])]
        elif facts["type"] not in ("*", told) and facts.get("answer") != "string":
            wrong.append(f"{name}: {told}")
    assert wrong == []


def test_lists_are_cut_as_they_are_asked(http: httpx.Client) -> None:
    for path in ("/api/v1/messages", "/api/v1/search?query=mail"):
        with_start = http.get(path, params={**httpx.URL(path).params, "start": "1", "limit": "1"}).json()
        whole = http.get(path).json()
        assert with_start["messages"] == whole["messages"][1:2]
        assert with_start["start"] == 1


def differences(value: object, shape: object, where: str = "") -> Iterator[str]:
    """What is missing, too much, or of another type."""
    if isinstance(shape, str):
        if not TYPES[shape](value):
            yield f"{where}: {value!r} is no {shape}"
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{where}: {value!r} is no list"
            return
        if not value and isinstance(
            shape[0], dict
        ):  # a list without anything in it would show none of its keys
            yield f"{where}: empty"
        for n, item in enumerate(value):
            yield from differences(item, shape[0], f"{where}[{n}]")
    elif not isinstance(value, dict) or not isinstance(shape, dict):
        yield f"{where}: {value!r} is no object"
    elif "*" in shape:
        for key, item in value.items():
            yield from differences(item, shape["*"], f"{where}.{key}")
    else:
        if set(value) - UNTOLD != set(shape):
            yield f"{where}: keys {sorted(set(value) ^ set(shape))}"
        for key in set(value) & set(shape):
            yield from differences(value[key], shape[key], f"{where}.{key}")
