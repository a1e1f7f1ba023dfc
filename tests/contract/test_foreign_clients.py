"""Clients that other people wrote, unmodified, against the sandbox.

The npm packages are installed once, at fixed versions, into a folder of the virtual environment.
Where a client and Mailpit 1.30.5 disagree, Mailpit is right; such cases stand in the tests that meet them.
"""

import fcntl
import json
import os
import smtplib
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sandbox import Sandbox
from sandbox.server import Options
from tests.servers.programs import need

NPM = ("mailpit-api@2.1.0", "nodemailer@7.0.6", "mailhog@4.16.0")
MAIL = (
    "From: Bob <bob@y.test>\r\nTo: ann@x.test\r\nSubject: {subject}\r\nMessage-ID: <one@y.test>\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n\r\nhello\r\n"
)


def run(*command: str, cwd: Path | None = None, stdin: str = "") -> str:
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=120, input=stdin, check=False
    )
    assert done.returncode == 0, f"{command[0]}: {done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with Sandbox(options=Options(chaos=True)) as running:
        yield running


@pytest.fixture
def clean(box: Sandbox) -> Sandbox:
    box.store.delete_all()
    return box


@pytest.fixture(scope="module")
def node_modules() -> Path:
    """A folder with the npm clients."""
    npm = need("npm")
    folder = Path(sys.prefix) / "npm-clients"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = folder / "installed"
        wanted = "\n".join(NPM)
        if not stamp.exists() or stamp.read_text() != wanted:
            (folder / "package.json").write_text('{"private": true, "type": "module"}')
            run(npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", *NPM, cwd=folder)
            stamp.write_text(wanted)
    return folder


def node(folder: Path, script: str, *args: str) -> str:
    """Run a module that ends by itself; what it printed."""
    return run(need("node"), "--input-type=module", "-e", textwrap.dedent(script), *args, cwd=folder)


def send(box: Sandbox, subject: str = "Hello") -> None:
    with smtplib.SMTP("127.0.0.1", box.smtp_port) as smtp:
        smtp.sendmail("bob@y.test", ["ann@x.test"], MAIL.format(subject=subject))


def test_pytest_mailpit(clean: Sandbox, tmp_path: Path) -> None:
    """Its plug-in and fixtures in a pytest of their own."""
    (tmp_path / "test_it.py").write_text(
        textwrap.dedent(
            """
            import smtplib
            from email.message import EmailMessage
            import pytest
            from pytest_mailpit import MailpitAssertionError, MailpitAPIError

            def send(server, to, subject="Welcome", tags=""):
                mail = EmailMessage()
                mail["From"], mail["To"], mail["Subject"] = "shop@y.test", str(to), subject
                mail["X-Tags"] = tags
                mail.set_content("Your code is 123456. https://x.test/verify?t=1")
                mail.add_alternative("<p>Your code is <b>123456</b></p>", subtype="html")
                mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a.pdf")
                with smtplib.SMTP(server.host, server.port) as smtp:
                    smtp.send_message(mail)

            def test_inbox(mailpit, mailpit_inbox, mailpit_smtp):
                send(mailpit_smtp, mailpit_inbox, tags="blue")
                message = mailpit_inbox.wait_for_message(subject="Welcome")
                assert "123456" in message.text and "<b>" in message.html
                assert message.tags == ["blue"] or "blue" in message.tags
                assert mailpit.get_attachment(message.attachments[0]) == b"%PDF-1.4"
                assert mailpit.get_raw(message.id).endswith(b"--\\r\\n")
                assert "Subject" in mailpit.get_headers(message.id)
                assert mailpit.check_html(message.id).supported >= 0
                assert mailpit.check_links(message.id).links
                assert mailpit.info().version.startswith("v1.")
                assert mailpit.is_ready()
                mailpit.server_time()
                assert len(mailpit.search_all("subject:welcome")) == 1
                mailpit.set_tags([message.id], ["Red"])
                mailpit.mark_read([message.id], read=False)
                assert mailpit.search("is:unread tag:red").messages
                assert len(mailpit_inbox.messages()) == 1
                mailpit_inbox.clear()
                mailpit_inbox.assert_no_message(within=0.2)

            def test_what_does_not_come_is_told(mailpit_inbox):
                with pytest.raises(MailpitAssertionError):
                    mailpit_inbox.wait_for_message(timeout=0.3)

            def test_errors(mailpit):
                with pytest.raises(MailpitAPIError):
                    mailpit.get_message("doesnotexist")

            def test_chaos(mailpit_chaos, mailpit_smtp, mailpit_inbox):
                mailpit_chaos.reject_senders(452)
                with pytest.raises(smtplib.SMTPSenderRefused):
                    send(mailpit_smtp, mailpit_inbox)
                mailpit_chaos.reset()
                send(mailpit_smtp, mailpit_inbox)
                mailpit_inbox.wait_for_message()
            """
        )
    )
    told = run(
        sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--strict-markers",
        f"--mailpit-url={clean.http_url}", "-o", f"mailpit_smtp=127.0.0.1:{clean.smtp_port}",
        "-c", os.devnull, "--rootdir", str(tmp_path), str(tmp_path / "test_it.py"), cwd=tmp_path,
    )  # fmt: skip
    assert "4 passed" in told


def test_mailpit_api_client(clean: Sandbox) -> None:
    """PyPI's `mailpit-api-client`, in a process of its own."""
    send(clean)
    script = """
        import sys
        import httpx
        from mailpit.client.api import API
        from mailpit.client import models
        api = API(sys.argv[1])
        listed = api.get_messages()
        assert listed.total == 1 and listed.messages[0].subject == "Hello", listed
        ident = listed.messages[0].id
        # Mailpit 1.30.5 itself sends no Read here, which this client asks for.
        answer = httpx.get(f"{sys.argv[1]}/api/v1/message/{ident}").json()
        message = models.Message.from_dict({**answer, "Read": True, "Date": answer["Date"]})
        assert message.subject == "Hello" and message.to[0].address == "ann@x.test"
        # Nor does it send a Delivered-To, which the client's headers ask for.
        headers = httpx.get(f"{sys.argv[1]}/api/v1/message/{ident}/headers").json()
        assert headers["Subject"] == ["Hello"] and headers["Message-Id"] == ["<one@y.test>"]
        api.delete_messages([])
        assert api.get_messages().total == 0
        print("ok")
    """
    assert run(sys.executable, "-c", textwrap.dedent(script), clean.http_url).strip() == "ok"


def test_mailpit_api_from_npm(clean: Sandbox, node_modules: Path) -> None:
    """Every call of `mailpit-api`."""
    script = """
        import assert from "node:assert";
        import { MailpitClient } from "mailpit-api";
        const api = new MailpitClient(process.argv[1]);
        const sent = await api.sendMessage({
          From: { Email: "u@x.test", Name: "U" }, To: [{ Email: "ann@x.test" }], Subject: "Npm",
          Text: "see https://x.test/a", HTML: "<p style='display:flex'>hi</p>", Tags: ["one"],
          Attachments: [{ Content: Buffer.from("abc").toString("base64"), Filename: "a.txt" }],
        });
        const message = await api.waitForMessage({ query: "subject:npm" });
        assert.equal(message.ID, sent.ID);
        assert.equal(message.Attachments.length, 1);
        assert.equal((await api.listMessages()).messages.length, 1);
        assert.equal((await api.searchMessages({ query: "tag:one" })).messages_count, 1);
        assert.ok((await api.getMessageHeaders())["Subject"]);
        assert.ok((await api.getMessageSource()).includes("Subject: Npm"));
        await api.getMessageAttachment(sent.ID, message.Attachments[0].PartID);
        await api.getAttachmentThumbnail(sent.ID, message.Attachments[0].PartID);
        assert.ok((await api.htmlCheck()).Warnings.length > 0);
        assert.equal((await api.linkCheck()).Links.length, 1);
        assert.ok((await api.renderMessageHTML()).includes("hi"));
        assert.ok((await api.renderMessageText()).includes("see"));
        await api.setTags({ IDs: [sent.ID], Tags: ["two"] });
        await api.renameTag("two", "three");
        assert.deepEqual(await api.getTags(), ["three"]);
        await api.deleteTag("three");
        await api.setReadStatus({ IDs: [sent.ID], Read: false });
        assert.equal((await api.getInfo()).Unread, 1);
        assert.equal((await api.getConfiguration()).ChaosEnabled, true);
        await api.setChaosTriggers({ Sender: { ErrorCode: 451, Probability: 0 } });
        assert.equal((await api.getChaosTriggers()).Sender.ErrorCode, 451);
        await assert.rejects(api.spamAssassinCheck());
        await assert.rejects(api.getMessageSummary("none"));
        await api.deleteMessagesBySearch({ query: "subject:npm" });
        await api.deleteMessages();
        assert.equal((await api.listMessages()).total, 0);
        console.log("ok");
    """
    assert node(node_modules, script, clean.http_url).strip() == "ok"


def test_nodemailer(clean: Sandbox, node_modules: Path) -> None:
    script = """
        import nodemailer from "nodemailer";
        const transport = nodemailer.createTransport({
          host: "127.0.0.1", port: Number(process.argv[1]), pool: true, ignoreTLS: true,
          auth: { user: "me", pass: "secret" },
        });
        await transport.verify();
        for (let i = 0; i < 5; i++) await transport.sendMail({
          from: "Ü <u@x.test>", to: "ann@x.test", subject: "Grüße " + i, text: "ä".repeat(2000),
          attachments: [{ filename: "ü.bin", content: Buffer.alloc(100000, 7) }],
        });
        transport.close();
    """
    node(node_modules, script, str(clean.smtp_port))
    found = clean.store.list()
    assert [m.subject for m in reversed(found)] == [f"Grüße {i}" for i in range(5)]
    assert (found[0].envelope.user, found[0].attachments) == ("me", 1)
    assert clean.store.content(found[0].seq).attachments[0].data == b"\x07" * 100_000  # type: ignore[union-attr]


def test_a_mailhog_client(clean: Sandbox, node_modules: Path) -> None:
    send(clean, "Hog")
    script = """
        import assert from "node:assert";
        import mailhog from "mailhog";
        const [host, port] = process.argv[1].split(":");
        const api = mailhog({ host, port: Number(port) });
        const all = await api.messages();
        assert.equal(all.total, 1);
        assert.equal(all.items[0].subject, "Hog");
        assert.equal((await api.latestTo("ann@x.test")).text.trim(), "hello");
        assert.equal((await api.search("bob@y.test", "from")).count, 1);
        assert.equal((await api.latestContaining("hello")).from, "Bob <bob@y.test>");
        await api.deleteMessage(all.items[0].ID);
        assert.equal((await api.messages()).total, 0);
        // deleteAll shares its path with Mailpit, whose "ok" this client cannot read.
        console.log("ok");
    """
    assert node(node_modules, script, f"127.0.0.1:{clean.http_port}").strip() == "ok"


def test_swaks(clean: Sandbox) -> None:
    need("swaks")
    run(
        "swaks", "--server", f"127.0.0.1:{clean.smtp_port}", "--from", "a@x.test",
        "--to", "ann@x.test,b@x.test",
        "--auth", "LOGIN", "--auth-user", "me", "--auth-password", "pw", "--header", "Subject: Swaks",
        "--attach", "@/etc/hostname", "--pipeline",
    )  # fmt: skip
    found = clean.store.list()[0]
    assert (found.subject, found.envelope.user) == ("Swaks", "me")
    assert found.envelope.addresses == ("ann@x.test", "b@x.test")


def test_curl_by_smtp_and_imap(clean: Sandbox) -> None:
    need("curl")
    run(
        "curl", "-sS", "--url", f"smtp://127.0.0.1:{clean.smtp_port}", "--mail-from", "bob@y.test",
        "--mail-rcpt", "ann@x.test", "--upload-file", "-", stdin=MAIL.format(subject="Curl"),
    )  # fmt: skip
    box = f"imap://127.0.0.1:{clean.imap_port}/INBOX"
    assert "Subject: Curl" in run("curl", "-sS", "-u", "ann@x.test:x", f"{box};MAILINDEX=1")
    assert "SEARCH 1" in run("curl", "-sS", "-u", "ann@x.test:x", f"{box}?SUBJECT%20Curl")
    listed = json.loads(run("curl", "-sS", f"{clean.http_url}/api/v1/messages"))
    assert listed["messages"][0]["Subject"] == "Curl"


def test_django(clean: Sandbox) -> None:
    """Django's SMTP backend, in a process of its own."""
    script = """
        import sys
        import django
        from django.conf import settings
        settings.configure(EMAIL_HOST="127.0.0.1", EMAIL_PORT=int(sys.argv[1]))
        django.setup()
        from django.core.mail import EmailMultiAlternatives, get_connection
        smtp = get_connection("django.core.mail.backends.smtp.EmailBackend")
        mail = EmailMultiAlternatives("Grüße", "text", "a@x.test", ["ann@x.test"], ["h@x.test"], smtp)
        mail.attach_alternative("<p>html</p>", "text/html")
        mail.attach("a.csv", "a,b", "text/csv")
        assert mail.send() == 1
    """
    run(sys.executable, "-W", "ignore", "-c", textwrap.dedent(script), str(clean.smtp_port))
    row = httpx.get(f"{clean.http_url}/api/v1/messages").json()["messages"][0]
    assert (row["Subject"], row["Attachments"]) == ("Grüße", 1)
    assert row["Bcc"] == [{"Name": "", "Address": "h@x.test"}]


def test_smtplib_and_imapclient(clean: Sandbox) -> None:
    from imapclient import IMAPClient

    send(clean, "Py")
    with IMAPClient("127.0.0.1", clean.imap_port, ssl=False) as client:
        client.login("ann@x.test", "any")
        assert {f[2] for f in client.list_folders()} >= {"INBOX", "Drafts", "Sent", "Trash"}
        client.select_folder("INBOX")
        uids = client.search(["SUBJECT", "Py"])
        assert client.fetch(uids, ["BODY.PEEK[]"])[uids[0]][b"BODY[]"].endswith(b"hello\r\n")
        client.add_flags(uids, ["$Work"])
        client.append("Drafts", b"Subject: draft\r\n\r\nx\r\n", ["\\Draft"])
        client.move(uids, "Archive")
        assert client.search() == []
        assert client.select_folder("Archive")[b"EXISTS"] == 1
        assert b"$Work" in next(iter(client.get_flags(client.search()).values()))
