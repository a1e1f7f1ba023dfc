"""How the sandbox fares with a full store: memory, list, search, one mail, waking; JSON on stdout.

    python -m bench.mailstore [--mails 100000] [--bytes 8192] [--rounds 200] [--data DIR]

The server runs in a process of its own with SMTP, IMAP and HTTP, its mail on disk; it is asked over HTTP.
`--data` keeps the filled store for another run.
"""

import argparse
import json
import os
import random
import smtplib
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).resolve().parents[1]
SERVER = """
import sys
from sandbox.server import Sandbox
box = Sandbox(data=sys.argv[1]).start()
print(box.smtp_port, box.http_port, flush=True)
sys.stdin.read()
box.stop()
"""
WORDS = [
    "invoice",
    "order",
    "parcel",
    "refund",
    "address",
    "delivery",
    "account",
    "password",
    "verify",
    "welcome",
    "ticket",
    "number",
    "customer",
    "please",
    "thank",
    "contract",
    "meeting",
    "update",
    "shipping",
    "return",
    "warranty",
    "battery",
    "screen",
    "cable",
    "price",
    "quote",
    "discount",
]


def mail(number: int, size: int) -> bytes:
    """A mail of about `size` bytes whose words differ from mail to mail."""
    chance = random.Random(number)
    head = (
        f"From: Sender {number % 500} <sender{number % 500}@example.org>\r\n"
        f"To: user{number % 1000}@example.com\r\nSubject: {chance.choice(WORDS)} {number}\r\n"
        f"Message-ID: <{number}@example.org>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\n\r\n"
    )
    body = [f"{chance.choice(WORDS)} {chance.randrange(100_000)}" for _ in range((size - len(head)) // 13)]
    lines = [" ".join(body[i : i + 5]) for i in range(0, len(body), 5)]
    return (head + "\r\n".join(lines) + "\r\n").encode()


def fill(folder: Path, mails: int, size: int) -> None:
    """Put so many mails into a store on disk, indexed."""
    from sandbox.message import Envelope, Recipient
    from sandbox.store import Store

    store = Store(folder)
    have = store.counts().total
    waiting = []
    for number in range(have, mails):
        envelope = Envelope(
            mail_from=f"sender{number % 500}@example.org",
            recipients=(Recipient(address=f"user{number % 1000}@example.com"),),
        )
        waiting.append(store.submit(mail(number, size), envelope))
        if len(waiting) == 500:
            for future in waiting:
                future.result()
            waiting.clear()
    store.index()
    store.close()


def p95(times: list[float]) -> float:
    """Milliseconds."""
    return round(sorted(times)[int(len(times) * 0.95)] * 1000, 1)


def ask(client: httpx.Client, pid: int, paths: list[str]) -> dict[str, float]:
    """p50 and p95 of these requests, after one that is not counted; also of the server's processor time."""
    client.get(paths[0]).raise_for_status()
    times, spent = [], []
    for path in paths:
        start, before = time.perf_counter(), cpu_s(pid)
        client.get(path).raise_for_status()
        times.append(time.perf_counter() - start)
        spent.append(cpu_s(pid) - before)
    return {
        "p50_ms": round(statistics.median(times) * 1000, 1),
        "p95_ms": p95(times),
        "cpu_p50_ms": round(statistics.median(spent) * 1000, 1),
        "cpu_p95_ms": p95(spent),
    }


def cpu_s(pid: int) -> float:
    """Processor time of all threads, exactly (Linux): what a busy machine does not distort."""
    return time.clock_gettime((~pid << 3) | 2)  # clock_getcpuclockid(3): the process's own clock


def waking(client: httpx.Client, smtp_port: int, rounds: int) -> dict[str, float]:
    """From the 250 to the answer of a long poll that was waiting for that mail."""
    late = []
    smtp = smtplib.SMTP("127.0.0.1", smtp_port)
    for number in range(rounds):
        address = f"wake{number}@example.com"
        done: list[float] = []

        def wait(address: str = address, done: list[float] = done) -> None:
            body = {"inbox": address, "timeout_s": 10}
            client.post("/api/mailroom/v1/wait", json=body).raise_for_status()
            done.append(time.perf_counter())

        thread = threading.Thread(target=wait)
        thread.start()
        time.sleep(0.1)  # the poll must be there before the mail
        smtp.sendmail("a@example.org", [address], b"Subject: wake\r\n\r\nup\r\n")
        accepted = time.perf_counter()
        thread.join()
        late.append(max(0.0, done[0] - accepted))
    smtp.quit()
    return {"p50_ms": round(statistics.median(late) * 1000, 1), "p95_ms": p95(late)}


def measure(folder: Path, rounds: int) -> dict[str, object]:
    """Start the server on a filled store and ask it."""
    start = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    assert server.stdin is not None
    assert server.stdout is not None
    smtp_port, http_port = (int(p) for p in server.stdout.readline().split())
    with smtplib.SMTP("127.0.0.1", smtp_port) as smtp:
        smtp.sendmail("a@example.org", ["first@example.com"], b"Subject: first\r\n\r\nhi\r\n")
    ready = time.perf_counter() - start
    process = psutil.Process(server.pid)
    client = httpx.Client(base_url=f"http://127.0.0.1:{http_port}", timeout=60)
    total = client.get("/api/v1/messages?limit=1").json()["total"]
    chance = random.Random(1)
    listed = client.get(f"/api/v1/messages?limit=200&start={total // 2}").json()["messages"]
    load = os.getloadavg()[0]
    out: dict[str, object] = {"mails": total, "load_average": load, "first_mail_s": round(ready, 3)}
    out["list"] = ask(
        client, server.pid, [f"/api/v1/messages?start={chance.randrange(1000)}" for _ in range(rounds)]
    )
    queries = [
        "invoice", "subject:parcel", "from:sender7", "to:user12@example.com", "refund battery", "-invoice",
        "is:unread warranty", "larger:100", "subject:99999", "48211", "addressed:user999", "has:attachment",
    ]  # fmt: skip
    asked = [f"/api/v1/search?query={queries[i % len(queries)]}" for i in range(rounds)]
    out["search"] = ask(client, server.pid, asked)
    out["search_slowest"] = max(
        ((ask(client, server.pid, [f"/api/v1/search?query={q}"] * 5)["cpu_p50_ms"], q) for q in queries),
        default=None,
    )
    out["one_mail"] = ask(
        client, server.pid, [f"/api/v1/message/{chance.choice(listed)['ID']}" for _ in range(rounds)]
    )
    out["wait_wakes"] = waking(client, smtp_port, 20)
    out["rss_mb"] = round(process.memory_info().rss / 1e6, 1)
    client.close()
    server.stdin.close()
    server.wait(timeout=60)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=100_000)
    parser.add_argument("--bytes", type=int, default=8192)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--data", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.data or Path(scratch)
        fill(folder, args.mails, args.bytes)
        json.dump(measure(folder, args.rounds), sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
