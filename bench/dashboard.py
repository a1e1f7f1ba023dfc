"""How fast the dashboard's pages answer over a large ledger. Prints JSON.

    python -m bench.dashboard [--mails 1000000] [--rounds 30]

The ledger is filled with rows spread over 90 days, half of them drafts with a stored result as the pipeline
writes it; a page's time is the whole request, sign-in check and rendering included, in this process.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import insert

from intake.bootstrap import build_dashboard
from intake.config import Settings
from intake.ledger import open_ledger
from intake.ledger.tables import messages

PAGES = ("/", "/board", "/mails", "/mails?view=review", "/mails?view=person", "/mails?outcome=failed",
         "/mails?workflow=returns", "/mails?q=parcel", "/mails?q=person77@mail.test", "/mails?before=500000",
         "/mails/{middle}", "/figures", "/alerts", "/audit")  # fmt: skip
OUTCOMES = ("drafted", "escalated", "ignored", "quarantined", "failed")
WEIGHTS = (50, 25, 20, 4, 1)
DAYS = 90
CHUNK = 20_000


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--mails", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=30)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(data_dir=Path(name))
        begun = time.monotonic()
        fill(settings, given.mails)
        filled_s = time.monotonic() - begun
        app, key = build_dashboard(settings, host="127.0.0.1")
        client = TestClient(app, base_url="http://localhost")
        client.get(f"/login?key={key}")
        warmed = time.monotonic()
        client.get("/figures/report")
        report_s = time.monotonic() - warmed
        pages = {p: times(client, p.format(middle=given.mails // 2), given.rounds) for p in PAGES}
    every = [t for found in pages.values() for t in found]
    shown = {p: {"p50_ms": _at(found, 50), "p95_ms": _at(found, 95)} for p, found in pages.items()}
    told = {
        "mails": given.mails,
        "fill_s": round(filled_s, 1),
        "first_report_s": round(report_s, 1),
        "p50_ms": _at(every, 50),
        "p95_ms": _at(every, 95),
        "pages": shown,
    }
    print(json.dumps(told))


def times(client: TestClient, path: str, rounds: int) -> list[float]:
    """Milliseconds of each request; the first, which fills caches, does not count."""
    client.get(path).raise_for_status()
    found = []
    for _ in range(rounds):
        begun = time.perf_counter()
        client.get(path).raise_for_status()
        found.append(1000 * (time.perf_counter() - begun))
    return found


def fill(settings: Settings, mails: int) -> None:
    """`mails` finished rows, oldest first."""
    ledger = open_ledger(settings)
    chance = random.Random(7)
    rows = _rows(mails, ledger.now(), chance)
    while chunk := [row for _, row in zip(range(CHUNK), rows, strict=False)]:
        with ledger.write() as db:
            db.execute(insert(messages), chunk)
    ledger.engine.dispose()


def _rows(mails: int, now: float, chance: random.Random) -> Iterator[dict[str, Any]]:
    passage = {"id": "a-0", "source": "a.md", "title": "A", "location": "A", "start": 0, "end": 400}
    question = {
        "text": "where?",
        "answerable": 0.8,
        "passages": [{**passage, "text": "x" * 400, "score": 0.5}] * 4,
    }
    draft = {
        "to": ["a@b.test"],
        "subject": "Re: parcel",
        "body": "Hello",
        "marked_body": "Hello",
        "claims": [],
    }
    result = json.dumps({"kind": "drafted", "questions": [question], "draft": draft, "findings": []})
    for n in range(mails):
        at = now - DAYS * 86400 * (1 - n / mails)
        outcome = chance.choices(OUTCOMES, WEIGHTS)[0]
        drafted = outcome == "drafted"
        yield {
            "account": "support", "folder": "INBOX", "uidvalidity": 1, "uid": n + 1, "digest": f"{n:064x}",
            "message_id": f"<{n}@mail.test>", "sender": f"person{n % 20_000}@mail.test", "sender_name": "Ann",
            "subject": chance.choice(("Where is my parcel", "Return", "Opening hours", "Invoice")),
            "thread": f"<{n}@mail.test>", "flags": "", "size": 2000, "received_at": at, "seen_at": at,
            "decided_at": at + 1, "finished_at": at + 2, "state": "dead" if outcome == "failed" else "done",
            "run": 1, "outcome": outcome, "reason": None if drafted else "no answer was found",
            "workflow": chance.choice(("returns", "order-status", "shop-information")) if drafted else None,
            "artefact_folder": "Review" if drafted else None,
            "artefact_message_id": f"<d{n}@x>" if drafted else None,
            "artefact_state": ("laid" if n % 10 == 0 else "accepted") if drafted else None,
            "result": result if drafted else "{}",
        }  # fmt: skip


def _at(values: list[float], percentile: int) -> float:
    return round(statistics.quantiles(values, n=100, method="inclusive")[percentile - 1], 1)


if __name__ == "__main__":
    main()
