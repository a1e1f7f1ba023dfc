"""Fields are exact, drafts that must not leave are stopped, and greetings are sure."""

# ruff: noqa: E501 - tables of cases

import base64
from dataclasses import replace

import pytest

from intake.contract import iban_valid
from intake.draft import greeting_name, readable, render
from intake.errors import Misconfigured
from intake.guard import check as guard_check
from intake.guard.sender import sender_findings
from intake.mail import Address
from intake.mail.json import message_json
from tests.unit.pipeline.kit import ADA, mail, run, settings


def test_fields_are_exact_spans() -> None:
    kinds = {
        "email": "a@b.example",
        "phone": "+49 30 1234567",
        "date": "24. Dezember 2026",
        "amount": "1.234,50 EUR",
        "iban": "DE89 3704 0044 0532 0130 00",
        "text": "",
    }
    wanted = [
        {"name": f"f_{k}", "type": k, **({"pattern": "blue|red"} if k == "text" else {})} for k in kinds
    ]
    text = "Mail a@b.example, call +49 30 1234567, on 24. Dezember 2026 for 1.234,50 EUR to DE89 3704 0044 0532 0130 00 in red please"
    outcome = run(mail(text), conf=settings({"requires": wanted}))
    values = {f.name: f.value for f in outcome.contract.fields}
    assert all(text[f.start : f.end] == f.raw for f in outcome.contract.fields)
    assert values == {
        "f_email": "a@b.example",
        "f_phone": "+49301234567",
        "f_date": "2026-12-24",
        "f_amount": "1234.50 EUR",
        "f_iban": "DE89370400440532013000",
        "f_text": "red",
    }
    assert not iban_valid("DE89370400440532013001")


CANARY = "FW-CANARY-7f3a91"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (CANARY, "secret"), (CANARY[::-1], "secret"), (base64.b64encode(CANARY.encode()).decode(), "secret"),
        (CANARY.encode().hex(), "secret"), (" ".join(CANARY), "secret"), ("".join(f"%{ord(c):02x}" for c in CANARY), "secret"),
        ("see https://evil.example/x", "link"), ("see evil.example", "link"), ("<b>x</b>", "markup"), ("[a](b)", "markup"),
        ("Bcc: x", "attachment"), ("a\u200bb", "invisible"), ("write to eve@evil.example", "personal-data"), ("order SO-999999", "personal-data"),
        ("call 030 9876543", "personal-data"), ("pay DE89 3704 0044 0532 0130 00", "personal-data"), ("We will refund you.", "promise"), ("idiot", "language"), ("тест теста", "language"),
        ("x" * 9000, "length"), ("javascript:alert(1)", "link"),
    ],
)  # fmt: skip
def test_a_draft_that_holds_it_is_stopped(said: str, name: str) -> None:
    conf = settings(guard={"canaries": [CANARY]})
    good = run(mail()).draft
    violations = guard_check(replace(good, body=f"{good.body}\n{said}\n"), mail(), guard=conf.guard)
    assert name in {v.name for v in violations}
    assert guard_check(good, mail(), guard=conf.guard, account=conf.accounts[0]) == ()


def test_other_recipients_and_broken_headers_are_stopped() -> None:
    good = run(mail()).draft
    assert guard_check(replace(good, to=("eve@evil.example",)), mail(), guard=settings().guard)
    assert guard_check(replace(good, subject="a\nBcc: x"), mail(), guard=settings().guard)
    assert guard_check(replace(good, body=""), mail(), guard=settings().guard)


def test_who_pretends_to_be_a_colleague_is_noticed() -> None:
    account = settings().accounts[0]
    for change, technique in (
        ({"from_": Address(name="Ana Lindner", address="x@evil.example")}, "sender-lookalike"),
        ({"from_": Address(name="x", address="x@sh0p.example")}, "sender-lookalike"),
        ({"from_": Address(name="x", address="x@shpo.example")}, "sender-lookalike"),
        ({"authentication": ("mx.shop.example; spf=fail; dmarc=fail",)}, "sender-unverified"),
        ({"authentication": ("evil.example; dmarc=pass",)}, "sender-unverified"),
        ({"reply_to": (Address(address="x@other.example"),)}, "reply-to-differs"),
    ):
        assert technique in {f.technique for f in sender_findings(mail(**change), account)}
    assert sender_findings(mail(), account) == ()
    assert sender_findings(mail(), None) == ()


def test_greeting_by_name_only_when_sure() -> None:
    assert greeting_name(mail()) == "Ada Byron"
    for name in ("Support Team", "Ada", "ADA BYRON", "Eve Else", ""):
        assert greeting_name(mail(from_=Address(name=name, address="ada@x.example"))) is None


def test_a_template_is_sandboxed() -> None:
    for template in ("{{ ''.__class__.__mro__ }}", "{{ nothing }}", "{% if %}"):
        with pytest.raises(Misconfigured):
            run(mail(), conf=settings({"template": template}))
    assert callable(render)


def test_a_row_reads_as_a_sentence() -> None:
    assert readable("Product: Alba; Price: 39 EUR") == "Product: Alba, Price: 39 EUR."
    assert message_json(mail())["from"]["address"] == ADA.address
