"""A webhook gets every mail, signed, until it takes it; the log tells, and a replay sends again."""

import hashlib
import hmac
import json
import smtplib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from sandbox import Sandbox


class Receiver:
    """A real HTTP server that answers as told and keeps what it got."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.came = threading.Semaphore(0)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(outer.answers.pop(0) if outer.answers else 204)
                self.end_headers()
                outer.came.release()

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/hook"

    def wait(self) -> None:
        assert self.came.acquire(timeout=15), "no request came"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


def send(box: Sandbox, to: str, subject: str = "Hello") -> None:
    with smtplib.SMTP("127.0.0.1", box.smtp_port) as smtp:
        smtp.sendmail("a@x.test", [to], f"Subject: {subject}\r\n\r\nhi\r\n".encode())


def settled(api: httpx.Client, state: str) -> dict[str, object]:
    for _ in range(200):
        found = api.get("/webhooks/deliveries", params={"state": state}).json()["deliveries"]
        if found:
            return dict(found[0])
        threading.Event().wait(0.05)
    raise AssertionError(api.get("/webhooks/deliveries").json())


def test_a_refused_delivery_is_tried_again_and_signed_each_time(receiver: Receiver) -> None:
    receiver.answers = [500, 204]
    with Sandbox(imap_port=None) as box, httpx.Client(base_url=f"{box.http_url}/api/mailroom/v1") as api:
        made = api.post("/webhooks", json={"url": receiver.url, "secret": "s3cret"}).json()
        assert (made["url"], made["secret"]) == (receiver.url, "s3cret")
        assert "secret" not in api.get("/webhooks").json()["webhooks"][0]
        send(box, "ann@x.test", "Signed")
        receiver.wait()
        assert settled(api, "waiting")["attempts"] == 1
        box.advance(60)  # the next attempt is due by the sandbox's clock, not by ours
        receiver.wait()
        done = settled(api, "delivered")
    assert (done["attempts"], str(done["answer"])[:3]) == (2, "204")
    for headers, body in receiver.got:
        told = json.loads(body)
        assert (told["event"], told["message"]["subject"]) == ("message.new", "Signed")
        stamp, mac = (p.partition("=")[2] for p in headers["x-mailroom-signature"].split(","))
        want = hmac.new(b"s3cret", f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        assert hmac.compare_digest(mac, want)


def test_a_hook_for_an_inbox_gets_that_inboxs_mail_and_can_be_replayed(receiver: Receiver) -> None:
    with Sandbox(imap_port=None) as box, httpx.Client(base_url=f"{box.http_url}/api/mailroom/v1") as api:
        made = api.post("/webhooks", json={"url": receiver.url, "inbox": "Ann@x.test"}).json()
        assert len(made["secret"]) == 64
        send(box, "bob@x.test")
        send(box, "ann@x.test")
        receiver.wait()
        done = settled(api, "delivered")
        assert api.post(f"/webhooks/deliveries/{done['id']}/replay").status_code == 202
        receiver.wait()
        assert len(receiver.got) == 2
        assert api.post("/webhooks/deliveries/99/replay").status_code == 404
        assert api.delete(f"/webhooks/{made['id']}").status_code == 200
        assert api.delete(f"/webhooks/{made['id']}").status_code == 404
        assert api.post("/webhooks", json={"url": "file:///etc/passwd"}).status_code == 400
        assert api.post("/webhooks", json={"url": receiver.url, "more": 1}).status_code == 422


def test_a_hook_is_told_at_once(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """It wakes behind the commit of each mail, not at the next look round."""
    monkeypatch.setattr("sandbox.webhooks.LOOK_S", 60.0)
    with Sandbox(imap_port=None) as box, httpx.Client(base_url=f"{box.http_url}/api/mailroom/v1") as api:
        api.post("/webhooks", json={"url": receiver.url}).raise_for_status()
        for number in range(20):
            send(box, "bob@x.test", str(number))
            receiver.wait()


def test_what_was_waiting_is_delivered_after_a_restart(receiver: Receiver, tmp_path: object) -> None:
    receiver.answers = [503]
    with Sandbox(imap_port=None, data=str(tmp_path)) as box:
        box.webhooks.add(receiver.url)
        send(box, "ann@x.test", "Kept")
        receiver.wait()
    with Sandbox(imap_port=None, data=str(tmp_path)) as again:
        again.advance(60)
        receiver.wait()
    assert json.loads(receiver.got[-1][1])["message"]["subject"] == "Kept"
