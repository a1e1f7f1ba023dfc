"""A ledger of 1,000,000 mails against one of 10,000: `messages`, `report`, poll step, alerts, `/metrics`.

    python -m bench.million [--rows 1000000]

Prints one JSON line: processor milliseconds of this process, where SQLite runs too (median of five), at both
sizes and their quotient. Processor time, because a busy machine doubles any other.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from sqlalchemy import insert

from intake.config import Settings
from intake.ledger import Ledger, open_ledger
from intake.ledger.tables import messages
from intake.mail import RawMessage
from intake.operate.conditions import conditions
from intake.operate.health import health
from intake.operate.report import report
from intake.workflow import Summary
from intake.workflow.glance import glance

NOW = 1_796_000_000.0
SPACING_S = 120.0
"""A mail each two minutes: 10,000 are two weeks, 1,000,000 almost four years; a week is the same in both."""
ROUNDS = 5
BATCH = 5000


def fill(ledger: Ledger, rows: int) -> None:
    outcomes = ("drafted", "drafted", "drafted", "escalated", "ignored")
    for start in range(0, rows, BATCH):
        many = []
        for n in range(start, min(rows, start + BATCH)):
            at = NOW - (rows - n) * SPACING_S
            many.append(
                {
                    "account": "support", "folder": "INBOX", "uidvalidity": 1, "uid": n + 1,
                    "digest": f"{n:064x}", "message_id": f"<{n}@x.example>",
                    "sender": f"c{n % 5000}@x.example", "subject": f"Question {n}",
                    "thread": f"<{n}@x.example>", "size": 2000,
                    "received_at": at, "seen_at": at, "decided_at": at + 1, "finished_at": at + 2,
                    "state": "done", "due_at": at, "run": 1, "outcome": outcomes[n % 5],
                    "workflow": f"w{n % 4}", "tokens": 10, "cost": 0.0, "result": "{}",
                }
            )  # fmt: skip
        with ledger.write() as db:
            db.execute(insert(messages), many)


def median_ms(work: Callable[[], object]) -> float:
    work()
    took = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        work()
        took.append((time.process_time() - begin) * 1000)
    return statistics.median(took)


def figures(rows: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="mailroom-million-") as folder:
        settings = Settings(data_dir=Path(folder))
        ledger = open_ledger(settings, now=lambda: NOW)
        fill(ledger, rows)
        uid = rows

        def poll_step() -> None:
            """One mail in, claimed, and the queue looked at: what each poll and each worker does."""
            nonlocal uid
            uid += 1
            raw = f"From: c1@x.example\r\nMessage-ID: <new{uid}@x.example>\r\n\r\n{uid}".encode()
            mail = RawMessage(
                account="support", folder="INBOX", uidvalidity=1, uid=uid, raw=raw,
                received_at=datetime.fromtimestamp(NOW, UTC), size=len(raw),
            )  # fmt: skip
            assert ledger.cursor("support", "INBOX") is None or uid
            ledger.take_in([(mail, glance(raw))], last_uid=uid)
            [row] = ledger.claim("one", 1)
            ledger.release(row, due_at=NOW + 9e9)
            ledger.pending()
            ledger.next_due()
            ledger.orphans()

        running = SimpleNamespace(ledger=ledger, summary=Summary(outcomes={"drafted": rows}))
        metrics = next(r for r in health(running).routes if r.path == "/metrics").endpoint
        until = datetime.fromtimestamp(NOW, UTC)
        found = {
            "messages": median_ms(lambda: ledger.rows(limit=1000)),
            "report of a week": median_ms(
                lambda: report(settings, ledger, since=until - timedelta(days=7), until=until)
            ),
            "poll step": median_ms(poll_step),
            "alerts": median_ms(lambda: conditions(settings, ledger)),
            "metrics": median_ms(metrics),
        }
        ledger.engine.dispose()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    small, large = figures(10_000), figures(rows)
    print(
        json.dumps(
            {
                "bench": "million",
                "rows": rows,
                "ms_at_10000": {k: round(v, 2) for k, v in small.items()},
                f"ms_at_{rows}": {k: round(v, 2) for k, v in large.items()},
                "times": {k: round(large[k] / small[k], 2) for k in small},
            }
        )
    )


if __name__ == "__main__":
    main()
