"""The parser process: reads mails and documents from a pipe, under limits that the kernel holds.

Started as `python -m intake.sanitize.worker MEMORY_MB CPU_S OCR_S`; it opens no connection, writes no file
and starts no program, save Tesseract where OCR_S is more than nothing.
"""

import contextlib
import functools
import json
import resource
import shutil
import sys
from dataclasses import replace
from email.parser import BytesHeaderParser
from email.policy import compat32
from typing import TYPE_CHECKING

from intake.sanitize.wire import dump, receive, send

if TYPE_CHECKING:
    from intake.mail import SanitizedDocument, SanitizedMessage
    from intake.sanitize.opinion import Doubts

HEADERS_MOST = 200_000


def main(argv: list[str]) -> None:
    """Answer frames until the pipe closes."""
    memory_mb, seconds, ocr_s = int(argv[0]), int(argv[1]), float(argv[2])
    # The one program that it may start, and only where pictures are to be read.
    confine(memory_mb, shutil.which("tesseract") if ocr_s else None)
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    while True:
        try:
            order = json.loads(receive(stdin.read))
            data = receive(stdin.read)
        except (EOFError, ValueError):
            return
        _cpu(seconds)
        send(stdout, dump(answer(order, data, ocr_s)))


def answer(
    order: dict[str, str | None], data: bytes, ocr_s: float = 0.0
) -> "SanitizedMessage | SanitizedDocument | Doubts":
    """Do one order: `sanitize`, `bare` (without attachments), `headers`, `document`, `doubts` or `settle`."""
    from intake.sanitize.attachments import sanitize_document
    from intake.sanitize.limits import Limits
    from intake.sanitize.message import sanitize, sanitize_parsed

    limits = Limits(ocr_s=ocr_s)
    if order["do"] == "document":
        name, kind = order["filename"], order["media_type"]
        return sanitize_document(data, filename=name, media_type=kind, limits=limits)
    if order["do"] == "sanitize":
        return sanitize(data, limits=limits)
    if order["do"] == "doubts":
        from intake.sanitize.opinion import doubts

        return doubts(data)
    if order["do"] == "settle":
        told = json.loads(order["opinions"] or "{}")
        opinions = {
            part: {int(i): seen if isinstance(seen, bool) else tuple(seen) for i, seen in all_.items()}
            for part, all_ in told.items()
        }
        return sanitize(data, opinions=opinions, limits=limits)
    from intake.parse import parse

    if order["do"] == "bare":
        return sanitize_parsed(replace(parse(data), attachments=()))
    return sanitize_parsed(replace(parse(headers_of(data)), attachments=(), body=(), alternatives=()))


def headers_of(data: bytes) -> bytes:
    """The top header block alone, as a mail of its own."""
    head = data[:HEADERS_MOST].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    keep = {"from", "to", "cc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references"}
    parsed = BytesHeaderParser(policy=compat32).parsebytes(head + b"\n\n")
    lines = [f"{k}: {v}" for k, v in parsed.raw_items() if k.lower() in keep]
    return "\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")


def confine(memory_mb: int, program: str | None = None) -> None:
    """Give up memory beyond the limit, files, other programs and the network. Not to be undone."""
    size = memory_mb << 20
    for what, most in (
        (resource.RLIMIT_AS, size * 2),
        (resource.RLIMIT_DATA, size),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))
    sys.addaudithook(functools.partial(_deny, program))


def _deny(program: str | None, event: str, arguments: tuple[object, ...]) -> None:
    """No network and no other program, even where a parser is talked into trying."""
    if event == "subprocess.Popen" and program is not None and arguments[0] == program:
        return
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.system", "os.fork")):
        raise PermissionError(event)


def _cpu(seconds: int) -> None:
    """This many seconds of processor time from now; the kernel kills beyond."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds + 1
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main(sys.argv[1:])
