"""Properties of `parse` and `split_reply`: never raise, end in time, lose nothing."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.parse import automatic_reason, parse, split_reply
from intake.parse.address import addresses
from intake.parse.charset import decode
from intake.parse.headers import decode_words, from_base64, parameters

_LINES = st.sampled_from(
    [
        b"From: a@example.com",
        b"From: =?utf-8?b?w6Q",
        b"To: group: a@b.example, (c) <d@e.example>;",
        b"Subject: =?iso-2022-jp?b?GyRCJDM=?=",
        b"Content-Type: multipart/mixed; boundary=x",
        b'Content-Type: multipart/alternative; boundary="x"',
        b"Content-Type: text/html; charset=utf-7",
        b"Content-Type: text/plain; format=flowed; charset=gb2312",
        b"Content-Type: message/rfc822",
        b'Content-Type: ;;;="',
        b"Content-Disposition: attachment; filename*0*=utf-8''a%; filename*1=b",
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: quoted-printable",
        b"Content-Transfer-Encoding: x-uuencode",
        b"Date: Mon, 99 Foo 99999 99:99:99 +9999",
        b"Message-ID: <",
        b"",
        b"--x",
        b"--x--",
        b" folded",
        b"begin 644 a.txt",
        b"#0V%T",
        b"end",
        b"=C3=A4=\xff\x00",
        b"\x1b$B$3",
    ]
)
_MAIL = st.lists(st.one_of(_LINES, st.binary(max_size=40)), max_size=40).flatmap(
    lambda lines: st.sampled_from([b"\r\n", b"\n", b"\r"]).map(lambda end: end.join(lines))
)


@settings(max_examples=400, deadline=None)
@given(_MAIL)
def test_any_mail_is_parsed(raw: bytes) -> None:
    """No bytes raise, and every part has its path."""
    parsed = parse(raw)
    assert all(part.path for part in (*parsed.body, *parsed.alternatives, *parsed.attachments))
    assert parsed.date is None or parsed.date.tzinfo is not None
    automatic_reason(parsed, own=("a@example.com",))


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([None, "utf-8", "latin1", "utf-7", "big5", "nonsense", "hex", "idna"]),
)
def test_any_bytes_become_text(data: bytes, label: str | None) -> None:
    """Decoding gives text under every label, true or not."""
    text, charset, _ = decode(data, label, html=True)
    text.encode("utf-8", "surrogatepass")
    assert charset


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_header_text_is_read(text: str) -> None:
    """Addresses, parameters and encoded words take whatever a header holds."""
    addresses(text)
    parameters(text)
    assert "\n" not in decode_words(text.replace("\n", " "))
    from_base64(text.encode("utf-8", "replace"))


_TEXT_LINES = st.sampled_from(
    [
        "Hello",
        "> quoted",
        "On Mon, 3 Mar 2026 at 10:11, Shop <s@x.example> wrote:",
        "Von: Shop",
        "Gesendet: Montag",
        "An: Ana",
        "-- ",
        "Kind regards",
        "Sent from my iPhone",
        "This e-mail is confidential and intended only for you.",
        "",
        "________________________________",
        "---------- Forwarded message ---------",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(_TEXT_LINES, st.text(max_size=20)), max_size=30).map("\n".join))
def test_a_split_loses_no_character(text: str) -> None:
    """Every character is in one of the three parts, in order within each."""
    reply = split_reply(text)
    assert sorted(reply.written + reply.quoted + reply.signature) == sorted(text)
    for part in (reply.written, reply.quoted, reply.signature):
        rest = iter(text)
        assert all(char in rest for char in part)


def _nested(depth: int) -> bytes:
    return b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth)
    )


@pytest.mark.parametrize(
    "raw",
    [
        _nested(10_000),
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\nx\r\n" * 100_000,
        b"X: y\r\n" * 200_000,
        b"Subject: " + b"=?utf-8?q?a?= " * 100_000,
        b"To: " + b"(" * 500_000,
        b"To: " + b"a@example.com, " * 100_000,
        b"Content-Type: text/plain" + b"; a=b" * 200_000,
        b"Content-Transfer-Encoding: base64\r\n\r\n" + b"=\r\n \t" * 300_000,
        b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"> \r\n" * 300_000,
        b"\r\n" + b"begin 644 a\n" * 100_000,
        b"\r" * 2_000_000,
        b"a" * 5_000_000,
        b"Date: " + b"(" * 100_000,
        b"Content-Type: multipart/mixed\r\n\r\n" + b"--a\r\n" * 300_000,
    ],
    ids=range(14),
)
def test_bombs_end_in_time(raw: bytes) -> None:
    """Nested, many and long: each ends within two seconds."""
    started = time.thread_time()
    parse(raw)
    assert time.thread_time() - started < 4


def test_splitting_a_long_text_ends_in_time() -> None:
    """Text that tempts every pattern takes time in proportion."""
    text = "On 1:1 a@b " + "x " * 280 + "\nFrom: a\n> b\n" + "-" * 600 + "\n"
    started = time.thread_time()
    split_reply(text * 1_000)
    assert time.thread_time() - started < 6
