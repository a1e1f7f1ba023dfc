"""Mails as they come: broken, old, foreign, and made to deceive."""

from datetime import timedelta

import pytest

from intake.mail import ParsedMessage
from intake.parse import parse


def mail(head: str, body: bytes | str = b"") -> ParsedMessage:
    content = body.encode() if isinstance(body, str) else body
    return parse(head.strip().replace("\n", "\r\n").encode() + b"\r\n\r\n" + content)


def kinds(parsed: ParsedMessage) -> set[str]:
    return {defect.kind for defect in parsed.defects}


def test_a_name_that_looks_like_an_address_stays_a_name() -> None:
    """What stands in angle brackets is the address, quoted or not, encoded or not."""
    for sender in (
        '"ceo@company.example" <x@evil.example>',
        "ceo@company.example <x@evil.example>",
        "=?utf-8?q?ceo=40company=2Eexample=2C?= <x@evil.example>",
    ):
        assert mail(f"From: {sender}").from_.address == "x@evil.example"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Team: a@x.example, Bo <b@x.example>; c@y.example", ["a@x.example", "b@x.example", "c@y.example"]),
        ("undisclosed-recipients:;", []),
        ("a@x.example (Ana (the one))", ["a@x.example"]),
        ('"Doe, Jo" <j@X.Example>', ["j@x.example"]),
        ('"john doe"@x.example', ['"john doe"@x.example']),
        ("<@relay.example:j@x.example>", ["j@x.example"]),
        ("a@x.example; b@x.example", ["a@x.example", "b@x.example"]),
        ("Ana a@x.example", ["a@x.example"]),
        ("<a@x.example", ["a@x.example"]),
    ],
)
def test_address_lists_are_read_as_found(value: str, expected: list[str]) -> None:
    """Groups, comments, source routes, semicolons, missing brackets."""
    assert [a.address for a in mail(f"To: {value}").to] == expected


def test_an_encoded_word_cut_inside_a_character_is_whole() -> None:
    """Neighbouring words of one charset are joined before they are decoded."""
    assert mail("Subject: =?utf-8?q?caf=C3?=\n =?utf-8?q?=A9?= au lait").subject == "café au lait"
    assert mail("Subject: =?utf-8?b?4oKs?= 5 =?iso-8859-1?q?=FCber?=").subject == "€ 5 über"
    assert mail("Subject: =?ISO-2022-JP?B?GyRCO3ZOYxsoQg==?=").subject == "事例"


def test_raw_eight_bit_subjects_are_read() -> None:
    """UTF-8, Windows-1252 and ISO-2022-JP without any encoding."""
    assert parse("Subject: Größe\r\n\r\n".encode()).subject == "Größe"
    assert parse("Subject: Größe\r\n\r\n".encode("cp1252")).subject == "Größe"
    assert parse("Subject: 事例\r\n\r\n".encode("iso-2022-jp")).subject == "事例"
    assert "header-8bit" in kinds(parse("Subject: Größe\r\n\r\n".encode()))


def test_long_filenames_come_together() -> None:
    """RFC 2231 pieces, encoded and plain, and RFC 2047 words where they should not be."""
    parsed = mail(
        "From: a@x.example\nContent-Type: application/pdf\nContent-Disposition: attachment;\n"
        " filename*0*=utf-8''Rechnung%20;\n filename*1*=M%C3%A4rz;\n filename*2=.pdf"
    )
    assert parsed.attachments[0].filename == "Rechnung März.pdf"
    parsed = mail('Content-Type: application/pdf; name="=?utf-8?q?M=C3=A4rz.pdf?="')
    assert parsed.attachments[0].filename == "März.pdf"


def test_no_headers_no_separator_and_wrong_folds() -> None:
    """Text alone is the body; a lost fold goes back to its header; a lost blank line starts the body."""
    assert parse(b"just text\n").body[0].text == "just text\n"
    parsed = parse(b"From: a@x.example\nSubject: one\ntwo\nTo: b@x.example\n\nbody")
    assert (parsed.subject, parsed.to[0].address) == ("one two", "b@x.example")
    assert "header-folded-wrongly" in kinds(parsed)
    parsed = parse(b"Subject: x\nHello there\nmore\n\nlast")
    assert parsed.body[0].text == "Hello there\nmore\n\nlast"
    assert "no-headers" in kinds(parse(b""))
    assert parse(b"From ana Mon Jan  1 00:00:00 2026\nSubject: x\n\ny").subject == "x"


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_line_ends_do_not_matter(end: bytes) -> None:
    """LF, CR and CRLF mails have the same parts."""
    raw = b"Subject: x|Content-Type: multipart/mixed; boundary=b||pre|--b||one|--b|"
    raw += b"Content-Type: text/html||<p>|--b--|"
    parsed = parse(raw.replace(b"|", end))
    assert [(part.path, part.text) for part in parsed.body] == [("1", "one"), ("2", "<p>")]


def test_two_senders_and_doubled_subjects_are_told() -> None:
    """The first counts, the reader is told."""
    parsed = parse(b"From: a@x.example\nFrom: b@x.example\nSubject: 1\nSubject: 2\nMessage-ID: \n\n")
    assert (parsed.from_.address, parsed.subject, parsed.message_id) == ("a@x.example", "1", None)
    assert "duplicate-header" in kinds(parsed)


def test_thread_headers_are_ids() -> None:
    """Ids keep their brackets; one without gets them; comments are no ids."""
    parsed = mail(
        "Message-ID: abc@x\nIn-Reply-To: Your mail <1@x> of today\nReferences: <0@x>\n <1@x> junk <0@x>"
    )
    assert (parsed.message_id, parsed.in_reply_to, parsed.references) == (
        "<abc@x>",
        "<1@x>",
        ("<0@x>", "<1@x>"),
    )


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("Mon, 23 Nov 2026 10:00:00 +0100 (CET)", "2026-11-23T10:00:00+01:00"),
        ("23 Nov 26 10:00 GMT", "2026-11-23T10:00:00+00:00"),
        ("2026-11-23T10:00:00Z", "2026-11-23T10:00:00+00:00"),
        ("Mon, 23 Nov 2026 10:00:00 -0000", "2026-11-23T10:00:00+00:00"),
    ],
)
def test_dates_are_aware(value: str, iso: str) -> None:
    """Standard, old and ISO dates; without a zone it is UTC."""
    date = mail(f"Date: {value}").date
    assert date is not None
    assert date.isoformat() == iso
    assert date.utcoffset() is not timedelta()


def test_a_date_that_is_none_is_told() -> None:
    """Nonsense is None with a defect."""
    parsed = mail("Date: soon, 99:99")
    assert parsed.date is None
    assert "bad-date" in kinds(parsed)


@pytest.mark.parametrize(
    ("label", "data", "text"),
    [
        ("iso-8859-1", "“Größe” – 5 €".encode("cp1252"), "“Größe” – 5 €"),
        ("iso-8859-1", "Größe".encode(), "Größe"),
        ("us-ascii", "Größe".encode("cp1252"), "Größe"),
        ("gb2312", "退货政策镕".encode("gb18030"), "退货政策镕"),
        ("shift_jis", "注文①".encode("cp932"), "注文①"),
        ("iso-2022-jp", "注文の件".encode("iso-2022-jp"), "注文の件"),
        ("", "注文の件".encode("iso-2022-jp"), "注文の件"),
        ("utf-8", "注文の件".encode("iso-2022-jp"), "注文の件"),
        ("ks_c_5601-1987", "주문 똠".encode("cp949"), "주문 똠"),
        ("koi8-r", "Заказ".encode("koi8-r"), "Заказ"),
        ("utf-8", b"\xef\xbb\xbfabc", "abc"),
        ("x-unknown", "Größe".encode(), "Größe"),
        ("utf-8", "a" * 100 + "é", "a" * 100 + "é"),
    ],
)
def test_charsets_are_read_as_meant(label: str, data: bytes | str, text: str) -> None:
    """By label, by what labels mean in practice, and by the bytes."""
    charset = f"; charset={label}" if label else ""
    assert mail(f"Content-Type: text/plain{charset}", data).body[0].text == text


def test_unlabelled_text_is_detected() -> None:
    """A Cyrillic text in Windows-1251 without label is read by what it looks like."""
    text = "Здравствуйте, где мой заказ? Я жду его уже две недели. Спасибо за помощь и ответ."
    assert mail("Content-Type: text/plain", text.encode("cp1251")).body[0].text == text


def test_damaged_utf8_stays_utf8() -> None:
    """One broken character is damage, not another charset."""
    parsed = mail("Content-Type: text/plain; charset=utf-8", "ä".encode() * 200 + b"\xff")
    assert parsed.body[0].charset == "utf-8"
    assert "charset-damaged" in kinds(parsed)


def test_html_may_declare_its_charset_and_utf7_is_refused() -> None:
    """The meta element counts without a label; UTF-7 never, as it hides markup."""
    html = '<meta charset="koi8-r"><p>Заказ'.encode("koi8-r")
    assert mail("Content-Type: text/html", html).body[0].text == '<meta charset="koi8-r"><p>Заказ'
    parsed = mail("Content-Type: text/html; charset=utf-7", "+ADw-script+AD4-")
    assert parsed.body[0].text == "+ADw-script+AD4-"
    assert "charset-refused" in kinds(parsed)


def test_transfer_encodings_survive_damage() -> None:
    """Base64 with junk, without padding, in two pieces, with a footer; broken quoted-printable; uuencode."""
    base64 = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64"
    assert mail(base64, "SGVs\r\nbG8").body[0].text == "Hello"
    assert mail(base64, "SGVs!bG8=").body[0].text == "Hello"
    assert mail(base64, "SGk=SGk=").body[0].text == "HiHi"
    footed = mail(base64, "SGVsbG8=\r\n\r\n_____________\r\nList footer <http://x>\r\n")
    assert footed.body[0].text == "Hello"
    assert "base64-damaged" in kinds(footed)
    printable = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable"
    assert mail(printable, "a=C3=A4=\r\nb=ZZ=").body[0].text == "aäb=ZZ"
    uu = mail(
        "Content-Type: application/x\nContent-Transfer-Encoding: x-uuencode", "begin 644 a\n#0V%T\n`\nend\n"
    )
    assert uu.attachments[0].payload == b"Cat"
    assert "unknown-transfer-encoding" in kinds(mail("Content-Transfer-Encoding: x-yenc", "a"))


def test_files_in_plain_text_are_attachments() -> None:
    """A uuencoded block is a file, as clients show it; a sentence that begins so is not."""
    parsed = mail("Subject: x", "Hello\nbegin 644 cat.txt\n#0V%T\n`\nend\nBye\n")
    assert parsed.body[0].text == "Hello\nBye\n"
    assert (parsed.attachments[0].filename, parsed.attachments[0].payload) == ("cat.txt", b"Cat")
    text = "begin 644 pages\nwe read on and on\nend"
    assert mail("Subject: x", text).body[0].text == text


def test_flowed_text_is_joined() -> None:
    """RFC 3676: soft breaks, quote depth, signature line, DelSp."""
    head = "Content-Type: text/plain; format=flowed"
    assert mail(head, "one \ntwo\n> a \n> b\n-- \nAna").body[0].text == "one two\n> a b\n-- \nAna"
    assert mail(head + "; delsp=yes", "over \nflow").body[0].text == "overflow"


_ALTERNATIVE = """--a
Content-Type: text/plain

plain
--a
Content-Type: text/html

<p>html
--a
Content-Type: text/calendar

BEGIN:VCALENDAR
--a
Content-Type: text/x-amp-html

<amp>
--a--
"""


def test_the_best_alternative_is_the_body() -> None:
    """HTML over plain text; versions are passed over."""
    parsed = mail("Content-Type: multipart/alternative; boundary=a", _ALTERNATIVE)
    assert [p.media_type for p in parsed.body] == ["text/html"]
    assert [p.path for p in parsed.alternatives] == ["1", "3", "4"]
    assert parsed.attachments == ()
    only = mail(
        "Content-Type: multipart/alternative; boundary=a", "--a\nContent-Type: application/pdf\n\nx\n--a--"
    )
    assert [p.media_type for p in only.attachments] == ["application/pdf"]


def test_part_paths_are_those_of_imap() -> None:
    """A mixed mail with related HTML, an image, a nested mail and a named text."""
    body = (
        "--m\nContent-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html\n\n<img>\n--r\n"
        "Content-Type: image/png\nContent-ID: <i@x>\n\nPNG\n--r--\n--m\nContent-Type: message/rfc822\n\n"
        "Subject: inner\n\ninner text\n--m\nContent-Type: text/plain; name=notes.txt\n\n"
        "notes\n--m\n\nlast\n--m--\n"
    )
    parsed = mail("Content-Type: multipart/mixed; boundary=m", body)
    assert [(p.path, p.text) for p in parsed.body] == [("1.1", "<img>"), ("4", "last")]
    found = [(p.path, p.media_type) for p in parsed.attachments]
    assert found == [("1.2", "image/png"), ("2", "message/rfc822"), ("3", "text/plain")]
    assert parsed.attachments[1].payload == b"Subject: inner\n\ninner text"
    assert parsed.attachments[0].content_id == "i@x"


def test_related_without_text_first_still_shows_the_text() -> None:
    """Some put the picture first, some name the root by `start`."""
    body = "--r\nContent-Type: image/png\n\nPNG\n--r\nContent-Type: text/html\nContent-ID: <t>\n\n<p>\n--r--"
    for head in ("", '; start="<t>"'):
        parsed = mail(f"Content-Type: multipart/related; boundary=r{head}", body)
        assert [p.path for p in parsed.body] == ["2"]
        assert [p.path for p in parsed.attachments] == ["1"]
    images = mail("Content-Type: multipart/related; boundary=r", "--r\nContent-Type: image/png\n\nP\n--r--")
    assert images.body == ()


def test_signed_mail_shows_its_first_part() -> None:
    """The signature is an attachment; opaque S/MIME and TNEF stay whole."""
    body = "--s\n\nsigned text\n--s\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nsig\n--s--"
    parsed = mail("Content-Type: multipart/signed; boundary=s", body)
    assert parsed.body[0].text == "signed text"
    assert parsed.attachments[0].filename == "smime.p7s"
    assert (
        mail("Content-Type: application/ms-tnef; name=winmail.dat", "x")
        .attachments[0]
        .media_type.endswith("tnef")
    )


def test_broken_multiparts_show_what_they_hold() -> None:
    """No boundary, a wrong one, none found, never closed, a digest, too deep."""
    guessed = mail("Content-Type: multipart/mixed", "--zz\nContent-Type: text/plain\n\nhello\n--zz--")
    assert guessed.body[0].text == "hello"
    assert mail("Content-Type: multipart/mixed; boundary=q", "only text").body[0].text == "only text"
    unclosed = mail("Content-Type: multipart/mixed; boundary=q", "--q\n\nfirst\n--q\n\nlast")
    assert [p.text for p in unclosed.body] == ["first", "last"]
    assert "missing-close-boundary" in kinds(unclosed)
    digest = mail("Content-Type: multipart/digest; boundary=q", "--q\n\nSubject: a\n\nb\n--q--")
    assert digest.attachments[0].media_type == "message/rfc822"
    longer = mail("Content-Type: multipart/mixed; boundary=q", "--q\n\na\n--qq\nb\n--q--")
    assert longer.body[0].text == "a\n--qq\nb"


def test_odd_labels_fall_back() -> None:
    """An unreadable Content-Type is plain text, `html` alone is HTML, odd dispositions are attachments."""
    assert mail("Content-Type: ???", "x").body[0].media_type == "text/plain"
    assert mail("Content-Type: html", "x").body[0].media_type == "text/html"
    odd = mail("Content-Type: application/pdf\nContent-Disposition: foo; filename=a.pdf", "x")
    assert odd.attachments[0].disposition == "attachment"
    alone = mail("Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt", "x")
    assert alone.body[0].text == "x"


def test_nul_bytes_and_control_characters_do_not_split_headers() -> None:
    """A decoded line break makes no second header."""
    parsed = parse(b"Subject: a\x00b =?utf-8?q?c=0D=0ABcc:=20x?=\r\n\r\n")
    assert parsed.subject == "ab c  Bcc: x"
    assert "header-nul" in kinds(parsed)
