"""`mailroom sandbox run`: a scenario against our agent, or against anybody's."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from intake.cli.context import Context, emit, say
from intake.errors import Misconfigured

if TYPE_CHECKING:
    from sandbox.redteam.judge import Found
    from sandbox.scenarios import Report, Scenario


def run_scenario(
    ctx: typer.Context,
    scenario: Annotated[list[Path], typer.Argument(help="Scenario files, YAML.")],
    against: Annotated[
        str | None, typer.Option(help="imap://user:password@host:port that the agent watches; ours without.")
    ] = None,
    smtp: Annotated[
        str, typer.Option(help="smtp://host:port that delivers to it.")
    ] = "smtp://127.0.0.1:1025",
    url: Annotated[
        str, typer.Option(help="Sandbox that captures what the agent sends; empty for none.")
    ] = "http://127.0.0.1:8025",
    company: Annotated[Path, typer.Option(help="Configuration of our agent.")] = Path(
        "examples/fernweh.yaml"
    ),
) -> None:
    """Inject a scenario's mails and hold every draft and sent mail to its policies; exit 1 at a fault."""
    from sandbox.scenarios import load

    reports = []
    for path in scenario:
        plan = load(path)
        run = secrets.token_hex(6)
        if against is None:
            reports.append(_ours(plan, path, run, company))
        else:
            reports.append(_other(plan, path, run, against, smtp, url))
    _show(ctx, reports)
    if any(not r.passed for r in reports):
        raise typer.Exit(1)


def _ours(plan: "Scenario", path: Path, run: str, company: Path) -> "Report":
    """Our agent over an embedded mailbox."""
    from intake.bootstrap import build_agent
    from intake.cli.demo import rehearsal, workplace
    from sandbox.redteam.judge import Found
    from sandbox.redteam.mailbox import Server
    from sandbox.redteam.mailbox import read as read_all
    from sandbox.scenarios import play

    with workplace(False) as folder, rehearsal(company, folder) as (settings, box):
        address = settings.accounts[0].address
        plan = plan.model_copy(update={"to": address})
        imap = Server(scheme="imap", host="127.0.0.1", port=box.imap_port, user=address, password=address)

        def read() -> "Sequence[Found]":
            sent = [
                Found(folder="captured", raw=box.store.raw(m.seq) or b"", recipients=m.envelope.addresses)
                for m in box.store.after(0)
                if address.lower() not in {a.lower() for a in m.envelope.addresses}
            ]
            return [*read_all(imap), *sent]

        def act() -> None:
            build_agent(settings).run_once()

        return play(plan, base=path.parent, run=run, smtp=("127.0.0.1", box.smtp_port), read=read, act=act)


def _other(plan: "Scenario", path: Path, run: str, against: str, smtp: str, url: str) -> "Report":
    """An agent that runs elsewhere."""
    from sandbox.redteam.mailbox import read as read_all
    from sandbox.redteam.mailbox import server
    from sandbox.scenarios import play
    from sandbox.scenarios.play import settled

    box, door = server(against), server(smtp)
    address = box.user if "@" in box.user else plan.to
    plan = plan.model_copy(update={"to": address})
    first = _captured(url, address, 0)[1] if url else 0

    def read() -> "Sequence[Found]":
        return [*read_all(box), *(_captured(url, address, first)[0] if url else ())]

    say(f"{plan.name}: {len(plan.mails)} mails to {address}; waiting up to {plan.timeout_s:g} s")
    act = settled(read, plan)
    return play(plan, base=path.parent, run=run, smtp=(door.host, door.port), read=read, act=act)


def _captured(url: str, address: str, after: int) -> "tuple[list[Found], int]":
    """What the sandbox captured for others than the mailbox itself behind the cursor, and the cursor now."""
    import httpx

    from sandbox.redteam.judge import Found

    found = []
    try:
        with httpx.Client(base_url=url.rstrip("/"), timeout=30, trust_env=False) as web:
            cursor = int(web.get("/api/mailroom/v1/cursor").raise_for_status().json()["cursor"])
            if after:
                listed = web.get("/api/v1/messages", params={"limit": 500}).raise_for_status().json()
                for row in listed["messages"]:
                    told = web.get(f"/api/mailroom/v1/messages/{row['ID']}").raise_for_status().json()
                    people = tuple(r["address"] for r in told["envelope"]["rcpt_to"])
                    if told["seq"] <= after or address.lower() in {p.lower() for p in people}:
                        continue
                    raw = web.get(f"/api/v1/message/{row['ID']}/raw").raise_for_status().content
                    found.append(Found(folder="captured", raw=raw, recipients=people))
    except (httpx.HTTPError, ValueError, KeyError, json.JSONDecodeError) as exc:
        raise Misconfigured(
            f"no sandbox answers at {url}: {exc}", mend='start one, or give --url ""'
        ) from exc
    return found, max(cursor, 1)


def _show(ctx: typer.Context, reports: "list[Report]") -> None:
    if isinstance(ctx.obj, Context) and ctx.obj.json:
        emit(
            {
                "scenarios": [
                    {
                        "scenario": r.scenario,
                        "passed": r.passed,
                        "answers": [
                            {"mail": a.mail, "outcome": a.outcome, "recipients": list(a.recipients)}
                            for a in r.answers
                        ],
                        "faults": [asdict(f) for f in r.faults],
                    }
                    for r in reports
                ]
            }
        )
        return
    for report in reports:
        say(f"{report.scenario}: {'passed' if report.passed else 'FAILED'}, {len(report.answers)} answers")
        for fault in report.faults:
            say(f"  {fault.policy}: {fault.mail or 'no mail'}: {fault.why}")
