"""Above the size where a word is looked for inside words, the index answers, and answers the same."""

import pytest

from sandbox.http import search as module
from sandbox.http.search import search
from sandbox.message import Envelope, Recipient
from sandbox.store import Store


@pytest.fixture(scope="module")
def store():
    made = Store()
    for number in range(60):
        to = f"user{number % 6}@x.test"
        raw = (
            f"From: Sender {number % 3} <s{number % 3}@y.test>\r\nTo: {to}\r\nSubject: Order {number}\r\n\r\n"
            f"{'invoice' if number % 2 else 'parcel'} naïve words, number-{number}\r\n"
        )
        made.add(raw.encode(), Envelope(mail_from="s@y.test", recipients=(Recipient(address=to),)))
    made.mark_read([m.id for m in made.list(10)])
    yield made
    made.close()


@pytest.mark.parametrize(
    "query",
    ["invoice", "-invoice", "subject:order", "subject:order invoice", 'subject:"order 7"', "from:s1@y.test",
     "to:user3@x.test", "addressed:user3 -parcel", "naive", "parcel is:unread", "invoice is:read", "is:read",
     "-is:read invoice", "larger:1 smaller:1m", "number-17", "tag:none", "has:attachment", "none",
     "order -invoice -parcel", "…"],
)  # fmt: skip
@pytest.mark.parametrize(("few", "walk"), [(500, 5000), (0, 5000), (0, 0)])
def test_the_index_finds_what_reading_finds(
    store: Store, query: str, few: int, walk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By each of its ways: hits looked up one by one, met by walking back, or listed."""
    monkeypatch.setattr(module, "FEW", few)
    monkeypatch.setattr(module, "WALK", walk)
    read = search(store, query)
    expected = [m.seq for m in read], read.unread()
    monkeypatch.setattr(module, "SUBSTRING_UPTO", 0)
    found = search(store, query)
    if query != "naive":  # the index knows letters without their accents as well
        assert ([m.seq for m in found], found.unread()) == expected
    assert len(found) == len(found.seqs) == len(list(found))
    fresh = search(store, query)
    assert [m.seq for m in fresh[3:8]] == found.seqs[3:8]
    if found.seqs:
        assert fresh[0].seq == found.seqs[0]
        assert fresh[-1].seq == found.seqs[-1]
    assert fresh[1000:1010] == []
