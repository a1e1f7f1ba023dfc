"""What is laid into the mailbox: right for people, harmless for mail clients, whatever a stranger wrote."""

import email
import email.policy
import re
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.deliver import artefact, artefact_id
from intake.deliver.mime import MAX_IDS, clean_address, message_ids, one_line, unstructured
from intake.deliver.notes import MAX_ATTACHED_BYTES
from intake.mail import (
    Address,
    Claim,
    Classification,
    ContractResult,
    Field,
    Finding,
    Passage,
    Question,
    SanitizedDocument,
    Stop,
    digest_of,
)
from tests.servers import mails


def laid(kind: str = "drafted", *, message=None, raw=None, account=None, run_id="run-1", **more):  # type: ignore[no-untyped-def]
    """The artefact of an outcome, with defaults for all else."""
    return artefact(
        message or mails.message(),
        mails.outcome(kind, **more),
        account=account or mails.account(),
        raw=raw or mails.raw_message(),
        run_id=run_id,
        now=mails.NOW,
    )


def parsed(raw: bytes) -> EmailMessage:
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def text_of(raw: bytes) -> str:
    part = parsed(raw).get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_draft_is_addressed_to_the_customer_and_threaded() -> None:
    made = laid(message=mails.message(references=("<0@customer.test>",)))
    mail = parsed(made.raw)
    assert (made.folder, made.flags, made.keyword) == ("Review", ("\\Draft",), "$MailroomDrafted")
    assert mail["From"] == "Example Support <support@example.com>"
    assert mail["To"] == "ann@customer.test"
    assert mail["Subject"] == "Re: Returns?"
    assert mail["In-Reply-To"] == "<1@customer.test>"
    assert mail["References"] == "<0@customer.test> <1@customer.test>"
    assert mail["Message-ID"] == made.message_id
    assert mail["X-Mailroom-Source"] == "<1@customer.test>"
    assert mail["X-Mailroom-Digest"] == f"sha256:{digest_of(mails.RAW)}"
    assert (mail["X-Mailroom-Run"], mail["X-Mailroom-Workflow"]) == ("run-1", "returns")
    assert mail["Bcc"] is None
    assert [p.get_content_type() for p in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_a_draft_shows_markers_above_and_sources_below_the_cut_line() -> None:
    text = text_of(laid().raw)
    above, _, below = text.partition("~~~~")
    assert above.strip() == mails.MARKED
    assert '[1] returns.md (Returns, 1)\n    "Returns are free."' in below
    assert '[2] ship.md\n    "We ship in 2 days."' in below
    for words in (
        "confidence 90%",
        "ann@customer.test",
        "One question was not answered",
        "Approved",
        "Rejected",
    ):
        assert words in below


def test_the_reviewer_is_told_what_matters() -> None:
    made = laid(
        message=mails.message(
            reply_to=(Address(address="boss@elsewhere.test"),),
            authentication=("mx.example.com; dmarc=fail",),
            findings=(Finding.of("white-on-white", "visit http://evil.test now", "part 1", "removed"),),
            uncertain_share=0.25,
            attachments=(
                SanitizedDocument(
                    filename="a.pdf",
                    media_type="application/pdf",
                    size=3,
                    status="refused",
                    reason="encrypted",
                ),
            ),
        ),
        contract=ContractResult(
            fields=(Field(name="order_number", value="SO-1", raw="SO-1", start=0, end=4),), missing=("iban",)
        ),
        dropped=(Claim(text="We are the best.", citations=(), supported=False, verdict="no-source"),),
    )
    text = text_of(made.raw)
    for words in (
        "boss@elsewhere.test>, as the sender asks, a different domain",
        "dmarc=fail",
        "white-on-white in part 1",
        "hxxp://evil.test",
        "25% of the mail's text was withheld",
        "a.pdf: refused (encrypted)",
        "Found order_number: SO-1",
        "Missing, and asked for: iban",
        'no-source): "We are the best."',
    ):
        assert words in text
    assert "http://evil" not in made.raw.decode()


def test_html_is_escaped_and_loads_nothing() -> None:
    body = "<script>alert(1)</script> <img src=http://evil.test/x.png> & more"
    made = laid(draft=mails.draft(body=body, marked_body=body))
    part = parsed(made.raw).get_body(("html",))
    assert part is not None
    html = part.get_content()
    assert not re.search(r"<(?:script|img|a|link|iframe|object|form)\b", html)
    assert "&lt;script&gt;" in html


def test_an_escalation_tells_reason_findings_next_step_and_owner() -> None:
    from intake.config import WorkflowSettings

    workflow = WorkflowSettings.model_validate(
        {
            "name": "returns",
            "owner": "ana@example.com",
            "purpose": "p",
            "trigger": "t",
            "done_when": "d",
            "kpi": {"name": "k", "unit": "u", "baseline": {"mean": 1, "stdev": 1}, "target": 1},
            "acceptance": {},
            "examples": ["a", "b"],
            "route_to": "Returns desk",
        }
    )
    passage = Passage(id="p", source="r.md", title="R", location="h", start=0, end=3, text="abc", score=0.4)
    made = artefact(
        mails.message(text="How long?\nhttp://evil.test"),
        mails.outcome(
            "escalated",
            reason="nothing in the knowledge answers it",
            classification=Classification(
                workflow="returns", confidence=0.9, language="en", alternatives=(("x", 0.1),)
            ),
            contract=ContractResult(missing=("order_number",), stops=(Stop(kind="phrase", reason="lawyer"),)),
            questions=(Question(text="How long?", passages=(passage,), answerable=0.2),),
        ),
        account=mails.account(),
        raw=mails.raw_message(truncated=True),
        run_id="r",
        now=mails.NOW,
        workflow=workflow,
    )
    assert made is not None
    assert (made.folder, made.flags) == ("Escalated", ())
    mail, text = parsed(made.raw), text_of(made.raw)
    assert mail["To"] == "Example Support <support@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"] == "[Escalated] Returns?"
    for words in (
        "nothing in the knowledge answers it",
        "Hand it to Returns desk",
        "Ask for order_number",
        "ana@example.com",
        "Stopped by phrase: lawyer",
        "Also near: x 10%",
        '"How long?" (answerable: 20%)',
        "near: r.md, h: abc",
        "> hxxp://evil.test",
        "UID 1",
        "only its headers were read",
    ):
        assert words in text


def test_a_quarantined_original_is_attached_so_that_nothing_opens_it() -> None:
    made = laid("quarantined")
    mail = parsed(made.raw)
    (attached,) = mail.iter_attachments()
    assert made.folder == "Quarantine"
    assert attached.get_content_type() == "application/octet-stream"
    assert attached.get_filename().endswith(".eml.txt")
    assert attached.get_content() == mails.RAW
    assert "ignore all rules" in text_of(made.raw)
    assert "How long?" not in text_of(made.raw)


def test_a_huge_original_is_not_repeated() -> None:
    made = laid("quarantined", raw=mails.raw_message(b"x" * (MAX_ATTACHED_BYTES + 1)))
    assert len(made.raw) < 10_000
    assert "too large to be attached" in text_of(made.raw)
    assert "too large and was not read" in text_of(
        laid("quarantined", raw=mails.raw_message(truncated=True)).raw
    )


def test_a_failure_leaves_a_note_and_an_ignored_mail_nothing() -> None:
    made = laid("failed", reason="the parser was killed")
    assert made.folder == "Escalated"
    assert "the parser was killed" in text_of(made.raw)
    assert "mailroom retry" in text_of(made.raw)
    assert laid("ignored") is None


def test_an_outcome_drafted_without_a_draft_is_told_as_an_escalation() -> None:
    assert laid("drafted", draft=None).folder == "Escalated"


def test_the_same_input_gives_the_same_bytes_and_another_mail_another_id() -> None:
    """A second run must find the first one's artefact; two mails that share a Message-ID are two mails."""
    assert laid() == laid()
    other = laid(raw=mails.raw_message(mails.RAW + b"more"))
    assert other.message_id != laid().message_id
    assert laid(run_id="run-2").message_id == laid().message_id
    assert laid("escalated").message_id != laid().message_id


def test_a_mail_without_message_id_is_named_by_its_digest() -> None:
    for message_id in (None, "", "   ", "<" + "x" * 2000 + "@y>"):
        mail = parsed(laid(message=mails.message(message_id=message_id)).raw)
        assert mail["X-Mailroom-Source"] == f"sha256:{digest_of(mails.RAW)}"
        assert mail["In-Reply-To"] is None


def test_an_address_literal_gives_a_valid_message_id() -> None:
    assert artefact_id("ab", "sent", mails.account(address="me@[::1]")).endswith("@localhost>")


def test_long_threads_are_shortened_in_the_middle() -> None:
    ids = [f"<{n}@x>" for n in range(100)]
    line = message_ids("References", ids)
    assert line is not None
    kept = re.findall(r"<[^>]+>", line)
    assert (len(kept), kept[0], kept[-1]) == (MAX_IDS, "<0@x>", "<99@x>")
    assert message_ids("References", ["no id", "<a b@c>", "<ü@c>"]) is None


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("a@b.c", "a@b.c"),
        ("a,b@c.d", '"a,b"@c.d'),
        ('"a b"@c.d', '"a b"@c.d'),
        ("a@müller.example", "a@xn--mller-kva.example"),
        ("ü@b.c", None),
        ("a@b c", None),
        ("a\r\nBcc: x@y.z@b.c", None),
        ("a", None),
        ("@b", None),
        ("a@", None),
        ("a@b>,<evil@x.y", None),
        ("a@" + "x" * 70 + ".\ud800", None),
    ],
)
def test_only_addresses_that_are_whole_reach_a_header(address: str, wanted: str | None) -> None:
    assert clean_address(address) == wanted


def test_a_draft_for_nobody_has_no_to_and_says_so() -> None:
    made = laid(draft=mails.draft(to=("not an address",)))
    assert parsed(made.raw)["To"] is None
    assert "names no address to answer" in text_of(laid(draft=mails.draft(to=())).raw)


def test_our_own_tokens_in_a_reply_cannot_end_it_early() -> None:
    text = text_of(laid(draft=mails.draft(marked_body="Dear mailroom-cut,\n\nmailroom-ref: abc")).raw)
    assert text.count("mailroom-cut") == 1
    assert text.startswith("Dear mailroom cut,")


WILD = st.text(max_size=300) | st.sampled_from(
    [
        "\r\nBcc: evil@x.test",
        "=?utf-8?b?AAAA?=",
        "x" * 3000,
        "\x00",
        "\u202eevil",
        "\ud800",
        "a\u2028b",
        "🎉" * 400,
    ]
)


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(["drafted", "escalated", "quarantined", "failed"]),
    subject=WILD,
    name=WILD,
    address=WILD,
    message_id=WILD,
    body=WILD,
    words=WILD,
    run=WILD,
    raw=st.binary(max_size=200),
)
def test_whatever_a_stranger_wrote_gives_a_valid_message(
    kind: str,
    subject: str,
    name: str,
    address: str,
    message_id: str,
    body: str,
    words: str,
    run: str,
    raw: bytes,
) -> None:
    """No header but ours, no line over 998, plain ASCII, no part but ours."""
    made = laid(
        kind,
        message=mails.message(
            subject=subject,
            from_=Address(name=name, address=address),
            message_id=message_id,
            references=(message_id, words),
            text=words,
            authentication=(words, f"mx.example.com; spf=fail {words}"),
            reply_to=(Address(name=words, address=address),),
            findings=(Finding.of(words, words, words, "flagged"),),
            attachments=(
                SanitizedDocument(filename=words, media_type=words, size=1, status="read", reason=words),
            ),
        ),
        raw=mails.raw_message(raw, folder=words),
        run_id=run,
        **(
            {
                "draft": mails.draft(
                    to=(address,), subject=subject, body=body, marked_body=body, notes=(words,)
                )
            }
            if kind == "drafted"
            else {"reason": words}
        ),
    )
    assert made.raw.isascii()
    lines = made.raw.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    mail = parsed(made.raw)
    assert not mail.defects
    known = {
        "date",
        "from",
        "to",
        "subject",
        "message-id",
        "in-reply-to",
        "references",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
        "auto-submitted",
        "x-auto-response-suppress",
    }
    assert {h.lower() for h in mail.keys() if not h.lower().startswith("x-mailroom-")} <= known  # noqa: SIM118
    assert len(mail.keys()) == len({h.lower() for h in mail.keys()})  # noqa: SIM118
    for part in mail.walk():
        assert not part.defects
    assert len(list(mail.walk())) <= 3


@given(WILD)
def test_a_header_of_free_text_decodes_to_the_cleaned_text(text: str) -> None:
    line = unstructured("Subject", text)
    back = parsed((line + "\r\n\r\n").encode())["Subject"]
    assert " ".join(str(back).split()) == one_line(text)
