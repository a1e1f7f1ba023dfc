"""Whether a sender is who the mail says, by the receiving server's own headers (RFC 8601)."""

import pytest

from intake.guard.sender import sender_findings
from intake.mail import Address
from intake.parse.authentication import checked_by
from intake.sanitize import sanitize
from tests.unit.pipeline.kit import mail, settings

OURS = "mx.shop.example"
ACCOUNT = settings().accounts[0]


def unverified(*headers: str, sender: str = "ada@customer.example") -> list[str]:
    seen = mail(authentication=headers, from_=Address(name="Ada", address=sender))
    return [f.text for f in sender_findings(seen, ACCOUNT) if f.technique == "sender-unverified"]


@pytest.mark.parametrize(
    "headers",
    [
        [f"{OURS}; dmarc=pass header.from=customer.example"],
        [f"{OURS} 1; spf=softfail smtp.mailfrom=x@lists.example; dmarc=pass"],
        # Each filter of the server writes its own header; the verdict stands in the second.
        [f"{OURS}; spf=none smtp.helo=relay.example", f"{OURS}; dkim=pass header.d=customer.example"],
        [f"{OURS.upper()}; DMARC = pass"],
        [f"{OURS}; dkim=fail header.d=list.example; dkim=pass header.d=customer.example"],
        [f"{OURS}; spf=pass smtp.mailfrom=bounce@mail.customer.example"],
        ["relay.example; dmarc=fail", f"{OURS}; dmarc=pass"],
        [f"{OURS}; auth=pass smtp.auth=x; spf=pass"],
    ],
)
def test_what_the_own_server_passed_is_believed(headers: list[str]) -> None:
    assert unverified(*headers) == []


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ([], "no Authentication-Results of"),
        (["evil.example; dmarc=pass"], "no Authentication-Results of"),
        # A forged header of our name below the server's own changes nothing.
        ([f"{OURS}; dmarc=fail", f"{OURS}; dmarc=pass"], "dmarc=fail"),
        # What a sender chose (comments, addresses, quoted strings) is no result.
        ([f"{OURS}; spf=fail (dmarc=pass) smtp.mailfrom=dmarc=pass@evil.example"], "spf=fail"),
        ([f'{OURS}; spf=fail smtp.mailfrom="; dmarc=pass"@evil.example'], "spf=fail"),
        ([f"{OURS}; spf=fail (nested (; dmarc=pass) still; dkim=pass)"], "spf=fail"),
        ([f"({OURS}); dmarc=pass"], "no Authentication-Results of"),
        ([f"{OURS}; none"], "neither SPF nor DKIM nor DMARC passed"),
        # The attacker's own domain is in order, and it is not the one that the reader sees.
        ([f"{OURS}; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=a@evil.example"], "not customer"),
        ([f"{OURS}; dkim=pass header.d=example"], "not customer"),
    ],
)
def test_what_it_did_not_pass_is_told(headers: list[str], says: str) -> None:
    assert says in " ".join(unverified(*headers))


def test_every_header_of_a_mail_is_read() -> None:
    raw = (
        f"Authentication-Results: {OURS}; spf=none\r\nReceived: by {OURS}\r\n"
        f"Authentication-Results: {OURS};\r\n dmarc=fail header.from=customer.example\r\n"
        "From: ada@customer.example\r\nTo: s@shop.example\r\nSubject: x\r\n\r\nWhere is it?\r\n"
    )
    seen = sanitize(raw.encode())
    assert len(seen.authentication) == 2
    assert "dmarc=fail" in {f.text for f in sender_findings(seen, ACCOUNT)}


def test_any_header_is_read_in_time() -> None:
    for bad in ("(" * 100_000, '"' * 100_001, "\\" * 100_000, ";" * 100_000, "a=b " * 50_000, ""):
        checked_by(OURS, [bad, f"{OURS}; {bad}"])
