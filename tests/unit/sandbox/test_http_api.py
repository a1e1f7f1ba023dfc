"""The sandbox over HTTP: Mailpit's clients work, ours can wait, and the page runs nothing of a mail."""

import base64
import json
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP

import httpx
import pytest

from sandbox import Sandbox


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def web(box: Sandbox) -> Iterator[httpx.Client]:
    box.store.delete_all()
    with httpx.Client(base_url=box.http_url, timeout=20) as client:
        yield client


def deliver(box: Sandbox, subject: str = "Hello", to: str = "ann@x.test", html: str = "") -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Bob <bob@y.test>", to, subject
    mail["List-Unsubscribe"] = "<https://y.test/u>"
    mail.set_content("Your code is 482913.\n")
    if html:
        mail.add_alternative(html, subtype="html")
    mail.add_attachment(b"bytes", maintype="application", subtype="octet-stream", filename="a.bin")
    with smtplib.SMTP("127.0.0.1", box.smtp_port) as smtp:
        smtp.sendmail("bob@y.test", [to], mail.as_bytes(policy=SMTP))


def first(web: httpx.Client) -> str:
    return str(web.get("/api/v1/messages").json()["messages"][0]["ID"])


def test_a_list_has_mailpits_keys_and_no_others(box: Sandbox, web: httpx.Client) -> None:
    deliver(box)
    listed = web.get("/api/v1/messages").json()
    assert set(listed) == {
        "total", "unread", "count", "messages_count", "messages_unread", "start", "tags", "messages",
    }  # fmt: skip
    row = listed["messages"][0]
    assert set(row) == {
        "ID", "MessageID", "Read", "From", "To", "Cc", "Bcc", "ReplyTo", "Subject", "Created", "Username",
        "Tags", "Size", "Attachments", "Snippet",
    }  # fmt: skip
    assert (row["Attachments"], row["From"]) == (1, {"Name": "Bob", "Address": "bob@y.test"})


def test_reading_a_message_marks_it_read_and_the_other_calls_do_not(box: Sandbox, web: httpx.Client) -> None:
    deliver(box)
    ident = first(web)
    assert web.get(f"/api/v1/message/{ident}/raw").content.endswith(b"--\r\n")
    assert "List-Unsubscribe" in web.get(f"/api/v1/message/{ident}/headers").json()
    assert web.get("/api/v1/messages").json()["unread"] == 1
    message = web.get("/api/v1/message/latest").json()
    assert "Read" not in message
    assert message["ListUnsubscribe"]["Links"] == ["https://y.test/u"]
    part = message["Attachments"][0]
    assert web.get(f"/api/v1/message/{ident}/part/{part['PartID']}").content == b"bytes"
    assert web.get("/api/v1/messages").json()["unread"] == 0


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("subject:alpha", 1), ('subject:"alpha one"', 1), ("-subject:alpha", 1), ("!alpha", 1), ("482913", 2),
        ("to:ann", 1), ("from:bob", 2), ("addressed:carl", 1), ("is:unread", 2), ("is:read", 0),
        ("is:tagged", 0),
        ("has:attachment", 2), ("has:inline", 0), ("larger:1", 2), ("smaller:1k", 2), ("larger:1m", 0),
        ("before:2001-01-01", 0), ("after:yesterday", 2), ("before:nonsense", 2), ("larger:x", 0),
        ("message-id:none", 0), ("tag:x", 0), ("cc:x", 0), ("https://none", 0),
    ],
)  # fmt: skip
def test_the_search_syntax_is_mailpits(box: Sandbox, web: httpx.Client, query: str, hits: int) -> None:
    deliver(box, "Alpha one", "ann@x.test")
    deliver(box, "Beta", "carl@x.test")
    assert web.get("/api/v1/search", params={"query": query}).json()["messages_count"] == hits


def test_search_needs_a_query_and_can_delete(box: Sandbox, web: httpx.Client) -> None:
    deliver(box, "Alpha")
    deliver(box, "Beta")
    assert web.get("/api/v1/search").status_code == 400
    assert web.delete("/api/v1/search").status_code == 400
    assert web.delete("/api/v1/search", params={"query": "alpha", "tz": "Nowhere/X"}).text == "ok"
    assert [m["Subject"] for m in web.get("/api/v1/messages").json()["messages"]] == ["Beta"]


def test_delete_without_a_body_deletes_all_as_mailpit_does(box: Sandbox, web: httpx.Client) -> None:
    deliver(box)
    deliver(box)
    ident = first(web)
    assert web.request("DELETE", "/api/v1/messages", json={"IDs": [ident]}).text == "ok"
    assert web.get("/api/v1/messages").json()["total"] == 1
    assert web.request("DELETE", "/api/v1/messages", content=b"{broken").text == "ok"
    assert web.get("/api/v1/messages").json()["total"] == 0


def test_tags_and_read_state_are_set_by_id_and_by_search(box: Sandbox, web: httpx.Client) -> None:
    deliver(box)
    ident = first(web)
    assert web.put("/api/v1/tags", json={"IDs": [ident], "Tags": ["Red", "Blue"]}).text == "ok"
    assert web.get("/api/v1/tags").json() == ["Blue", "Red"]
    assert web.put("/api/v1/tags/red", json={"Name": "Green"}).text == "ok"
    assert web.put("/api/v1/tags/red", json={}).status_code == 400
    assert web.delete("/api/v1/tags/Blue").text == "ok"
    assert web.get("/api/v1/tags").json() == ["Green"]
    assert web.get("/api/v1/info").json()["Tags"] == {"Green": 1}
    web.put("/api/v1/messages", json={"Search": "subject:hello", "Read": True})
    assert web.get("/api/v1/messages").json()["unread"] == 0
    web.put("/api/v1/messages", json={"Read": False})
    assert web.get("/api/v1/messages").json()["unread"] == 1


def test_mail_can_be_sent_by_http(box: Sandbox, web: httpx.Client) -> None:
    body = {
        "From": {"Name": "Q", "Email": "q@a.test"},
        "To": [{"Email": "me@x.test"}],
        "Bcc": ["hidden@x.test"],
        "Subject": "Hi",
        "Text": "text",
        "HTML": "<p>html</p>",
        "Headers": {"X-One": "1"},
        "Tags": ["t"],
        "Attachments": [
            {"Content": base64.b64encode(b"x").decode(), "Filename": "f.txt", "ContentType": "text/plain"}
        ],
    }
    ident = web.post("/api/v1/send", json=body).json()["ID"]
    message = web.get(f"/api/v1/message/{ident}").json()
    assert (message["Bcc"], message["Tags"]) == ([{"Name": "", "Address": "hidden@x.test"}], ["t"])
    assert message["HTML"].strip() == "<p>html</p>"
    for wrong in (
        {},
        {"From": {"Email": "q@a.test"}},
        {"From": "x"},
        body | {"Attachments": [{"Content": "%"}]},
    ):
        answer = web.post("/api/v1/send", json=wrong)
        assert answer.status_code == 400
        assert "Error" in answer.json()


@pytest.mark.parametrize(
    "path",
    ["/api/v1/message/none", "/api/v1/message/none/raw", "/api/v1/message/none/headers", "/view/none.html",
     "/view/none.txt", "/api/v1/message/none/part/1", "/api/v1/message/latest", "/view/latest.txt"],
)  # fmt: skip
def test_what_is_not_there_is_told_in_mailpits_words(web: httpx.Client, path: str) -> None:
    answer = web.get(path)
    unknown = path.startswith("/api") and "latest" not in path
    assert (answer.status_code, answer.text) == (
        404,
        "404 page not found" if unknown else "Message not found",
    )


def test_health_information_and_switches(web: httpx.Client) -> None:
    assert web.get("/livez").text == web.get("/readyz").text == "ok"
    assert "mailroom_sandbox_messages 0" in web.get("/metrics").text
    assert web.get("/api/v1/webui").json()["ChaosEnabled"] is False
    assert web.get("/api/v1/chaos").text == "Chaos is not enabled"
    assert web.post("/api/v1/message/x/release").status_code == 404
    assert "/api/v1/messages" in web.get("/openapi.json").json()["paths"]


def test_the_event_stream_tells_of_new_mail(box: Sandbox, web: httpx.Client) -> None:
    from websockets.sync.client import connect

    with connect(box.http_url.replace("http", "ws") + "/api/events") as socket:
        deliver(box, "Live")
        told = json.loads(socket.recv(timeout=10))
    assert (told["Type"], told["Data"]["Subject"]) == ("new", "Live")


def test_our_own_api_makes_inboxes_waits_and_reads_codes(box: Sandbox, web: httpx.Client) -> None:
    made = web.post("/api/mailroom/v1/inboxes", json={"name": "ann"}).json()
    deliver(box, "Sign-up", made["address"])
    found = web.post(
        "/api/mailroom/v1/wait", json={"inbox": made["address"], "after": made["cursor"], "subject": "sign"}
    ).json()["messages"]
    ident = found[0]["id"]
    assert web.get(f"/api/mailroom/v1/messages/{ident}/codes").json()["codes"][0]["value"] == "482913"
    assert web.get(f"/api/mailroom/v1/messages/{ident}/links").status_code == 200
    assert web.get(f"/api/mailroom/v1/messages/{ident}").json()["subject"] == "Sign-up"
    assert made["address"] in {i["address"] for i in web.get("/api/mailroom/v1/inboxes").json()["inboxes"]}
    assert len(web.get(f"/api/mailroom/v1/inboxes/{made['address']}/messages").json()["messages"]) == 1
    late = web.post(
        "/api/mailroom/v1/wait", json={"inbox": made["address"], "subject": "none", "timeout_s": 0.1}
    )
    assert late.status_code == 408
    assert "Sign-up" in late.json()["error"]
    assert web.post("/api/mailroom/v1/wait", json={"body": "("}).status_code == 400
    assert web.post("/api/mailroom/v1/wait", json={"unknown": 1}).status_code == 422
    assert web.get("/api/mailroom/v1/messages/none/codes").status_code == 404
    assert "now" in web.post("/api/mailroom/v1/clock/advance", params={"seconds": 1}).json()
    assert web.get("/api/mailroom/v1/cursor").json()["cursor"] > 0


def test_the_page_shows_both_views_and_runs_nothing_of_the_mail(box: Sandbox, web: httpx.Client) -> None:
    evil = "<script>alert(1)</script><p>Seen</p><div style='display:none'>HIDDENWORD</div>"
    deliver(box, "<script>alert(2)</script>", html=evil)
    ident = first(web)
    listed = web.get("/").text
    assert "<script>alert" not in listed
    assert web.get("/", params={"query": "subject:alert"}).status_code == 200
    shown = web.get(f"/mail/{ident}")
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in shown.text
    assert "<mark>HIDDENWORD</mark>" in shown.text
    assert "HIDDENWORD" not in shown.text.split('id="clean"')[1].split("</pre>")[0]
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    frame = web.get(f"/mail/{ident}/frame")
    assert "<script" not in frame.text
    assert "default-src 'none'" in frame.headers["content-security-policy"]
    view = web.get(f"/view/{ident}.html")
    assert "sandbox" in view.headers["content-security-policy"]
    assert web.get(f"/view/{ident}.txt").text.startswith("Your code")
    assert web.get("/mail/none").status_code == 404
    script = web.get("/static/app.js")
    assert "EventSource" in script.text
    assert script.headers["content-type"].startswith("text/javascript")
    assert web.get("/static/..%2fpage.py").status_code == 404


def test_the_agents_view_is_json(box: Sandbox, web: httpx.Client) -> None:
    deliver(box, "Agent", html="<p>Seen</p><div style='display:none'>HIDDENWORD</div>")
    seen = web.get(f"/api/mailroom/v1/messages/{first(web)}/agent").json()
    assert "Seen" in seen["text"]
    assert "HIDDENWORD" not in seen["text"]
    assert seen["findings"]


def test_the_list_and_a_search_go_on_page_by_page(box: Sandbox, web: httpx.Client) -> None:
    from sandbox.message import Envelope, Recipient

    envelope = Envelope(mail_from="a@b.c", recipients=(Recipient(address="many@x.test"),))
    made = [box.store.add(f"Subject: number {n}\r\n\r\nx\r\n".encode(), envelope) for n in range(70)]
    for query in ({}, {"inbox": "many@x.test"}):
        first_page = web.get("/", params=query).text
        assert first_page.count("data-seq") == 60
        rest = web.get("/page/rows", params={**query, "older": made[10].seq})
        assert (rest.text.count("data-seq"), rest.headers["x-more"]) == (10, "0")
        assert web.get("/", params={**query, "older": made[10].seq}).text.count("data-seq") == 10
    found = web.get("/page/rows", params={"query": "subject:number", "start": 60})
    assert (found.text.count("data-seq"), found.headers["x-more"]) == (10, "0")
    newer = web.get("/page/rows", params={"newer": made[66].seq})
    assert newer.text.count("data-seq") == 3
