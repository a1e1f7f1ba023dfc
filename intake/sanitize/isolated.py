"""The Sanitizer port: `sanitize` in a limited process that may die without harm.

A mail that breaks the process is read again without its attachments, then by its headers alone; what was
left out is in the result as `unreadable: limit` and as a defect.
"""

import contextlib
import json
import math
import os
import queue
import select
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, replace
from typing import TypeVar

from intake.config import SanitizeSettings
from intake.errors import Poisoned
from intake.mail import Defect, SanitizedDocument, SanitizedMessage, digest_of
from intake.sanitize import wire
from intake.sanitize.browser import BrowserFailed
from intake.sanitize.chromium import Chromium
from intake.sanitize.opinion import Doubts, SecondOpinion

POOL = 2
OCR_S = 30.0
"""For the pictures of one document; a page takes one to three seconds."""
SPARE_S = 30.0
"""A process beyond the first that nobody needed for so long is ended: each holds some 65 MB."""
T = TypeVar("T", SanitizedMessage, SanitizedDocument, Doubts)


class Killed(Exception):
    """The process ran over its time, its memory, or fell."""


@dataclass(slots=True)
class Worker:
    """One parser process with its two pipes."""

    process: "subprocess.Popen[bytes]"
    used_at: float = 0.0

    @classmethod
    def start(cls, memory_mb: int, seconds: float, ocr_s: float = 0.0) -> "Worker":
        environment = {k: v for k, v in os.environ.items() if k in {"PATH", "LANG", "LC_ALL", "VIRTUAL_ENV"}}
        # One thread for the numeric library: each would reserve memory of its own.
        environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
        paths = [p for p in sys.path if p]
        environment["PYTHONPATH"] = os.pathsep.join(paths)
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [
                *(sys.executable, "-m", "intake.sanitize.worker"),
                *(str(memory_mb), str(math.ceil(seconds)), str(ocr_s)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            bufsize=0,
        )
        return cls(process)

    def ask(self, order: dict[str, str | None], data: bytes, seconds: float) -> bytes:
        """The answer's frame. Raises Killed, after which the worker is of no more use."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        deadline = time.monotonic() + seconds
        # Writing could block on a process that hangs; the timer ends both.
        timer = threading.Timer(seconds, self.process.kill)
        timer.daemon = True
        timer.start()
        try:
            head = json.dumps(order).encode()
            frame = len(head).to_bytes(4, "big") + head + len(data).to_bytes(4, "big") + data
            view = memoryview(frame)
            while view:
                view = view[self.process.stdin.write(view) or 0 :]
            return wire.receive(lambda size: self._read(size, deadline))
        except (OSError, EOFError, ValueError) as exc:
            self.stop()
            raise Killed from exc
        finally:
            timer.cancel()

    def _read(self, size: int, deadline: float) -> bytes:
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], max(0.0, deadline - time.monotonic()))
        return (self.process.stdout.read(size) or b"") if ready else b""

    def stop(self) -> None:
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if pipe:
                    pipe.close()
        self.process.wait()


class IsolatedSanitizer:
    """A small pool of parser processes. Thread-safe; a dead one is replaced at the next use."""

    def __init__(
        self,
        settings: SanitizeSettings | None = None,
        *,
        workers: int = POOL,
        opinion: SecondOpinion | None = None,
    ) -> None:
        self._settings = settings or SanitizeSettings()
        self._idle: queue.Queue[Worker | None] = queue.LifoQueue()
        for _ in range(max(1, workers)):
            self._idle.put(None)
        self._closed = False
        self._ocr_s = OCR_S if self._settings.ocr else 0.0
        if opinion is None and self._settings.second_opinion == "browser":
            opinion = Chromium(self._settings.browser)
        self._opinion = opinion

    def __enter__(self) -> "IsolatedSanitizer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def sanitize(self, raw: bytes) -> SanitizedMessage:
        """What a person sees of a mail. Raises Poisoned only where not even its headers can be read."""
        try:
            return self._second(self._ask(SanitizedMessage, {"do": "sanitize"}, raw), raw)
        except Killed:
            pass
        for step, note in (("bare", "attachments left out: limit"), ("headers", "only headers read: limit")):
            try:
                seen = self._ask(SanitizedMessage, {"do": step}, raw)
            except Killed:
                continue
            left_out = SanitizedDocument(
                filename=None,
                media_type="application/octet-stream",
                size=len(raw),
                status="unreadable",
                reason="limit",
            )
            return replace(
                seen,
                digest=digest_of(raw),
                attachments=(left_out,),
                defects=(*seen.defects, Defect(kind="limit", where="message", note=note)),
            )
        raise Poisoned("a mail ends the parser process by its headers alone", digest=digest_of(raw))

    def _second(self, message: SanitizedMessage, raw: bytes) -> SanitizedMessage:
        """The message once a browser has looked at what is uncertain in it; as it was where it cannot."""
        if self._opinion is None or not message.uncertain_share:
            return message
        try:
            doubts = self._ask(Doubts, {"do": "doubts"}, raw)
            opinions = self._opinion.opinions(doubts) if doubts.pages else {}
            if not any(opinions.values()):
                return message
            order: dict[str, str | None] = {"do": "settle", "opinions": json.dumps(opinions)}
            return self._ask(SanitizedMessage, order, raw)
        except (BrowserFailed, Killed) as exc:
            note = f"no second opinion: {exc or 'limit'}"
            defect = Defect(kind="limit", where="browser", note=note)
            return replace(message, defects=(*message.defects, defect))

    def document(self, data: bytes, *, filename: str | None, media_type: str | None) -> SanitizedDocument:
        """What a person sees of a document; `unreadable: limit` where the process did not survive it."""
        order = {"do": "document", "filename": filename, "media_type": media_type}
        try:
            return self._ask(SanitizedDocument, order, data)
        except Killed:
            return SanitizedDocument(
                filename=filename,
                media_type=media_type or "application/octet-stream",
                size=len(data),
                status="unreadable",
                reason="limit",
            )

    def close(self) -> None:
        """End all processes; those at work end with their order."""
        self._closed = True
        with contextlib.suppress(queue.Empty):
            while True:
                worker = self._idle.get_nowait()
                if worker:
                    worker.stop()

    def _ask(self, kind: type[T], order: dict[str, str | None], data: bytes) -> T:
        if len(data) >= wire.MAX_FRAME:
            raise Killed
        worker = None if self._closed else self._idle.get()
        usable: Worker | None = None
        try:
            if worker is None or worker.process.poll() is not None:
                if worker is not None:
                    worker.stop()
                worker = Worker.start(self._settings.max_memory_mb, self._settings.max_seconds, self._ocr_s)
            frame = worker.ask(order, data, self._settings.max_seconds + 2 + self._ocr_s)
            usable = worker
            return wire.load(kind, frame)
        except (ValueError, TypeError, KeyError) as exc:
            raise Killed from exc
        finally:
            if self._closed and usable:
                usable.stop()
            else:
                if usable is not None:
                    usable.used_at = time.monotonic()
                self._idle.put(usable)

    def thin(self) -> None:
        """End processes that nobody needs now, all but one; a quiet agent is a small one."""
        kept: list[Worker | None] = []
        with contextlib.suppress(queue.Empty):
            while True:
                kept.append(self._idle.get_nowait())
        # The newest comes out first and stays; what is at work is not among these.
        for at, worker in enumerate(kept):
            if at and worker is not None and time.monotonic() - worker.used_at > SPARE_S:
                worker.stop()
                kept[at] = None
        for worker in reversed(kept):
            self._idle.put(worker)
