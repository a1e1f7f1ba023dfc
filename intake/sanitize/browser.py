"""A headless Chromium with one page: offline, without scripts, under a time limit.

It is spoken to over two pipes (`--remote-debugging-pipe`), so no port is opened. Its process and its profile
are gone when it is closed.
"""

import base64
import contextlib
import json
import os
import select
import shutil
import signal
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
WIDTH, HEIGHT, MOST_PX = 1000, 800, 6000
"""Of the window, and the most of a page in both directions that is painted."""
MAX_ANSWER = 80_000_000
MOST_TRIES = 5
FLAGS = (
    "--headless", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
    "--disable-extensions", "--mute-audio", "--hide-scrollbars", "--proxy-server=http://127.0.0.1:9",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--disable-features=Translate,MediaRouter",
    "--password-store=basic", "--blink-settings=imageAnimationPolicy=2",
)  # fmt: skip


class BrowserFailed(Exception):
    """No browser, no answer, or not in time: the texts stay in doubt."""


def find(path: Path | None = None) -> str | None:
    """The browser that is named, or the first one of this machine; None where there is none."""
    if path is not None:
        return str(path) if path.exists() else None
    return next((found for name in NAMES if (found := shutil.which(name))), None)


_STILL = """(() => {
  for (const a of document.getAnimations())
    try { a.effect.getComputedTiming().endTime <= 5000 ? a.finish() : a.pause(); } catch { a.pause(); }
})()"""


class Browser:
    """A browser with one page. Raises BrowserFailed for whatever goes wrong, and leaves nothing behind."""

    def __init__(self, executable: str, *, seconds: float) -> None:
        self.within(seconds)
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

    def still(self) -> None:
        """Bring what moves for a few seconds to its end, and stop everything else where it is."""
        self.run(_STILL)
        self._send("Animation.enable")
        self._send("Animation.setPlaybackRate", {"playbackRate": 0})

    def run(self, script: str) -> str:
        """The string that an expression gives."""
        answer = self._send("Runtime.evaluate", {"expression": script, "returnByValue": True})
        return str(answer.get("result", {}).get("value") or "")

    def picture(self, *, most_width: int = WIDTH) -> bytes:
        """The page as it stands, a PNG: as long as the page is, and as wide up to `most_width`."""
        size = self._send("Page.getLayoutMetrics")["cssContentSize"]
        width = min(most_width, max(WIDTH, size["width"]))
        height = min(MOST_PX, max(HEIGHT, size["height"]))
        clip = {"x": 0, "y": 0, "scale": 1, "width": width, "height": height}
        # Chromium draws a short page that is written from right to left beside its place if asked for more.
        beyond = width > WIDTH or height > HEIGHT
        shot = {"format": "png", "optimizeForSpeed": True, "captureBeyondViewport": beyond, "clip": clip}
        shown, last = self._send("Page.captureScreenshot", shot)["data"], ""
        # On a busy machine a picture may show the page as it was before the last change.
        for _ in range(MOST_TRIES):
            if shown == last:
                break
            last, shown = shown, self._send("Page.captureScreenshot", shot)["data"]
        return base64.b64decode(shown)

    def within(self, seconds: float) -> None:
        """A new time limit from now on, for the next page."""
        self._deadline = time.monotonic() + seconds

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
