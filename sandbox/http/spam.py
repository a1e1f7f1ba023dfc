"""SpamAssassin's opinion of a mail, asked from a running spamd (its SPAMC protocol 1.5)."""

import asyncio
import math
import re
from typing import Any

TIMEOUT_S = 20.0
MAX_ANSWER = 1 << 20
SPAM_FROM = 5.0
_VERDICT = re.compile(r"^Spam:\s*(?:True|False|Yes|No)\s*;\s*(-?[\d.]+)\s*/\s*(-?[\d.]+)", re.I | re.M)
_RULE = re.compile(r"^\s*(-?\d+\.?\d*)\s+([A-Z][A-Z0-9_]+)\s+(.*)$")


async def ask(service: str, raw: bytes) -> dict[str, Any]:
    """Mailpit's answer; trouble with the service stands in `Error`. `service` is `host:port`."""
    host, _, port = service.rpartition(":")
    try:
        async with asyncio.timeout(TIMEOUT_S):
            reader, writer = await asyncio.open_connection(host or "127.0.0.1", int(port))
            try:
                writer.write(b"REPORT SPAMC/1.5\r\nContent-length: %d\r\n\r\n" % len(raw))
                writer.write(raw)
                await writer.drain()
                writer.write_eof()
                answer = await reader.read(MAX_ANSWER)
                while len(answer) < MAX_ANSWER and (more := await reader.read(MAX_ANSWER)):
                    answer += more
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError) as exc:
        return _told(error=str(exc) or "the service does not answer")
    return read_answer(answer.decode("utf-8", "replace"))


def read_answer(text: str) -> dict[str, Any]:
    """The report of spamd as Mailpit's object."""
    head, _, report = text.replace("\r\n", "\n").partition("\n\n")
    verdict = _VERDICT.search(head)
    if not head.startswith("SPAMD/") or " 0 EX_OK" not in head.split("\n")[0] or verdict is None:
        return _told(error=f"unexpected answer: {head.splitlines()[0][:200] if head else 'nothing'}")
    rules: list[dict[str, Any]] = []
    for line in report.split("\n"):
        found = _RULE.match(line)
        if found:
            rules.append({"Score": _tenth(found[1]), "Name": found[2], "Description": found[3].strip()})
        elif rules and line.startswith(" " * 20) and line.strip():  # a description goes on
            rules[-1]["Description"] += " " + line.strip()
    score = float(verdict[1])
    return _told(spam=score >= SPAM_FROM, score=_tenth(verdict[1]), rules=rules)


def _told(
    *, spam: bool = False, score: float = 0.0, error: str = "", rules: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    return {"IsSpam": spam, "Error": error, "Score": score, "Rules": rules or []}


def _tenth(text: str) -> float:
    return math.floor(float(text) * 10) / 10
