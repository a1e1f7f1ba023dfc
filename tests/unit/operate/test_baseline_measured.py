"""The baseline is measured as people would count it: first answers, waits, and nothing that is not one."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake.mail import RawMessage
from intake.operate.baseline import happened, measure
from tests.unit.operate.letters import came, went

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)


def test_the_first_answer_to_each_conversation_counts_once() -> None:
    """Minutes 10..50 by their first answers; later answers and follow-ups change nothing."""
    at = NOW - timedelta(days=3)
    received = [came(n, at) for n in range(1, 7)]
    received.append(came(7, at + timedelta(minutes=1), "<c1@x>"))
    sent = [went(n, at + timedelta(minutes=10 * n), f"<c{n}@x>") for n in range(2, 6)]
    sent += [went(1, at + timedelta(minutes=10), "<c7@x>"), went(9, at + timedelta(days=1), "<c2@x>")]
    found = measure(received, sent, since=SINCE, now=NOW)
    f = found.overall
    assert (f.received, f.answered, f.n, f.mean, f.p50, f.p90) == (6, 5, 5, 30.0, 30.0, 46.0)
    assert f.stdev == pytest.approx(15.811, abs=0.001)
    assert f.unanswered == pytest.approx(1 / 6, abs=0.001)
    assert found.follow_ups == 1
    assert found.workflows[0].workflow == "hours"


def test_too_few_answers_give_no_figures() -> None:
    found = measure([came(1, NOW)], [went(1, NOW, "<c1@x>")], since=SINCE, now=NOW).overall
    assert (found.n, found.mean, found.stdev, found.p50, found.p90, found.unanswered) == (1, *[None] * 5)


def test_what_lies_in_the_future_or_before_its_question_is_left_out() -> None:
    at = NOW - timedelta(days=1)
    sent = [
        went(1, NOW + timedelta(days=1), "<c1@x>"),
        went(2, at - timedelta(hours=2), "<c2@x>"),
        went(3, None, "<c3@x>"),
    ]
    received = [came(1, at), came(2, at), came(3, at), came(4, NOW + timedelta(days=2))]
    f = measure(received, sent, since=SINCE, now=NOW).overall
    assert (f.answered, f.n, f.left_out) == (3, 0, 3)


def test_summer_time_does_not_stretch_a_wait() -> None:
    """01:30 CEST to 03:30 CET on the night the clocks go back is three hours."""
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 10, 25, 1, 30, tzinfo=berlin)
    end = datetime(2026, 10, 25, 3, 30, tzinfo=berlin)
    received = [came(n, start) for n in range(5)]
    sent = [went(n, end, f"<c{n}@x>") for n in range(5)]
    assert measure(received, sent, since=SINCE, now=NOW).overall.mean == 180.0


def test_headers_that_refer_in_a_ring_end() -> None:
    at = NOW - timedelta(days=1)
    received = [came(1, at, "<c2@x>"), came(2, at, "<c1@x>", "<s1@x>"), came(3, at, "<c3@x>")]
    found = measure(received, [went(1, at, "<s1@x>", "<c2@x>")], since=SINCE, now=NOW)
    assert found.overall.received + found.follow_ups == 3


def test_an_answer_to_our_own_mail_begins_no_conversation() -> None:
    at = NOW - timedelta(days=1)
    found = measure([came(1, at, "<s1@x>")], [went(1, at)], since=SINCE, now=NOW)
    assert found.overall.received == 0


def test_the_servers_date_is_checked_against_the_headers() -> None:
    def raw(at: datetime) -> RawMessage:
        return RawMessage(account="a", folder="f", uidvalidity=1, uid=1, raw=b"", received_at=at, size=0)

    old, epoch = NOW - timedelta(days=30), datetime.fromtimestamp(0, UTC)
    minute = timedelta(minutes=1)
    assert happened(raw(NOW), old, now=NOW) == old, "an import"
    assert happened(raw(old), NOW + timedelta(days=9), now=NOW) == old, "a clock that runs ahead"
    assert happened(raw(old), old - minute, now=NOW) == old
    assert happened(raw(old), old - minute, now=NOW, ours=True) == old - minute
    assert happened(raw(epoch), old, now=NOW) == old
    assert happened(raw(epoch), old.replace(tzinfo=None), now=NOW) is None
    assert happened(raw(NOW + timedelta(days=1)), None, now=NOW) is None
