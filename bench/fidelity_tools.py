"""What `sanitize_html` keeps of a page, by itself and with a browser beside it."""

import contextlib
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from intake.sanitize import sanitize_html
from intake.sanitize.browser import Browser, BrowserFailed
from intake.sanitize.chromium import look
from intake.sanitize.html import HtmlView
from intake.sanitize.opinion import DoubtfulPage, DoubtfulText, Seen

PAGE_S = 30.0


@dataclass(frozen=True, slots=True)
class Kept:
    """What a tool hands on of a page, and what it tells to have held back."""

    text: str
    held: str = ""
    uncertain: bool = False

    @classmethod
    def of(cls, view: HtmlView) -> Self:
        """Text and withheld text of our own result."""
        held = " ".join(f.text for f in view.findings if f.action == "withheld")
        return cls(view.text, held, view.uncertain_chars > 0)


class Ours:
    """The engine alone."""

    def read(self, html: str) -> Kept:
        """What it keeps of a page."""
        return Kept.of(sanitize_html(html, where="bench"))


class WithBrowser:
    """The engine with a browser for what it leaves in doubt. What it saw is remembered by the page."""

    def __init__(self, executable: str, memory: Path) -> None:
        self._executable = executable
        self._memory = memory
        self._browser: Browser | None = None
        self._known: dict[str, dict[int, Seen]] = {}
        if memory.exists():
            for line in memory.read_text(encoding="utf-8").splitlines():
                digest, told = json.loads(line)
                self._known[digest] = {
                    int(i): seen if isinstance(seen, bool) else tuple(seen) for i, seen in told.items()
                }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._browser is not None:
            self._browser.close()

    def read(self, html: str) -> Kept:
        """What the engine keeps once the browser has looked."""
        view = sanitize_html(html, where="bench")
        if not view.doubts:
            return Kept.of(view)
        known = self._known.setdefault(hashlib.sha256(view.source.encode()).hexdigest(), {})
        asked = tuple(DoubtfulText(index=i, text=text) for i, text in view.doubts if i not in known)
        if asked:
            with contextlib.suppress(BrowserFailed):
                known.update(self._look(DoubtfulPage(part="", html=view.source, texts=asked)))
        return Kept.of(sanitize_html(html, where="bench", opinions=known))

    def _look(self, page: DoubtfulPage) -> dict[int, Seen]:
        if self._browser is None:
            self._browser = Browser(self._executable, seconds=PAGE_S).__enter__()
        self._browser.within(PAGE_S)
        try:
            seen = look(self._browser, page)
        except BrowserFailed:
            self._browser.close()
            self._browser = None
            raise
        self._memory.parent.mkdir(exist_ok=True)
        with self._memory.open("a", encoding="utf-8") as file:
            digest = hashlib.sha256(page.html.encode()).hexdigest()
            file.write(json.dumps([digest, {**self._known[digest], **seen}]) + "\n")
        return seen
