# ruff: noqa: E501 - patterns read best unbroken
"""A mail as text that stays the same from run to run, for comparison with a file under version control."""

import difflib
import re
from pathlib import Path

from sandbox.extract import codes
from sandbox.message import Content, read_content

_DROPPED = frozenset(
    [
        "received",
        "return-path",
        "dkim-signature",
        "arc-seal",
        "arc-message-signature",
        "arc-authentication-results",
        "authentication-results",
        "x-received",
        "x-mailer",
        "user-agent",
        "mime-version",
    ]
)
_NUMBERED = frozenset(["message-id", "in-reply-to", "references", "content-id"])
_STAMPS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("uuid", re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.I)),
    ("time", re.compile(r"\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?")),
    ("date", re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} \w{3} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}\b")),
    ("date", re.compile(r"\b\d{4}-\d{2}-\d{2}\b")),
    ("token", re.compile(r"(?<=[=/])(?=[A-Za-z_-]{0,64}\d)[A-Za-z0-9_.~-]{16,}")),
)  # fmt: skip


def normalised(raw: bytes) -> str:
    """Headers, decoded text and HTML, and the attachments' digests; what changes by run has a name instead.

    Dates, ids, boundaries, one-time codes and long tokens of addresses become `<date>`, `<id 1>`, `<code>`
    and `<token>`; trace headers and signatures are left out.
    """
    content = read_content(raw)
    found = codes(content.header("Subject") or "", content)
    # As written, blanks and dashes between the groups included.
    marks = {m for c in found for m in _written(content, c.value)}
    ids: dict[str, str] = {}
    lines = []
    for field in content.headers:
        name = field.name.lower()
        if name in _DROPPED:
            continue
        value = re.sub(r'boundary="?[^";]+"?', 'boundary="<boundary>"', field.value)
        if name == "date":
            value = "<date>"
        elif name in _NUMBERED:
            value = re.sub(r"<[^<>\s]{1,998}>", lambda m: ids.setdefault(m[0], f"<id {len(ids) + 1}>"), value)
        lines.append(f"{field.name}: {value}")
    for title, text in (("text", content.text), ("html", content.html)):
        if text:
            lines += ["", f"--- {title}", *(x.rstrip() for x in text.rstrip().split("\n"))]
    for part in content.parts:
        lines += ["", f"--- {part.filename or part.media_type}: {part.size} bytes, sha256 {part.sha256}"]
    text = "\n".join(lines) + "\n"
    for mark in sorted(marks, key=len, reverse=True):
        text = text.replace(mark, "<code>")
    for name, pattern in _STAMPS:
        text = pattern.sub(f"<{name}>", text)
    return text


def _written(content: Content, value: str) -> set[str]:
    pattern = re.compile(r"[\s\u00a0-]{0,3}".join(map(re.escape, value)))
    places = (content.header("Subject") or "", content.text, content.html)
    return {m.group() for place in places for m in pattern.finditer(place)}


def compare(raw: bytes, file: Path, *, update: bool = False) -> None:
    """That the mail is as the file has it. With `update` the file is written instead.

    Raises AssertionError with the difference, or with how to write the file where there is none.
    """
    now = normalised(raw)
    if update:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(now, encoding="utf-8", errors="backslashreplace", newline="\n")
        return
    if not file.exists():
        raise AssertionError(f"there is no {file}: run with --update-golden once, and look at what it wrote")
    then = file.read_text(encoding="utf-8")
    now = now.encode("utf-8", "backslashreplace").decode("utf-8")
    if now != then:
        lines = difflib.unified_diff(then.splitlines(), now.splitlines(), str(file), "the mail", lineterm="")
        raise AssertionError("the mail differs from its golden file\n" + "\n".join(lines))
