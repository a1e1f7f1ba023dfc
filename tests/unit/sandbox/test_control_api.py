"""What the sandbox does on purpose, by its API: behaviours, faults, the clock, deletion, TLS, release."""

import imaplib
import smtplib
import socket
import ssl
from pathlib import Path

import httpx
import pytest

from intake.cli import running
from intake.errors import Misconfigured
from sandbox import Sandbox
from sandbox.http.htmlcheck import html_check
from sandbox.http.linkcheck import links
from sandbox.http.spam import read_answer
from sandbox.message import read_content
from sandbox.relay import Relay
from sandbox.server import Options

MAIL = b"From: Bob <bob@y.test>\r\nTo: ann@x.test\r\nSubject: Hi\r\n\r\nhello\r\n"


def own(box: Sandbox) -> httpx.Client:
    return httpx.Client(base_url=f"{box.http_url}/api/mailroom/v1", timeout=20)


def api(box: Sandbox) -> httpx.Client:
    return httpx.Client(base_url=box.http_url, timeout=30)


def send(box: Sandbox, to: str = "ann@x.test", raw: bytes = MAIL) -> None:
    with smtplib.SMTP("127.0.0.1", box.smtp_port) as smtp:
        smtp.sendmail("bob@y.test", [to], raw)


def test_behaviours_are_set_for_an_address_a_domain_or_all(tmp_path: Path) -> None:
    with Sandbox(imap_port=None) as box, own(box) as api:
        assert api.put("/inboxes/*@gone.test/behaviour", json={"kind": "refuse"}).status_code == 200
        api.put("/inboxes/full@x.test/behaviour", json={"kind": "quota"})
        for to, code in (("a@gone.test", 550), ("full+tag@x.test", 552)):
            with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
                send(box, to)
            assert refused.value.recipients[to][0] == code
        assert api.put("/inboxes/x@x.test/behaviour", json={"kind": "dance"}).status_code == 400
        assert (
            api.put("/inboxes/x@x.test/behaviour", json={"kind": "refuse", "reply": "a\r\nb"}).status_code
            == 422
        )
        api.put("/inboxes/slow@x.test/behaviour", json={"kind": "greylist", "delay_s": 600})
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(box, "slow@x.test")
        assert "now" in api.post("/clock/advance", json={"seconds": 700}).json()
        send(box, "slow@x.test")
        assert api.post("/clock/advance").status_code == 400
        assert api.post("/clock/advance", json={"seconds": -1}).status_code == 422
        assert api.delete("/inboxes/slow@x.test").json() == {"deleted": 1}


def test_a_broken_delete_deletes_nothing_under_our_prefix() -> None:
    with Sandbox(imap_port=None) as box, own(box) as api:
        send(box)
        for body in (b"", b"{broken", b"{}", b'{"IDs": []}', b'{"all": false}', b"[]", b'{"ids": "x"}'):
            answer = api.request("DELETE", "/messages", content=body)
            assert answer.status_code in (400, 422), body
            assert answer.json()["error"]
        assert box.store.counts().total == 1
        assert api.request("DELETE", "/messages", json={"all": True}).json() == {"deleted": 1}


def test_faults_are_set_and_cleared_by_the_api_and_count_their_hits() -> None:
    with Sandbox(imap_port=None) as box, own(box) as api:
        plan = {"seed": 3, "faults": [{"at": "mail", "per_minute": 2, "reply": "421 4.7.0 Too fast"}]}
        assert api.put("/faults", json=plan).json()["faults"][0]["hits"] == 0
        send(box)
        send(box)
        with pytest.raises(smtplib.SMTPException):
            send(box)
        box.advance(61)
        send(box)
        assert api.get("/faults").json()["faults"][0]["hits"] == 1
        for wrong in ({"faults": [{"at": "moon"}]}, {"faults": [{"at": "mail", "share": "x"}]},
                      {"faults": [{"at": "mail", "disconnect": "yes"}]}, {"faults": 1}):  # fmt: skip
            assert "error" in api.put("/faults", json=wrong).json()
        assert api.delete("/faults").json()["faults"] == []


def test_a_reply_may_drip_be_garbage_or_end_in_half_a_close() -> None:
    rules = [
        {"at": "helo", "drip_s": 0.001, "times": 1},
        {"at": "mail", "reply": "\x16\x03garbage", "times": 1},
        {"at": "rcpt", "half_close": True, "reply": "451 4.4.2 half"},
    ]
    with Sandbox(http_port=None, imap_port=None) as box:
        from sandbox.faults import FaultPlan

        box.faults = FaultPlan.of(rules)
        with socket.create_connection(("127.0.0.1", box.smtp_port), timeout=10) as sock:
            stream = sock.makefile("rwb")
            stream.readline()
            stream.write(b"HELO me\r\n")
            stream.flush()
            assert stream.readline().startswith(b"250")
            stream.write(b"EHLO me\r\nMAIL FROM:<a@x.test>\r\n")
            stream.flush()
            while (line := stream.readline()).startswith(b"250"):
                pass
            assert line.startswith(b"\x16\x03garbage")
            stream.write(b"MAIL FROM:<a@x.test>\r\nRCPT TO:<b@x.test>\r\n")
            stream.flush()
            assert stream.readline().startswith(b"250")
            assert stream.readline() == b"451 4.4.2 half\r\n"
            assert stream.read(1) == b""  # its sending side is closed, ours is not
            stream.write(b"NOOP\r\n")
            stream.flush()


def test_imap_can_renumber_deliver_twice_and_answer_in_any_order() -> None:
    with Sandbox(http_port=None) as box:
        from sandbox.faults import FaultPlan

        box.faults = FaultPlan.of([{"at": "imap-deliver", "duplicate": True, "times": 1}])
        send(box)
        send(box)
        with imaplib.IMAP4("127.0.0.1", box.imap_port) as client:
            client.login("ann@x.test", "x")
            assert client.select()[1] == [b"3"]
            before = client.response("UIDVALIDITY")[1]
            box.faults = FaultPlan.of(
                [
                    {"at": "imap-fetch", "shuffle": True},
                    {"at": "imap-select", "new_uidvalidity": True, "times": 1},
                ]
            )
            order = [row.split()[0] for row in client.fetch("1:*", "(UID)")[1]]
            assert order == [b"3", b"2", b"1"]
            client.select()
            assert client.response("UIDVALIDITY")[1] != before


def test_tls_from_the_first_byte_on_and_the_envelope_says_so(tmp_path: Path) -> None:
    options = Options(smtps_port=0, imaps_port=0, tls=True)
    with Sandbox(http_port=None, data=tmp_path, options=options) as box:
        assert {"smtps", "imaps"} <= set(box.urls())
        context = ssl.create_default_context(cafile=str(tmp_path / "sandbox-cert.pem"))
        with smtplib.SMTP_SSL("localhost", box.port("smtps"), context=context) as smtp:
            smtp.sendmail("bob@y.test", ["ann@x.test"], MAIL)
        with smtplib.SMTP("localhost", box.smtp_port) as smtp:
            smtp.starttls(context=context)
            smtp.sendmail("bob@y.test", ["ann@x.test"], MAIL)
        assert [m.envelope.tls for m in box.store.list()] == ["TLSv1.3", "TLSv1.3"]
        with imaplib.IMAP4_SSL("localhost", box.port("imaps"), ssl_context=context) as client:
            client.login("ann@x.test", "x")
            assert client.select()[1] == [b"2"]


def test_release_goes_to_allowed_recipients_only() -> None:
    with Sandbox(http_port=None, imap_port=None) as target:
        relay = Relay(host="127.0.0.1", port=target.smtp_port, allowed=r".*@ok\.test", blocked=r"no@.*")
        with (
            Sandbox(imap_port=None, options=Options(relay=relay)) as box,
            httpx.Client(base_url=box.http_url) as web,
        ):
            raw = MAIL.replace(b"Subject", b"Bcc: secret@x.test\r\nMessage-ID: <old@y.test>\r\nSubject")
            send(box, raw=raw)
            path = f"/api/v1/message/{box.store.list()[0].id}/release"
            for to, told in (
                (["x@else.test"], "Failed: 1 Address do not match the allowlist: x@else.test"),
                (["no@ok.test"], "Failed: 1 Address found on blocklist: no@ok.test"),
                (["nobody"], "Invalid email address: nobody"),
                ([], "No valid addresses found"),
            ):
                answer = web.post(path, json={"To": to})
                assert (answer.status_code, answer.text) == (400, told)
            assert target.store.counts().total == 0
            assert web.post(path, json={"To": ["yes@ok.test"]}).text == "ok"
            assert web.get("/api/v1/webui").json()["MessageRelay"]["Enabled"] is True
        arrived = target.store.list()[0]
        sent = target.store.raw(arrived.id) or b""
        assert arrived.envelope.addresses == ("yes@ok.test",)
        assert b"secret@x.test" not in sent
        assert b"old@y.test" not in sent
        assert sent.endswith(b"\r\n\r\nhello\r\n")


def test_chaos_refuses_with_the_texts_that_clients_know() -> None:
    with (
        Sandbox(imap_port=None, options=Options(chaos=True)) as box,
        httpx.Client(base_url=box.http_url) as web,
    ):
        sure = {"ErrorCode": 452, "Probability": 100}
        for name, text in (("Sender", b"Chaos sender error"), ("Recipient", b"Chaos recipient error")):
            told = web.put("/api/v1/chaos", json={name: sure}).json()
            assert told[name] == sure
            with smtplib.SMTP("127.0.0.1", box.smtp_port) as smtp:
                smtp.ehlo()
                answer = smtp.mail("a@x.test")
                answer = smtp.rcpt("b@x.test") if name == "Recipient" else answer
                assert answer == (452, text)
        web.put("/api/v1/chaos", json={"Authentication": {"ErrorCode": 535, "Probability": 100}})
        with (
            smtplib.SMTP("127.0.0.1", box.smtp_port) as smtp,
            pytest.raises(smtplib.SMTPAuthenticationError) as no,
        ):
            smtp.login("a", "b")
        assert no.value.smtp_error == b"Chaos authentication error"
        assert web.put("/api/v1/chaos", json={"Sender": {"Probability": 101}}).status_code == 400
        web.put("/api/v1/chaos", json={})
        send(box)


def test_links_are_not_asked_unless_switched_on() -> None:
    raw = MAIL.replace(b"hello", b"see http://127.0.0.1:9/a and <https://x.test/b>")
    assert links(read_content(raw)) == ["https://x.test/b", "http://127.0.0.1:9/a"]
    for policy, code in (("off", 0), ("public", 451), ("any", 0)):
        options = Options(check_links=policy)  # type: ignore[arg-type]
        with (
            Sandbox(imap_port=None, options=options) as box,
            httpx.Client(base_url=box.http_url, timeout=30) as web,
        ):
            send(box, raw=MAIL.replace(b"hello", b"http://127.0.0.1:9/a"))
            told = web.get("/api/v1/message/latest/link-check").json()
            assert [x["StatusCode"] for x in told["Links"]] == [code]
            assert told["Errors"] == (policy != "off")


def test_the_html_check_knows_what_clients_do_not_show() -> None:
    told = html_check("<html><body><p style='display:flex'>x</p><script>1</script></body></html>")
    found = {w["Slug"]: w for w in told["Warnings"]}
    assert {"css-display-flex", "html-script", "html-body"} <= set(found)
    assert found["css-display-flex"]["Score"]["Unsupported"] > 10
    assert sum(told["Total"][k] for k in ("Supported", "Partial", "Unsupported")) == pytest.approx(100)
    assert html_check("")["Warnings"] == []


def test_spamassassins_report_is_read() -> None:
    text = (
        "SPAMD/1.1 0 EX_OK\r\nContent-length: 1\r\nSpam: True ; 6.25 / 5.0\r\n\r\n"
        " pts rule name  description\n---- -----\n 3.5 MISSING_DATE           Missing Date: header\n"
        "-0.1 DKIM_VALID             has a valid\n"
        "                            signature\n"
    )
    told = read_answer(text)
    assert (told["IsSpam"], told["Score"], told["Error"]) == (True, 6.2, "")
    assert [(r["Name"], r["Score"]) for r in told["Rules"]] == [("MISSING_DATE", 3.5), ("DKIM_VALID", -0.1)]
    assert told["Rules"][1]["Description"] == "has a valid signature"
    assert read_answer("nonsense")["Error"]


def test_mailhogs_api_is_there() -> None:
    with Sandbox(imap_port=None) as box, httpx.Client(base_url=box.http_url) as web:
        send(box)
        send(box, "carl@x.test", MAIL.replace(b"hello", b"other").replace(b"ann@x", b"carl@x"))
        told = web.get("/api/v2/messages", params={"limit": 1}).json()
        assert (told["total"], told["count"], told["start"]) == (2, 1, 0)
        item = told["items"][0]
        assert (item["To"][0]["Mailbox"], item["To"][0]["Domain"]) == ("carl", "x.test")
        assert item["Content"]["Headers"]["Subject"] == ["Hi"]
        assert item["Raw"]["From"] == "bob@y.test"
        for kind, query, hits in (("to", "carl@x.test", 1), ("from", "bob", 2), ("containing", "hello", 1)):
            asked = web.get("/api/v2/search", params={"kind": kind, "query": query}).json()
            assert asked["total"] == hits, kind
        assert web.get("/api/v2/search", params={"kind": "none", "query": "x"}).status_code == 400
        assert web.get(f"/api/v1/messages/{item['ID']}").json()["ID"] == item["ID"]
        assert web.delete(f"/api/v1/messages/{item['ID']}").status_code == 200
        assert web.get("/api/v2/messages").json()["total"] == 1


def test_pages_of_other_sites_may_not_call_the_api() -> None:
    with Sandbox(imap_port=None) as box, httpx.Client(base_url=box.http_url) as web:
        foreign = {"Origin": "http://evil.test"}
        assert web.post("/api/v1/send", json={}, headers=foreign).status_code == 403
        assert web.get("/api/mailroom/v1/inboxes", headers=foreign).status_code == 403
        assert web.get("/api/v1/messages", headers={"Origin": box.http_url}).status_code == 200


@pytest.mark.parametrize("word", ["age=x", "count", "bytes=1z", "size=1", "count=1k"])
def test_bounds_that_cannot_be_read_are_refused(word: str) -> None:
    with pytest.raises(Misconfigured):
        running.bounds([word])


def test_options_become_what_the_server_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert running.bounds(["age=7d", "count=5", "bytes=2k"]).max_bytes == 2048
    file = tmp_path / "users"
    file.write_text("# who\nann@x.test:pa:ss\n")
    assert running.users(file) == {"ann@x.test": "pa:ss"}
    file.write_text("broken\n")
    for wrong in (lambda: running.users(file), lambda: running.users(tmp_path / "none"),
                  lambda: running.policy("all"), lambda: running.relay("smtp://h:25", ""),
                  lambda: running.relay("ftp://h", ".*"), lambda: running.relay("smtp://u:p@h", ".*"),
                  lambda: running.relay("smtp://h", "(")):  # fmt: skip
        with pytest.raises(Misconfigured):
            wrong()
    monkeypatch.setenv(running.RELAY_PASSWORD, "pw")
    made = running.relay("starttls://me@mail.test", ".*@ok")
    assert made is not None
    assert (made.host, made.port, made.tls, made.user, made.password) == (
        "mail.test",
        587,
        "starttls",
        "me",
        "pw",
    )
    assert running.relay("", "") is None


def test_retention_runs_by_itself_when_the_clock_moves() -> None:
    options = Options(keep=running.bounds(["age=1h"]))
    with Sandbox(http_port=None, imap_port=None, options=options) as box:
        send(box)
        box.advance(3601)
        assert box.store.counts().total == 0
