"""What reviewers leave, from every client we know of: what is sent, held and learned."""

import email
import email.policy
import time
from dataclasses import replace
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.deliver import Drafted, Hold, Left, Outgoing, approve, artefact, feedback, read_left
from intake.deliver.approve import without_markers
from intake.deliver.feedback import levenshtein
from intake.deliver.left import html_text
from intake.deliver.review import CUT_LINE
from intake.guard.secrets import leak
from intake.mail import Address, digest_of
from tests.servers import mails

DRAFTED = Drafted(
    digest=digest_of(mails.RAW),
    workflow="returns",
    to=("ann@customer.test",),
    subject="Re: Returns?",
    in_reply_to="<1@customer.test>",
    references=("<0@customer.test>", "<1@customer.test>"),
    body=mails.BODY,
    marked_body=mails.MARKED,
    markers=2,
    folder="INBOX",
    uidvalidity=7,
    uid=1,
)


def laid() -> bytes:
    made = artefact(
        mails.message(),
        mails.outcome(),
        account=mails.account(),
        raw=mails.raw_message(),
        run_id="r",
        now=mails.NOW,
    )
    assert made is not None
    return made.raw


def halves() -> tuple[str, str]:
    """The text above and from the cut line of a fresh draft."""
    part = email.message_from_bytes(laid(), policy=email.policy.default).get_body(("plain",))
    text = part.get_content().replace("\r\n", "\n")
    above, cut, below = text.partition(CUT_LINE)
    return above, cut + below


def saved(text: str, *, html: str | None = None, to: str = "ann@customer.test", **headers: str) -> bytes:
    """A draft as a client saves it anew: our headers are gone."""
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = "support@example.com", to, "Re: Returns?"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    if html is None:
        mail.set_content(text)
    elif text:
        mail.set_content(text)
        mail.add_alternative(html, subtype="html")
    else:
        mail.set_content(html, subtype="html")
    return mail.as_bytes()


def decided(raw: bytes, *, drafted: Drafted = DRAFTED, secrets: tuple[str, ...] = ()) -> Outgoing | Hold:
    account = mails.account()
    own = [account.address, *account.aliases]
    return approve(read_left(raw), drafted, account=account, own=own, secrets=secrets, now=mails.NOW)


def test_an_untouched_draft_is_sent_as_it_was_written() -> None:
    made = decided(laid())
    assert isinstance(made, Outgoing)
    assert made.text == mails.BODY
    assert made.recipients == ("ann@customer.test",)
    mail = email.message_from_bytes(made.raw, policy=email.policy.default)
    assert mail["Message-ID"] == made.message_id
    assert mail["In-Reply-To"] == "<1@customer.test>"
    assert mail["References"] == "<0@customer.test> <1@customer.test>"
    assert mail["From"] == "Example Support <support@example.com>"
    assert mail.get_content_type() == "text/plain"
    for word in ("mailroom-cut", "[1]", "Sources", "X-Mailroom", "confidence"):
        assert word not in made.raw.decode()


def test_approving_the_same_draft_twice_gives_the_same_message_id() -> None:
    one, two = decided(laid()), decided(saved("".join(["Dear Ann, edited [1]\n\n", halves()[1]])))
    assert isinstance(one, Outgoing)
    assert isinstance(two, Outgoing)
    assert one.message_id == two.message_id


def plain_flowed() -> bytes:
    above, below = halves()
    body = above.replace("free within", "free \nwithin").replace("\n", "\r\n") + below.replace("\n", "\r\n")
    head = "From: support@example.com\r\nTo: ann@customer.test\r\nSubject: Re: Returns?\r\n"
    return f"{head}Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n{body}".encode()


def thunderbird() -> bytes:
    above, below = halves()
    return saved(above.replace("free", "always free") + below)


def outlook() -> bytes:
    """Word's HTML alone: paragraphs with non-breaking spaces, conditional comments, a style sheet."""
    above, below = halves()
    rows = "".join(
        f"<p class=MsoNormal><span lang=EN>{line or '&nbsp;'}<o:p></o:p></span></p>"
        for line in (above.replace("free", "always free") + below).split("\n")
    )
    head = "<style>p.MsoNormal{margin:0}</style><!--[if gte mso 9]><xml></xml><![endif]--><title>x</title>"
    return saved("", html=f"<html><head>{head}</head><body>{rows}</body></html>")


def apple() -> bytes:
    above, below = halves()
    text = above.replace("free", "always free") + below
    html = "".join(f"<div>{line or '<br>'}</div>" for line in text.split("\n"))
    return saved(text, html=f"<html><body style='word-wrap: break-word'>{html}</body></html>")


@pytest.mark.parametrize("client", [thunderbird, outlook, apple])
def test_an_edit_in_any_client_is_sent_without_markers(client) -> None:  # type: ignore[no-untyped-def]
    raw = client()
    assert read_left(raw).digest == DRAFTED.digest, "found by the reference in the text"
    made = decided(raw)
    assert isinstance(made, Outgoing), made
    assert " ".join(made.text.split()) == " ".join(mails.BODY.replace("free", "always free").split())
    assert "Kind regards\nThe team" in made.text.replace("\n\n", "\n")


def test_a_client_that_wraps_softly_changes_nothing() -> None:
    made = decided(plain_flowed())
    assert isinstance(made, Outgoing)
    assert made.text == mails.BODY


@pytest.mark.parametrize(
    ("cut", "kept"), [("~~~~ mailroom\u2011cut: x", True), ("> ~~~~ MAILROOM-CUT", True), ("-- ", False)]
)
def test_the_cut_line_is_found_however_a_client_bends_it(cut: str, kept: bool) -> None:
    left = read_left(saved(f"Hello\n\n{cut}\n\nsecret remarks"))
    assert left.cut is kept
    assert ("secret" in left.text) is not kept


def held(raw: bytes, **more: object) -> str:
    result = decided(raw, **more)  # type: ignore[arg-type]
    assert isinstance(result, Hold), result
    assert result.detail
    return result.name


def test_a_lost_cut_line_is_held() -> None:
    assert held(saved("Dear Ann, returns are free.")) == "no-cut-line"


def test_an_empty_reply_is_held() -> None:
    assert held(saved(halves()[1])) == "empty"


def test_two_versions_in_one_draft_are_held() -> None:
    """A client that edits one part alone leaves it open which one the reviewer read."""
    above, below = halves()
    html = f"<p>Dear Ann, you get a million.</p><p>{CUT_LINE}</p>"
    assert held(saved(above + below, html=html)) == "two-versions"


@pytest.mark.parametrize("to", ["eve@evil.test", "ann@customer.test, eve@evil.test", "support@example.com"])
def test_other_recipients_are_held(to: str) -> None:
    assert held(saved("".join(halves()), to=to)) == "recipient"


@pytest.mark.parametrize("header", ["Cc", "Bcc"])
def test_a_copy_to_somebody_is_held(header: str) -> None:
    assert held(saved("".join(halves()), **{header: "eve@evil.test"})) == "recipient"


def test_a_draft_for_nobody_is_held() -> None:
    assert held(laid().replace(b"To: ann@customer.test\r\n", b"")) == "recipient"


@pytest.mark.parametrize(
    "address", ["help@example.com", "SUPPORT@EXAMPLE.COM", "mailer-daemon@x.test", "no-reply@x.test"]
)
def test_answers_to_ourselves_and_to_machines_are_held(address: str) -> None:
    raw = saved("".join(halves()), to=address)
    assert held(raw, drafted=replace(DRAFTED, to=(address.lower(),))) == "loop"


@pytest.mark.parametrize(
    "form", ["K4n4ry-77", "k4n4ry 77", "SzRuNHJ5LTc3", "4b346e3472792d3737", "77-yr4n4K"]
)
def test_a_secret_in_any_common_encoding_is_held_and_not_repeated(form: str) -> None:
    above, below = halves()
    raw = saved(f"{above}\n{form}\n{below}")
    assert held(raw, secrets=("other-secret", "K4n4ry-77")) == "secret"
    result = decided(raw, secrets=("other-secret", "K4n4ry-77"))
    assert isinstance(result, Hold)
    assert "K4n4ry" not in result.detail


def test_an_attached_file_is_held() -> None:
    mail = email.message_from_bytes(saved("".join(halves())), policy=email.policy.SMTP)
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="price.pdf")
    assert held(mail.as_bytes()) == "attachment"


def test_an_endless_reply_is_held() -> None:
    assert held(saved("x " * 60_000 + halves()[1])) == "too-long"


@pytest.mark.parametrize(
    ("text", "highest", "wanted"),
    [
        ("A. [1] B. [2]", 2, "A. B."),
        ("A [1][2], B [1, 2].", 2, "A, B."),
        ("See [3] and [0].", 2, "See [3] and [0]."),
        ("List[1]", 0, "List[1]"),
        ("[1] starts", 1, " starts"),
    ],
)
def test_only_our_markers_come_off(text: str, highest: int, wanted: str) -> None:
    assert without_markers(text, highest) == wanted


def test_tags_are_read_and_never_sent() -> None:
    above, below = halves()
    raw = saved(f"{above}\n#wrong-workflow order-status\n#1 in service\n#Spam\n\n{below}")
    left = read_left(raw)
    assert left.tags == (("wrong-workflow", "order-status"), ("spam", ""))
    made = decided(raw)
    assert isinstance(made, Outgoing)
    assert "wrong-workflow" not in made.text
    assert "#1 in service" in made.text


def test_feedback_tells_unchanged_edited_and_rejected_apart() -> None:
    same = feedback(read_left(laid()), DRAFTED)
    assert (same.verdict, same.distance, same.similarity) == ("unchanged", 0, 1.0)
    assert feedback(read_left(plain_flowed()), DRAFTED).verdict == "unchanged"
    edited = feedback(read_left(thunderbird()), DRAFTED)
    assert (edited.verdict, edited.distance) == ("edited", len("always "))
    assert 0.9 < edited.similarity < 1
    refused = feedback(read_left(laid()), DRAFTED, rejected=True)
    assert (refused.verdict, refused.workflow) == ("rejected", "returns")


@given(st.text(alphabet="abc", max_size=12), st.text(alphabet="abc", max_size=12))
def test_edit_distance_is_a_distance(a: str, b: str) -> None:
    distance = levenshtein(a, b)
    assert distance == levenshtein(b, a)
    assert (distance == 0) == (a == b)
    assert abs(len(a) - len(b)) <= distance <= max(len(a), len(b))


def test_edit_distance_of_known_words_and_long_texts() -> None:
    assert levenshtein("kitten", "sitting") == 3
    assert levenshtein("", "abc") == 3
    began = time.thread_time()
    assert levenshtein("ab" * 20_000, "ba" * 30_000) > 10_000
    assert time.thread_time() - began < 20


def test_short_secrets_are_no_secrets() -> None:
    assert leak("abc", ["abc", ""]) == 0
    assert leak("nothing here", []) == 0


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=600) | st.text(max_size=400).map(lambda t: saved_or_raw(t)))
def test_reading_what_was_left_never_fails(raw: bytes) -> None:
    """Anything can be moved into Approved."""
    left = read_left(raw)
    assert isinstance(left, Left)
    assert "mailroom-cut" not in left.text.lower()
    decided(raw)


def saved_or_raw(text: str) -> bytes:
    return b"To: ann@customer.test\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + text.encode(
        "utf-8", "replace"
    )


def test_html_becomes_lines() -> None:
    assert html_text("<p>a&amp;b<br>c</p><script>x</script><ul><li>d</li></ul>e") == "a&b\nc\n\nd\n\ne"


def test_html_of_any_size_ends_in_time() -> None:
    began = time.thread_time()
    for html in (
        "<" * 300_000,
        "<p" * 200_000,
        "&#x" * 200_000,
        "<!--" * 200_000,
        "<div>" * 200_000,
        "[" * 400_000,
    ):
        read_left(saved_or_raw(html))
    assert time.thread_time() - began < 20


def test_an_address_of_another_spelling_is_the_same_recipient() -> None:
    left = replace(read_left(laid()), to=(Address(address="Ann@Customer.TEST"),))
    account = mails.account()
    made = approve(left, DRAFTED, account=account, own=[], secrets=(), now=mails.NOW)
    assert isinstance(made, Outgoing)
