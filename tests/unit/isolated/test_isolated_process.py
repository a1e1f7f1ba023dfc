# ruff: noqa: E501 - samples are easier to read on one line
"""The parser process answers like the function, and its death costs one attachment."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from intake.config import SanitizeSettings
from intake.mail import SanitizedDocument, digest_of
from intake.sanitize import wire
from intake.sanitize.attachments import sanitize_document
from intake.sanitize.isolated import IsolatedSanitizer
from intake.sanitize.worker import answer, headers_of

MAIL = b"From: Ann <a@b.example>\r\nSubject: Hi\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\n\r\nWhere is my parcel?\r\n"


def test_a_mail_and_a_document_come_back_whole() -> None:
    with IsolatedSanitizer(workers=2) as sanitizer:
        message = sanitizer.sanitize(MAIL)
        assert "Where is my parcel?" in message.text
        assert message.date is not None
        document = sanitizer.document(b"a,b\n1,2\n", filename="a.csv", media_type=None)
        assert document == sanitize_document(b"a,b\n1,2\n", filename="a.csv", media_type=None)
        with ThreadPoolExecutor(4) as pool:
            assert len({m.text for m in pool.map(sanitizer.sanitize, [MAIL] * 8)}) == 1


def test_a_killed_worker_is_replaced_and_the_limit_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with IsolatedSanitizer(SanitizeSettings(max_seconds=8), workers=1) as sanitizer:
        sanitizer.document(b"x", filename="a.txt", media_type=None)
        worker = sanitizer._idle.get()
        assert worker is not None
        worker.process.kill()
        worker.process.wait()
        sanitizer._idle.put(worker)
        assert sanitizer.document(b"x", filename="a.txt", media_type=None).text == "x"
        monkeypatch.setattr(wire, "MAX_FRAME", 10)
        assert sanitizer.document(b"x" * 99, filename="a.txt", media_type=None).reason == "limit"


def test_a_mail_that_kills_with_its_attachments_is_read_without(monkeypatch: pytest.MonkeyPatch) -> None:
    from intake.sanitize.isolated import Killed

    sanitizer = IsolatedSanitizer(workers=1)
    real = sanitizer._ask
    deadly = {"sanitize"}

    def ask(kind: type, order: dict[str, str | None], data: bytes) -> object:
        if order["do"] in deadly:
            raise Killed
        return real(kind, order, data)

    monkeypatch.setattr(sanitizer, "_ask", ask)
    message = sanitizer.sanitize(MAIL)
    assert "parcel" in message.text
    assert message.attachments[0].reason == "limit"
    deadly.add("bare")
    message = sanitizer.sanitize(MAIL)
    assert (message.subject, message.digest, message.text.strip()) == ("Hi", digest_of(MAIL), "")
    sanitizer.close()


def test_orders_are_answered_in_process_too() -> None:
    assert answer({"do": "headers"}, MAIL).text.strip() == ""
    assert "parcel" in answer({"do": "bare"}, MAIL).text
    assert b"Subject: Hi" in headers_of(MAIL)


def test_records_survive_the_wire_and_lies_do_not() -> None:
    document = sanitize_document(b"# a\n\nb", filename="a\ud800.md", media_type=None)
    assert wire.load(SanitizedDocument, wire.dump(document)) == document
    with pytest.raises(ValueError, match="known word"):
        wire.load(SanitizedDocument, wire.dump(document).replace(b'"read"', b'"run"'))
