"""Durable captures a second over SMTP, against aiosmtpd's null handler in the same run; JSON on stdout.

    python bench/sandbox.py [--mails 3000] [--connections 10] [--rounds 5]

The load is Postfix's `smtp-source` (Debian: postfix) where it is installed, else threads of smtplib.
Each server runs in a process of its own; the sandbox keeps its mail on disk.
"""

import argparse
import json
import os
import shutil
import smtplib
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

SANDBOX = """
import sys, threading
from sandbox.server import Sandbox
box = Sandbox(http_port=None, imap_port=None, data=sys.argv[1]).start()
print(box.smtp_port, flush=True)
sys.stdin.read()
box.stop()
"""
NULL = """
import asyncio, sys
from aiosmtpd.smtp import SMTP
class Null:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"
async def main():
    loop = asyncio.get_running_loop()
    make = lambda: SMTP(Null(), enable_SMTPUTF8=True)
    server = await loop.create_server(make, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
asyncio.run(main())
"""


def load(port: int, mails: int, connections: int, *, reuse: bool) -> float:
    """Mails a second."""
    source = shutil.which("smtp-source", path=os.environ.get("PATH", "") + ":/usr/sbin")
    start = time.perf_counter()
    if source:
        again = ["-d"] if reuse else []
        command = [source, *again, "-s", str(connections), "-m", str(mails), "-l", "4096"]
        subprocess.run(
            [*command, "-f", "a@example.org", "-t", "b@example.org", f"127.0.0.1:{port}"], check=True
        )
    else:
        threads = [
            threading.Thread(target=_send, args=(port, mails // connections, reuse))
            for _ in range(connections)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return mails / (time.perf_counter() - start)


def _send(port: int, mails: int, reuse: bool) -> None:
    body = b"Subject: load\r\n\r\n" + (b"x" * 70 + b"\r\n") * 56
    client = smtplib.SMTP("127.0.0.1", port)
    for _ in range(mails):
        if not reuse:
            client.quit()
            client = smtplib.SMTP("127.0.0.1", port)
        client.sendmail("a@example.org", ["b@example.org"], body)
    client.quit()


def measure(script: str, mails: int, connections: int, *, reuse: bool) -> dict[str, float]:
    """Rate, seconds until ready, and memory behind the load."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        server = subprocess.Popen(
            [sys.executable, "-c", script, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        assert server.stdin is not None
        assert server.stdout is not None
        port = int(server.stdout.readline())
        ready = time.perf_counter() - start
        rate = load(port, mails, connections, reuse=reuse)
        import psutil

        rss = psutil.Process(server.pid).memory_info().rss / 1e6
        server.stdin.close()
        server.wait(timeout=60)
    return {"mails_per_s": round(rate, 1), "ready_s": round(ready, 3), "rss_mb": round(rss, 1)}


def main() -> None:
    """Medians of the rounds, both servers in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=3000)
    parser.add_argument("--connections", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    out: dict[str, object] = {"mails": args.mails, "connections": args.connections, "rounds": args.rounds}
    for mode, reuse in (("reused", True), ("new_connection_each", False)):
        runs: dict[str, list[dict[str, float]]] = {"sandbox": [], "aiosmtpd_null": []}
        for _ in range(args.rounds):
            for name, script in (("sandbox", SANDBOX), ("aiosmtpd_null", NULL)):
                runs[name].append(measure(script, args.mails, args.connections, reuse=reuse))
        result = {
            name: {key: statistics.median(r[key] for r in found) for key in found[0]}
            for name, found in runs.items()
        }
        ratio = result["sandbox"]["mails_per_s"] / result["aiosmtpd_null"]["mails_per_s"]
        out[mode] = {**result, "ratio": round(ratio, 3)}
    json.dump(out, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
