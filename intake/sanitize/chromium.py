"""A headless Chromium that is asked whether a text is seen: by its pixels, offline, under a time limit.

It is spoken to over two pipes (`--remote-debugging-pipe`), so no port is opened. Each mail gets a process and
a profile of its own, and both are gone afterwards.
"""

import base64
import contextlib
import io
import json
import os
import re
import select
import shutil
import signal
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from intake.sanitize.opinion import DoubtfulPage, Doubts

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
WIDTH, HEIGHT, MOST_HEIGHT = 1000, 800, 6000
MOST_PICTURES = 200
"""Of one page, some 30 ms each."""
MOST_WORDS = 12
"""Of one text that are looked at one by one."""
LEAST_DIFFERENCE = 24
MAX_ANSWER = 80_000_000
FLAGS = (
    "--headless", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
    "--disable-extensions", "--mute-audio", "--hide-scrollbars", "--proxy-server=http://127.0.0.1:9",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--disable-features=Translate,MediaRouter",
    "--password-store=basic",
)  # fmt: skip
_STYLE = (
    "::highlight(blank){color:transparent!important;-webkit-text-fill-color:transparent!important;"
    "text-shadow:none!important;-webkit-text-stroke:0!important;fill:transparent!important}"
)
_COLLECT = """(() => {
  const sheet = new CSSStyleSheet(); sheet.replaceSync(%s); document.adoptedStyleSheets = [sheet];
  const walk = document.createTreeWalker(document, NodeFilter.SHOW_TEXT); window.__texts = [];
  while (walk.nextNode()) window.__texts.push(walk.currentNode);
  return JSON.stringify(%s.map(i => window.__texts[i] ? window.__texts[i].data : null));
})()"""
_BLANK = """(() => {
  const wanted = %s, undo = window.__undo = [], all = new Highlight();
  for (const [i, start, end] of wanted) {
    const n = window.__texts[i], e = n.parentElement, r = document.createRange();
    if (!e) continue;
    r.setStart(n, start); r.setEnd(n, end); all.add(r);
    const c = getComputedStyle(e);
    if (c.backgroundClip.includes('text') || c.textShadow !== 'none' || e instanceof SVGElement) {
      const s = e.getAttribute('style'); e.style.setProperty('visibility', 'hidden', 'important');
      undo.push(() => s === null ? e.removeAttribute('style') : e.setAttribute('style', s));
    }
  }
  CSS.highlights.set('blank', all);
})()"""
_RESTORE = "(() => { CSS.highlights.clear(); for (const f of window.__undo) f(); })()"


class BrowserFailed(Exception):
    """No browser, no answer, or not in time: the texts stay in doubt."""


def find(path: Path | None = None) -> str | None:
    """The browser that is named, or the first one of this machine; None where there is none."""
    if path is not None:
        return str(path) if path.exists() else None
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Chromium:
    """The `SecondOpinion` port on a real browser."""

    def __init__(self, path: Path | None = None, *, seconds: float = 15.0) -> None:
        self._path = path
        self._seconds = seconds

    def opinions(self, doubts: Doubts) -> dict[str, dict[int, bool]]:
        """Whether each doubtful text is seen, by part and number; what could not be judged is missing.

        Raises BrowserFailed where there is no browser or it does not answer in time.
        """
        executable = find(self._path)
        if executable is None:
            raise BrowserFailed("no Chromium on this machine")
        with _Process(executable, time.monotonic() + self._seconds) as browser:
            found = {}
            for page in doubts.pages:
                try:
                    found[page.part] = _judge(browser, page)
                except BrowserFailed:
                    if not found:
                        raise
                    break
            return found


def _judge(browser: "_Process", page: DoubtfulPage) -> dict[int, bool]:
    browser.show(page.html)
    wanted = [t.index for t in page.texts]
    told = json.loads(browser.run(_COLLECT % (json.dumps(_STYLE), json.dumps(wanted))) or "[]")
    # The two parsers must agree on what stands where, or the answer would be about another text.
    sure = {
        text.index: data
        for text, data in zip(page.texts, told, strict=False)
        if data is not None and _same(data, text.text)
    }
    if not sure:
        return {}
    before = browser.picture()
    if not _shows(browser, before, [[index, 0, _units(data)] for index, data in sure.items()]):
        return dict.fromkeys(sure, False)
    found: dict[int, bool] = {}
    left = MOST_PICTURES
    for index, data in sure.items():
        words = [(found.start(), found.end()) for found in re.finditer(r"\S+", data)]
        spans = [(_units(data[:start]), _units(data[:end])) for start, end in _some(words)]
        if left < len(spans) + 1:
            break
        left -= len(spans) + 1
        if not _shows(browser, before, [[index, 0, _units(data)]]):
            found[index] = False
        elif all(_shows(browser, before, [[index, start, end]]) for start, end in spans):
            # A text of which only a part is seen stays in doubt: it cannot be cut where the box cuts it.
            found[index] = True
    return found


def _shows(browser: "_Process", before: bytes, ranges: list[list[int]]) -> bool:
    browser.run(_BLANK % json.dumps(ranges))
    after = browser.picture()
    browser.run(_RESTORE)
    return _differs(before, after)


def _some(words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """At most `MOST_WORDS` of them, evenly spread, the first and the last among them."""
    if len(words) <= MOST_WORDS:
        return words
    return [words[round(i * (len(words) - 1) / (MOST_WORDS - 1))] for i in range(MOST_WORDS)]


def _units(text: str) -> int:
    """Length as a browser counts: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _same(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())


def _differs(one: bytes, other: bytes) -> bool:
    if one == other:
        return False
    from PIL import Image, ImageChops

    first, second = (Image.open(io.BytesIO(x)).convert("L") for x in (one, other))
    if first.size != second.size:
        return True
    extremes = ImageChops.difference(first, second).getextrema()
    return isinstance(extremes[1], (int, float)) and extremes[1] > LEAST_DIFFERENCE


class _Process:
    """A browser with one page. Raises BrowserFailed for whatever goes wrong, and leaves nothing behind."""

    def __init__(self, executable: str, deadline: float) -> None:
        self._deadline = deadline
        self._count = 0
        self._rest = b""
        self._session = ""
        self._frame = ""
        self._folder = tempfile.mkdtemp(prefix="mailroom-browser-")
        flags = [*FLAGS, f"--user-data-dir={self._folder}", f"--window-size={WIDTH},{HEIGHT}", "about:blank"]
        if os.geteuid() == 0:
            flags.insert(0, "--no-sandbox")
        theirs_in, self._write = os.pipe()
        self._read, theirs_out = os.pipe()
        try:
            # Chromium reads commands from descriptor 3 and answers on 4.
            actions = [
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
                *_moved(theirs_in, theirs_out),
            ]
            environment = {k: v for k, v in os.environ.items() if k in {"PATH", "LANG", "FONTCONFIG_PATH"}}
            environment |= {"HOME": self._folder, "XDG_RUNTIME_DIR": self._folder}
            self._pid = os.posix_spawn(executable, [executable, *flags], environment, file_actions=actions, setpgroup=0)  # fmt: skip  # noqa: E501
        except OSError as exc:
            os.close(self._write)
            os.close(self._read)
            shutil.rmtree(self._folder, ignore_errors=True)
            raise BrowserFailed(str(exc)) from exc
        finally:
            os.close(theirs_in)
            os.close(theirs_out)

    def __enter__(self) -> Self:
        try:
            target = self._send("Target.createTarget", {"url": "about:blank"}, whole=True)["targetId"]
            attach = {"targetId": target, "flatten": True}
            self._session = self._send("Target.attachToTarget", attach, whole=True)["sessionId"]
            self._send("Network.enable")
            self._send("Network.emulateNetworkConditions", {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0})  # fmt: skip  # noqa: E501
            self._send("Network.setBlockedURLs", {"urls": ["http://*", "https://*", "ws://*", "wss://*", "file://*"]})  # fmt: skip  # noqa: E501
            self._send("Emulation.setScriptExecutionDisabled", {"value": True})
            self._send("Emulation.setDeviceMetricsOverride", {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False})  # fmt: skip  # noqa: E501
            self._send("Page.enable")
            self._frame = self._send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def show(self, html: str) -> None:
        """Load a document in place of the last one."""
        self._send("Page.navigate", {"url": "about:blank"})
        self._send("Page.setDocumentContent", {"frameId": self._frame, "html": html})

    def run(self, script: str) -> str:
        """The string that an expression gives."""
        answer = self._send("Runtime.evaluate", {"expression": script, "returnByValue": True})
        return str(answer.get("result", {}).get("value") or "")

    def picture(self) -> bytes:
        """The page as it stands, a PNG of at most 6,000 px."""
        size = self._send("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "scale": 1, "width": WIDTH, "height": min(MOST_HEIGHT, max(HEIGHT, size["height"]))}  # fmt: skip  # noqa: E501
        shot = {"format": "png", "optimizeForSpeed": True, "captureBeyondViewport": True, "clip": clip}
        return base64.b64decode(self._send("Page.captureScreenshot", shot)["data"])

    def close(self) -> None:
        """End the browser and all that it started, and forget its profile."""
        for descriptor in (self._write, self._read):
            with contextlib.suppress(OSError):
                os.close(descriptor)
        with contextlib.suppress(OSError):
            os.killpg(self._pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.waitpid(self._pid, 0)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _send(
        self, method: str, parameters: dict[str, Any] | None = None, *, whole: bool = False
    ) -> dict[str, Any]:
        self._count += 1
        order: dict[str, Any] = {"id": self._count, "method": method, "params": parameters or {}}
        if not whole:
            order["sessionId"] = self._session
        try:
            view = memoryview(json.dumps(order).encode() + b"\0")
            while view:
                self._wait(reading=False)
                view = view[os.write(self._write, view[:65536]) :]
            while True:
                answer = json.loads(self._message())
                if answer.get("id") == self._count:
                    break
        except (OSError, ValueError) as exc:
            raise BrowserFailed(f"{method}: {exc}") from exc
        if "error" in answer:
            raise BrowserFailed(f"{method}: {answer['error'].get('message')}")
        result: dict[str, Any] = answer.get("result", {})
        return result

    def _message(self) -> bytes:
        parts = [self._rest]
        size = len(self._rest)
        while b"\0" not in parts[-1]:
            self._wait(reading=True)
            data = os.read(self._read, 1 << 20)
            size += len(data)
            if not data or size > MAX_ANSWER:
                raise BrowserFailed("the browser is gone")
            parts.append(data)
        message, _, self._rest = b"".join(parts).partition(b"\0")
        return message

    def _wait(self, *, reading: bool) -> None:
        left = self._deadline - time.monotonic()
        mine = ([self._read], []) if reading else ([], [self._write])
        if left <= 0 or not any(select.select(*mine, [], left)):
            raise BrowserFailed("no answer in time")


def _moved(reading: int, writing: int) -> list[tuple[int, int, int]]:
    """File actions that put two descriptors at 3 and 4, whatever their numbers are now."""
    high = 100
    return [
        (os.POSIX_SPAWN_DUP2, reading, high),
        (os.POSIX_SPAWN_DUP2, writing, high + 1),
        (os.POSIX_SPAWN_DUP2, high, 3),
        (os.POSIX_SPAWN_DUP2, high + 1, 4),
    ]
