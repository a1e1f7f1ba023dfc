"""`mailroom inspect`: what the agent would see of a mail or document.

A small mail is read in this process, after it has given up memory: a second interpreter would double its
time. Documents and large mails go to the limited parser process, which may be killed without harm.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from intake.cli.context import emit, say
from intake.errors import Misconfigured
from intake.mail import SanitizedMessage

app = typer.Typer()
MAIL = frozenset({".eml", ".mbox", ".rfc822"})
MAX_BYTES = 100_000_000
SMALL = 300_000
"""Bytes of a mail that is read in this process; all else goes to a limited one."""


@app.callback()
def _group() -> None:
    """Show what the agent would see."""


@app.command("inspect")
def inspect(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Mails, documents, or folders of them.")],
    html: Annotated[
        Path | None, typer.Option("--html", help="Write a page: human view beside agent view.")
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser", help="Put uncertain mails before a headless Chromium.")
    ] = False,
) -> None:
    """Show the visible text of each file, and the receipt of what was taken out.

    One file gives one JSON object; several give one object a line.
    """
    files = list(_files(paths))
    if not files:
        raise Misconfigured("no files there", mend="name a mail, a document or a folder that holds some")
    if html is None and not browser:
        _confine()
    shown = []
    for path in files:
        one, message = look(path, browser=browser)
        shown.append((one, message))
        if not ctx.obj.json:
            _print(one)
        elif len(files) == 1:
            emit(one)
        else:
            sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")
    if html is not None:
        html.write_text(_pages(shown), encoding="utf-8")
        say(f"written: {html}")


def look(path: Path, *, browser: bool = False) -> tuple[dict[str, Any], SanitizedMessage | None]:
    """The JSON object of one file, and the message where it is a mail. Raises Misconfigured."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Misconfigured(f"{path}: larger than {MAX_BYTES} bytes", mend="take a smaller file")
        data = path.read_bytes()
    except OSError as exc:
        raise Misconfigured(
            f"{path}: cannot be read: {exc.strerror}", mend="check the path and its rights"
        ) from exc
    if path.suffix.lower() in MAIL or (not path.suffix and b":" in data[:200].split(b"\n")[0]):
        return _mail(path, data, browser=browser)
    from intake.sanitize.isolated import IsolatedSanitizer

    with IsolatedSanitizer(workers=1) as sanitizer:
        document = sanitizer.document(data, filename=path.name, media_type=None)
    plain = _plain(document)
    verdict = verdict_of(plain)
    return {"path": str(path), "verdict": verdict, **plain}, None


def verdict_of(document: dict[str, Any]) -> str:
    """The gravest of a document and all inside it."""
    actions = {f["action"] for f in document["findings"]}
    inner = {verdict_of(d) for d in document["attachments"]}
    if "quarantined" in actions | inner or document["status"] == "refused":
        return "quarantined"
    return "flagged" if actions or "flagged" in inner else "clean"


def _mail(path: Path, data: bytes, *, browser: bool) -> tuple[dict[str, Any], SanitizedMessage | None]:
    if not browser and len(data) <= SMALL and b"attachment" not in data.lower():
        from intake.sanitize.message import sanitize

        message = sanitize(data)
    else:
        from intake.config import SanitizeSettings
        from intake.sanitize.isolated import IsolatedSanitizer

        settings = SanitizeSettings(second_opinion="browser" if browser else "none")
        with IsolatedSanitizer(settings, workers=1) as sanitizer:
            message = sanitizer.sanitize(data)
    plain = _plain(message)
    plain["from"] = plain.pop("from_")
    first = (
        "message_id",
        "subject",
        "from",
        "date",
        "text",
        "quoted",
        "signature",
        "verdict",
        "findings",
        "attachments",
    )
    ordered = {"path": str(path), **{k: plain[k] for k in first}}
    rest = {k: v for k, v in plain.items() if k not in ordered}
    return {**ordered, **rest}, message


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {
            f.name: _plain(getattr(value, f.name))
            for f in fields(value)
            if f.name not in {"blocks", "markup"}
        }
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    # A lone surrogate cannot be written as UTF-8.
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (p for p in sorted(path.rglob("*")) if p.is_file() and not p.name.startswith("."))
        else:
            yield path


def _confine() -> None:
    """A hostile file may end this process, never the machine."""
    import resource

    for what, most in ((resource.RLIMIT_AS, 2 << 30), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(what)[1]
        if hard == resource.RLIM_INFINITY or hard > most:
            resource.setrlimit(what, (most, hard))


def _print(one: dict[str, Any]) -> None:
    """For people: the text, then the receipt."""
    from rich.console import Console
    from rich.text import Text

    console = Console()
    console.rule(Text(one["path"]))
    for key in ("from", "subject", "verdict", "status", "reason", "media_type"):
        if one.get(key):
            value = one[key] if key != "from" else f"{one[key]['name']} <{one[key]['address']}>"
            console.print(Text(f"{key}: {value}"))
    console.print(Text("\n" + one["text"]))
    for found in one["findings"]:
        console.print(Text(f"  {found['action']}: {found['technique']} at {found['where']}: {found['text']}"))
    for inner in one["attachments"]:
        console.print(Text(f"  attachment {inner['filename']}: {inner['status']} {inner['reason'] or ''}"))


def _pages(shown: list[tuple[dict[str, Any], SanitizedMessage | None]]) -> str:
    from html import escape

    out = ["<!doctype html><meta charset=utf-8><title>Inspected</title>"]
    for one, message in shown:
        out.append(f"<h1>{escape(one['path'])}</h1>")
        if message is not None:
            from intake.sanitize import receipt_html

            out.append(receipt_html(message, Path(one["path"]).read_bytes()))
            continue
        out.append(f"<pre>{escape(one['text'])}</pre><ul>")
        out += [f"<li>{escape(f['technique'])}: <del>{escape(f['text'])}</del></li>" for f in one["findings"]]
        out.append("</ul>")
    return "\n".join(out)
