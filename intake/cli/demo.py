"""`mailroom demo`: the main job on the sample company, on embedded parts, without account or key."""

import json
import os
import shutil
import signal
import smtplib
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from intake.cli.context import Context, emit, say
from intake.errors import Misconfigured

if TYPE_CHECKING:
    from intake.config import Settings
    from sandbox import Sandbox

app = typer.Typer()
ENVELOPE_FROM = "demo@mail.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A mail of the examples and the outcome that is expected of it."""

    name: str
    raw: bytes
    expected: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a sample, and what differs from the expectation."""

    sample: Sample
    sender: str
    workflow: str | None
    outcome: str | None
    reason: str | None
    citations: int
    findings: int
    folder: str | None
    misses: tuple[str, ...]


@app.callback()
def _group() -> None:
    pass


@app.command("demo")
def demo(
    ctx: typer.Context,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the mailbox running afterwards.")] = False,
    mails: Annotated[Path, typer.Option(help="Folder of .eml files with .json expectations.")] = Path(
        "examples/mails"
    ),
    company: Annotated[Path, typer.Option(help="Configuration of the sample company.")] = Path(
        "examples/fernweh.yaml"
    ),
) -> None:
    """Deliver the sample mails to an embedded mailbox, run the agent over them, show what came out."""
    context: Context = ctx.obj
    samples = load_samples(mails)
    started = time.monotonic()
    with workplace(keep) as folder, rehearsal(company, folder) as (settings, box):
        deliver(samples, box, settings.accounts[0].address)
        say(f"{len(samples)} mails delivered to {settings.accounts[0].address}; the agent is at work")
        from intake.bootstrap import build_agent

        agent = build_agent(settings)
        agent_started = time.monotonic()
        agent.run_once()
        agent_s = time.monotonic() - agent_started
        results = collect(samples, settings)
        _show(context, results, agent_s=agent_s, total_s=time.monotonic() - started)
        if keep:
            _stay(box, settings)
    if any(r.misses for r in results):
        raise typer.Exit(1)


def load_samples(folder: Path) -> list[Sample]:
    """The mails of a folder in order of their names. Raises Misconfigured where there are none."""
    files = sorted(folder.glob("*.eml"))
    if not files:
        raise Misconfigured(
            f"{folder}: no .eml files", mend="run it in the folder of the project, or name --mails"
        )
    return [
        Sample(
            name=f.stem,
            raw=f.read_bytes(),
            expected=json.loads(f.with_suffix(".json").read_text(encoding="utf-8")),
        )
        for f in files
    ]


@contextmanager
def workplace(keep: bool) -> Iterator[Path]:
    """A folder for the demo's data; it goes with the demo, unless that is kept running."""
    if keep:
        folder = Path(".demo")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        yield folder.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="mailroom-demo-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@contextmanager
def rehearsal(company: Path, folder: Path) -> "Iterator[tuple[Settings, Sandbox]]":
    """The company's settings pointed at an embedded sandbox."""
    from intake.config import load
    from sandbox import Sandbox

    os.environ.setdefault("MAILROOM_DEMO_PASSWORD", "any password will do")
    settings = load(company)
    with Sandbox() as box:
        account = settings.accounts[0]
        imap = account.imap.model_copy(update={"host": "127.0.0.1", "port": box.imap_port})
        account = account.model_copy(update={"imap": imap})
        yield settings.model_copy(update={"accounts": [account], "data_dir": folder / "data"}), box


def deliver(samples: list[Sample], box: "Sandbox", address: str) -> None:
    """Send the samples by SMTP, byte for byte, in order."""
    with smtplib.SMTP("127.0.0.1", box.smtp_port, timeout=30) as smtp:
        for sample in samples:
            smtp.sendmail(ENVELOPE_FROM, [address], sample.raw, mail_options=["BODY=8BITMIME"])


def collect(samples: list[Sample], settings: "Settings") -> list[Result]:
    """What the ledger says of each sample; the n-th that was delivered has UID n."""
    from intake.ledger import open_ledger
    from intake.ledger.records import result_of

    ledger = open_ledger(settings)
    try:
        rows = {row.uid: row for row in ledger.rows(limit=len(samples) + 1)}
        results = []
        for uid, sample in enumerate(samples, start=1):
            row = rows.get(uid)
            told = result_of(row) if row and row.result else {}
            draft = told.get("draft") or {}
            found: dict[str, Any] = {
                "outcome": row.outcome if row else None,
                "workflow": row.workflow if row else None,
                "reason": row.reason if row else None,
                "missing": (told.get("contract") or {}).get("missing") or [],
                "findings": told.get("findings") or [],
                "body": draft.get("body") or "",
            }
            results.append(
                Result(
                    sample=sample,
                    sender=row.sender if row else "",
                    workflow=found["workflow"],
                    outcome=found["outcome"],
                    reason=found["reason"],
                    citations=sum(len(c["citations"]) for c in draft.get("claims") or []),
                    findings=len(found["findings"]),
                    folder=row.artefact_folder if row else None,
                    misses=tuple(differences(sample.expected, found)),
                )
            )
        return results
    finally:
        ledger.engine.dispose()


def differences(expected: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    """Each expectation that was not met, in words."""
    for key in ("outcome", "workflow"):
        if expected.get(key) is not None and expected[key] != found[key]:
            yield f"{key} is {found[key]}, not {expected[key]}"
    if (wanted := expected.get("reason_contains")) and wanted not in (found["reason"] or ""):
        yield f"reason is {found['reason']!r}"
    yield from (f"{m} is not asked for" for m in expected.get("missing", ()) if m not in found["missing"])
    body = " ".join(found["body"].split())
    yield from (f"draft lacks {t!r}" for t in expected.get("draft_contains", ()) if t not in body)
    yield from (f"draft holds {t!r}" for t in expected.get("absent", ()) if t in body)
    technique = expected.get("finding")
    if technique and technique not in {f["technique"] for f in found["findings"]}:
        yield f"{technique} was not found"


def _show(context: Context, results: list[Result], *, agent_s: float, total_s: float) -> None:
    if context.json:
        emit(
            {
                "mails": [
                    {
                        "name": r.sample.name,
                        "from": r.sender,
                        "workflow": r.workflow,
                        "outcome": r.outcome,
                        "reason": r.reason,
                        "citations": r.citations,
                        "findings": r.findings,
                        "folder": r.folder,
                        "differs": list(r.misses),
                    }
                    for r in results
                ],
                "agent_s": round(agent_s, 2),
                "total_s": round(total_s, 2),
            }
        )
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    colours = {
        "drafted": "green",
        "escalated": "yellow",
        "quarantined": "red",
        "ignored": "dim",
        "failed": "red",
    }
    console = Console(width=None if os.isatty(1) else 150)
    table = Table(
        "mail",
        "from",
        "workflow",
        "outcome",
        "cites",
        "finds",
        "reason or difference",
        box=None,
        pad_edge=False,
    )
    for r in results:
        note = "; ".join(r.misses) if r.misses else (r.reason or "")
        table.add_row(
            r.sample.name,
            Text(r.sender[:30]),
            r.workflow or "-",
            Text(r.outcome or "nothing", style=colours.get(r.outcome or "", "red")),
            str(r.citations or ""),
            str(r.findings or ""),
            Text(note[:90], style="red" if r.misses else ""),
        )
    console.print(table)
    as_expected = sum(not r.misses for r in results)
    console.print(
        f"\n{as_expected} of {len(results)} as expected; "
        f"the agent took {agent_s:.1f} s, all together {total_s:.1f} s."
    )
    console.print("The drafts lie in the mailbox's Review folder, notes in Escalated and Quarantine.")


def _stay(box: "Sandbox", settings: "Settings") -> None:
    say(
        f"\nOpen the mailbox: IMAP 127.0.0.1:{box.imap_port} (no TLS)"
        f"\n                  user {settings.accounts[0].address}, any password"
        f"\nWeb page:         {box.http_url}"
        f"\nSend it mail:     SMTP 127.0.0.1:{box.smtp_port}"
        "\nStop with Ctrl-C."
    )
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
