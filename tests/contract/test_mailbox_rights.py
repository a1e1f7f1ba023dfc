"""The rights that the documents name suffice, and nothing else is allowed."""

from pathlib import Path

import pytest

from intake.errors import Refused
from tests.servers.boxes import box_on
from tests.servers.dovecot import Dovecot

pytestmark = pytest.mark.dovecot


MAIL = b"Message-ID: <1@example.org>\r\nSubject: s\r\n\r\nhello\r\n"

pytestmark = pytest.mark.dovecot

AGENT = {
    "INBOX": "lr",
    "Review": "lri",
    "Escalated": "lri",
    "Quarantine": "lri",
    "Approved": "lr",
    "Rejected": "lr",
}
SENDING = {"INBOX": "lrw", "Approved": "lrte", "Sent": "lri"}


def with_rights(server: Dovecot, rights: dict[str, str]) -> None:
    """Folders made by the administrator, then closed down to these rights."""
    for folder in rights:
        server.maildir("support", folder)
    for folder, letters in rights.items():
        server.allow("support", folder, letters)


def test_the_documented_rights_suffice_to_draft_and_allow_nothing_else(
    dovecot: Dovecot, data_dir: Path
) -> None:
    with_rights(dovecot, AGENT)
    dovecot.deliver("support", MAIL)
    box = box_on(dovecot, data_dir)
    box.ensure_folders(list(AGENT))
    (uid,) = box.uids("INBOX")
    assert box.fetch("INBOX", uid) is not None
    assert box.state("INBOX").exists == 1
    assert box.find("Review", "<1@example.org>") == []
    draft = box.append("Review", MAIL, flags=["\\Draft"])
    assert box.find("Review", "<1@example.org>") == [draft]
    assert draft is not None
    box.add_flags("INBOX", uid, ["$MailroomDrafted"])
    assert box.wait("INBOX", 0.2) is False
    for forbidden in (
        lambda: box.delete("INBOX", uid),
        lambda: box.delete("Review", draft),
        lambda: box.move("INBOX", uid, "Review"),
        lambda: box.append("INBOX", MAIL),
        lambda: box.append("Approved", MAIL),
    ):
        with pytest.raises(Refused):
            forbidden()
    assert box.uids("INBOX") == [uid]
    assert not set(box.flags("INBOX", [uid])[uid]) - {"\\Recent"}
    box.close()


def test_the_documented_rights_suffice_to_send(dovecot: Dovecot, data_dir: Path) -> None:
    with_rights(dovecot, {**AGENT, **SENDING})
    dovecot.deliver("support", MAIL)
    dovecot.deliver("support", MAIL, folder="Approved", flags="D")
    dovecot.deliver("support", MAIL.replace(b"1@", b"2@"), folder="Approved", flags="D")
    box = box_on(dovecot, data_dir)
    (uid,) = box.uids("INBOX")
    box.add_flags("INBOX", uid, ["\\Answered", "$MailroomDrafted"])
    assert {"\\Answered", "$MailroomDrafted"} <= set(box.flags("INBOX", [uid])[uid])
    first, second = box.uids("Approved")
    box.append("Sent", MAIL)
    box.delete("Approved", first)
    box.move("Approved", second, "Review")
    assert box.uids("Approved") == []
    with pytest.raises(Refused):
        box.delete("INBOX", uid)
    box.close()
