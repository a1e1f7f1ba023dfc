"""Folders by the configuration's names, whatever the server calls them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.mailbox.criteria import header_criteria, header_value, same_value
from intake.mailbox.folders import Folders


def folders(*names: str, delimiter: str = "/", prefix: str = "", **flagged: str) -> Folders:
    listed = {n: frozenset[str]() for n in names}
    listed |= {n: frozenset({use.upper()}) for use, n in ((v, k) for k, v in flagged.items())}
    return Folders(delimiter=delimiter, prefix=prefix, names=listed, fresh=True)


@pytest.mark.parametrize(
    ("known", "asked", "found"),
    [
        (folders("INBOX"), "inbox", "INBOX"),
        (folders("INBOX", "Review"), "Review", "Review"),
        (folders("INBOX"), "Review", "Review"),
        (folders("INBOX", delimiter=".", prefix="INBOX."), "Review", "INBOX.Review"),
        (folders("INBOX", delimiter=".", prefix="INBOX."), "INBOX.Review", "INBOX.Review"),
        (folders("INBOX", delimiter=".", prefix="INBOX."), "Team/Review", "INBOX.Team.Review"),
        (folders("Team/Review", delimiter="."), "Team/Review", "Team/Review"),
        (folders("REVIEW"), "Review", "REVIEW"),
        (folders("REVIEW", "review"), "Review", "Review"),
    ],
)
def test_a_name_is_found_on_the_server(known: Folders, asked: str, found: str) -> None:
    assert known.on_server(asked) == found


@pytest.mark.parametrize(
    ("known", "sent"),
    [
        (folders("INBOX", "Sent", "Other", Other="\\Sent"), "Other"),
        (folders("INBOX", "Gesendete Elemente"), "Gesendete Elemente"),
        (folders("INBOX", "INBOX.Sent", delimiter=".", prefix="INBOX."), "INBOX.Sent"),
        (folders("INBOX", "sent items"), "sent items"),
        (folders("INBOX"), None),
    ],
)
def test_the_sent_folder_is_found_by_its_use_then_by_its_names(known: Folders, sent: str | None) -> None:
    assert known.special("\\Sent") == sent


def test_a_folder_that_only_holds_others_is_not_there() -> None:
    known = folders("INBOX", Gmail="\\Noselect")
    assert not known.exists("Gmail")
    assert not known.exists("Review")
    assert known.exists("INBOX")


@given(st.text(max_size=300), st.sampled_from(["Message-ID", "X-Mailroom-Digest"]))
def test_criteria_never_hold_a_line_break_or_an_open_quote(value: str, name: str) -> None:
    made = header_criteria(name, value)
    if made is None:
        return
    items, charset = made
    assert all(b"\r" not in i and b"\n" not in i and b"\x00" not in i for i in items)
    if charset is None:
        (line,) = items
        bare = line.replace(b"\\\\", b"").replace(b'\\"', b"")
        assert bare.count(b'"') == 4
        assert line.endswith(b'"')


@given(st.binary(max_size=300))
def test_reading_a_header_block_never_fails(block: bytes) -> None:
    assert all(isinstance(v, str) for v in header_value(block, "Message-ID"))


def test_header_values_are_unfolded_and_compared_without_space() -> None:
    block = b"Subject: x\r\nMESSAGE-ID:\r\n <a@b>\r\nmessage-id: <c@d>\r\n\r\n"
    assert [v.strip() for v in header_value(block, "Message-ID")] == ["<a@b>", "<c@d>"]
    assert same_value(" <a@\tb>", "<a@b>")
    assert not same_value("<a@b>", "<a@bc>")
