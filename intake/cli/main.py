"""`mailroom`: global options, and where each command lives."""

import importlib
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from intake.cli.context import Context, fail
from intake.errors import MailroomError

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("intake.cli.setup", "Write a commented mailroom.yaml, a knowledge folder and a workflow."),
    "check": ("intake.cli.setup", "Try every part that the configuration names."),
    "schema": ("intake.cli.setup", "Print the JSON Schema of the configuration."),
    "models": ("intake.cli.setup", "Install the offline embedding model."),
    "run": ("intake.cli.run", "Watch the accounts and lay drafts into their review folders."),
    "dashboard": ("intake.cli.dashboard", "Show mails, drafts, figures and alerts in the browser."),
    "demo": ("intake.cli.demo", "Run the main job on the sample company, embedded, and show what came out."),
    "inspect": ("intake.cli.look", "Show what the agent would see of a mail or document."),
    "classify": ("intake.cli.answer", "Say which workflow a mail belongs to."),
    "draft": ("intake.cli.answer", "Take a mail through the whole pipeline, touching no mailbox."),
    "eval": ("intake.cli.evaluate", "Measure the pipeline on labelled cases."),
    "knowledge": ("intake.cli.knowledge", "Sync, search and list the company's documents."),
    "messages": ("intake.cli.ledger", "List what happened to each mail."),
    "show": ("intake.cli.ledger", "Show one mail in full, with its audit trail."),
    "retry": ("intake.cli.ledger", "Try a dead letter again."),
    "undo": ("intake.cli.approval", "Take back what was done for a mail."),
    "approve": ("intake.cli.approval", "Approve a draft, as moving it to Approved does."),
    "dead-letters": ("intake.cli.ledger", "List mails that were given up."),
    "reconcile": ("intake.cli.ledger", "Compare mailbox, ledger, workflows and artefacts, and mend."),
    "audit": ("intake.cli.audit", "Verify or export the hash-chained audit log."),
    "report": ("intake.cli.operate", "Report KPIs, outcomes, cost and alerts by workflow."),
    "baseline": ("intake.cli.owner", "Measure how fast people answered so far: Inbox against Sent."),
    "sample": ("intake.cli.owner", "Draw outcomes for a person to check, by workflow and outcome."),
    "feedback": ("intake.cli.owner", "Record what is wrong with an outcome, or list what was recorded."),
    "gaps": ("intake.cli.review", "List what customers ask and no document answers."),
    "alerts": ("intake.cli.owner", "List alerts, or send a test one each way they go."),
    "simulate": ("intake.cli.adopt", "Run past mail through the pipeline, beside what people sent."),
    "shadow": ("intake.cli.adopt", "Try a cheaper model on a share of past mails, unseen."),
    "ladder": ("intake.cli.adopt", "Show how much each workflow may do next, and what that needs."),
    "register": ("intake.cli.compliance", "Print the register of AI uses."),
    "dpia": ("intake.cli.compliance", "Draft the impact assessment of a workflow."),
    "forget": ("intake.cli.compliance", "Erase a person."),
    "export": ("intake.cli.compliance", "Answer a person's access request."),
    "purge": ("intake.cli.compliance", "Delete now what retention no longer allows."),
    "backup": ("intake.cli.keep", "Write ledger, audit log and knowledge index into one file."),
    "restore": ("intake.cli.keep", "Put a backup in place of what is there."),
    "sandbox": ("intake.cli.sandbox", "Run the test mail server."),
    "redteam": ("intake.cli.redteam", "Attack a mail agent and report what got through."),
}
"""Every command, the module that holds it as `app`, and its line of help.

The module is imported when its command is used: `mailroom --help` must not pay for a database.
"""


class _Lazy(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, line = COMMANDS[cmd_name]
        if ctx.resilient_parsing or sys.argv[1:2] == ["--help"]:
            return TyperCommand(cmd_name, help=line)
        found = get_command(importlib.import_module(module).app)
        return getattr(found, "commands", {}).get(cmd_name, found)


app = typer.Typer(cls=_Lazy, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def _global(
    ctx: typer.Context,
    config: Annotated[Path | None, typer.Option("--config", help="The configuration file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on stdout and nothing else.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks and debug logs.")] = False,
) -> None:
    """Reads a shared inbox, drafts replies that cite your own documents, and leaves the sending to you."""
    ctx.obj = Context(config=config, json=as_json, debug=debug)


def main(argv: list[str] | None = None) -> Any:
    """Entry point. Exit 0 done; 1 done and something found; 2 wrong use or configuration."""
    args = sys.argv[1:] if argv is None else argv
    # `--json`, `--config` and `--debug` are global, and people write them behind the command.
    args = _hoist(args)
    debug = "--debug" in args
    try:
        return app(args, standalone_mode=True)
    except MailroomError as exc:
        if debug:
            raise
        fail(str(exc), exc.mend)
    except BrokenPipeError:
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as exc:  # the last door: a person gets a line, not a traceback
        if debug:
            raise
        fail(f"{type(exc).__name__}: {exc}", "run it again with --debug and report what it prints")


def _hoist(args: list[str]) -> list[str]:
    """Global options moved before the command, wherever they were written (up to `--`)."""
    end = args.index("--") if "--" in args else len(args)
    head, front, i = args[:end], [], 0
    rest: list[str] = []
    while i < len(head):
        arg = head[i]
        if arg in {"--json", "--debug"} or arg.startswith("--config="):
            front.append(arg)
        elif arg == "--config" and i + 1 < len(head):
            front += [arg, head[i + 1]]
            i += 1
        else:
            rest.append(arg)
        i += 1
    return [*front, *rest, *args[end:]]
