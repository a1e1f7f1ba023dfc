"""Captures a second over SMTP against other servers in the same run; JSON on stdout.

    python -m bench.sandbox [--mails 1500] [--connections 10] [--rounds 5] [--peers all] [--mode both]

The load is Postfix's `smtp-source` (Debian: postfix) where it is installed, else threads of smtplib. Each
server runs in a process of its own. The sandbox keeps its mail on disk and answers behind the commit; of
the peers, only MailDev keeps anything (in memory). MailDev and nodemailer's smtp-server come from npm,
smtp-sink from Debian's postfix; one that is not there is left out and named.
"""

import argparse
import json
import os
import shutil
import smtplib
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

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
DISCARD = """
import { SMTPServer } from "smtp-server";
const server = new SMTPServer({ authOptional: true, disabledCommands: ["STARTTLS"], size: 1e8,
  onData(stream, session, callback) { stream.resume(); stream.on("end", () => callback()); } });
server.listen(Number(process.argv[1]), "127.0.0.1");
"""
NPM = ("smtp-server@3.21.6", "maildev@2.1.0")
START_S = 30.0
MODES = {"reused": True, "new_connection_each": False}
"""Whether a connection carries many mails."""


def load(port: int, mails: int, connections: int, *, reuse: bool) -> float:
    """Mails a second."""
    source = which("smtp-source")
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


def peer_command(name: str, folder: str, port: int) -> list[str]:
    """How a server is started; those that choose their port print it."""
    if name == "sandbox":
        return [sys.executable, "-c", SANDBOX, folder]
    if name == "aiosmtpd_null":
        return [sys.executable, "-c", NULL]
    if name == "smtp_sink":
        return [str(which("smtp-sink")), "-u", "root", f"127.0.0.1:{port}", "1024"]
    if name == "smtp_server_discarding":
        return ["node", "--input-type=module", "-e", DISCARD, str(port)]
    script = str(npm_folder() / "node_modules" / "maildev" / "bin" / "maildev")
    return ["node", script, "--ip", "127.0.0.1", "-s", str(port), "--disable-web", "--silent"]


def which(name: str) -> str | None:
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")


def npm_folder() -> Path:
    """The npm peers, installed on first use."""
    folder = Path(sys.prefix) / "npm-bench"
    if not (folder / "node_modules").is_dir():
        folder.mkdir(exist_ok=True)
        (folder / "package.json").write_text('{"private": true}')
        npm = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *NPM]
        subprocess.run(npm, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder


def available() -> tuple[list[str], list[str]]:
    """(peers that can run here, those that cannot)."""
    there = ["sandbox", "aiosmtpd_null"]
    missing = []
    for name, command in (("smtp_sink", "smtp-sink"), ("smtp_server_discarding", "npm"), ("maildev", "npm")):
        (there if which(command) else missing).append(name)
    return there, missing


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def greets(port: int) -> None:
    """Wait for the server's first line."""
    end = time.monotonic() + START_S
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
                if sock.recv(3) == b"220":
                    return
        except OSError:
            pass
        if time.monotonic() > end:
            raise RuntimeError("the server does not greet")
        time.sleep(0.005)


def measure(name: str, mails: int, connections: int, *, reuse: bool) -> dict[str, float]:
    """Rate, seconds until the first greeting, and memory behind the load."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = free_port()
        start = time.perf_counter()
        server = subprocess.Popen(
            peer_command(name, folder, chosen),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=npm_folder() if name in ("smtp_server_discarding", "maildev") else ROOT,
            text=True,
        )
        assert server.stdin is not None
        assert server.stdout is not None
        own = name in ("sandbox", "aiosmtpd_null")
        port = int(server.stdout.readline()) if own else chosen
        try:
            greets(port)
        except RuntimeError:
            server.kill()
            raise
        ready = time.perf_counter() - start
        before = cpu_s(server.pid)
        rate = load(port, mails, connections, reuse=reuse)
        spent = cpu_s(server.pid) - before
        rss = psutil.Process(server.pid).memory_info().rss / 1e6
        if own:
            server.stdin.close()
        else:
            server.kill()
        server.wait(timeout=60)
    return {
        "mails_per_s": round(rate, 1),
        "cpu_ms_per_mail": round(spent / mails * 1000, 3),
        "ready_s": round(ready, 3),
        "rss_mb": round(rss, 1),
    }


def cpu_s(pid: int) -> float:
    """Processor time of a process: what a busy machine does not distort."""
    used = psutil.Process(pid).cpu_times()
    return float(used.user + used.system)


def main() -> None:
    """Medians of the rounds, all servers in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=1500)
    parser.add_argument("--connections", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", choices=("all", "null"), default="all")
    parser.add_argument("--mode", choices=("both", *MODES), default="both")
    args = parser.parse_args()
    there, missing = available()
    names = there if args.peers == "all" else there[:2]
    out: dict[str, object] = {
        "mails": args.mails,
        "bytes": 4096,
        "connections": args.connections,
        "rounds": args.rounds,
        "missing": missing,
        "load_average": os.getloadavg()[0],
    }
    for mode, reuse in MODES.items():
        if args.mode not in ("both", mode):
            continue
        runs: dict[str, list[dict[str, float]]] = {name: [] for name in names}
        for _ in range(args.rounds):
            for name in names:
                runs[name].append(measure(name, args.mails, args.connections, reuse=reuse))
        result = {
            name: {key: statistics.median(r[key] for r in found) for key in found[0]}
            for name, found in runs.items()
        }
        ratio = result["sandbox"]["mails_per_s"] / result["aiosmtpd_null"]["mails_per_s"]
        out[mode] = {**result, "ratio_to_aiosmtpd_null": round(ratio, 3)}
    json.dump(out, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
