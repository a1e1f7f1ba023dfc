"""The pictures of the pages for owners, reviewers and auditors: python docs/pictures.py.

Needs Chromium. The report is the real one over a seeded quarter, the dashboard the real one over the demo's
mails, so the pictures stay true.
"""

import random
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
OUT = ROOT / "docs" / "pictures"
MAILS = ("01-opening-hours", "33-hidden-html", "38-complaint", "40-personal-data")
REPORT = (("report", 1280, "light"), ("report-phone", 390, "dark"))
DASHBOARD = (
    ("reviewer-draft", "/mails/1", 1280, "light"),
    ("reviewer-hidden", "/mails/2", 1280, "light"),
    ("reviewer-phone", "/mails?view=review", 390, "dark"),
    ("compliance-register", "/register", 1280, "light"),
)
COLOURS = 64
"""A picture of a page has few; the rest is weight."""


def main() -> None:
    from tests.servers.browser import chromium

    OUT.mkdir(exist_ok=True)
    with chromium() as browser:
        with report_page() as address:
            for name, width, scheme in REPORT:
                shoot(browser, name, (address,), width, scheme)
        with dashboard() as (home, key):
            for name, path, width, scheme in DASHBOARD:
                shoot(browser, name, (f"{home}/login?key={key}", home + path), width, scheme)


def shoot(browser: Any, name: str, addresses: tuple[str, ...], width: int, scheme: str) -> None:
    """The last of the addresses, as it stands on the screen when the others were opened before."""
    from PIL import Image

    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    for address in addresses:
        page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    file = OUT / f"{name}.png"
    page.screenshot(path=str(file))
    context.close()
    Image.open(file).convert("RGB").quantize(COLOURS).save(file, optimize=True)


@contextmanager
def report_page() -> Iterator[str]:
    """The HTML report of a simulated quarter."""
    from bench import quarter, quarter_world
    from intake.ledger import open_ledger
    from intake.operate.page import page
    from intake.operate.report import report

    with tempfile.TemporaryDirectory() as name:
        settings = quarter.settings_in(Path(name))
        until = quarter_world.START.timestamp() + quarter_world.WEEKS * 7 * 86_400
        ledger = open_ledger(settings, now=lambda: until)
        truth = quarter_world.build(ledger, seed=1, mails=4000)
        chance = random.Random(1)
        for ident in chance.sample(range(1, 4001), 300):
            quarter_world.look(ledger, truth, ident, "ana", until, chance)
        end = quarter_world.START.fromtimestamp(until, quarter_world.START.tzinfo)
        file = Path(name) / "report.html"
        found = report(settings, ledger, since=quarter_world.START, until=end)
        file.write_text(page(found), encoding="utf-8")
        ledger.engine.dispose()
        yield file.as_uri()


@contextmanager
def dashboard() -> Iterator[tuple[str, str]]:
    """A dashboard over some of the demo's mails, and the key that opens it."""
    import uvicorn

    from intake.bootstrap import build_agent, build_dashboard
    from intake.cli.demo import deliver, load_samples, rehearsal

    company = ROOT / "examples" / "fernweh.yaml"
    with tempfile.TemporaryDirectory() as name, rehearsal(company, Path(name)) as (settings, box):
        samples = [s for s in load_samples(ROOT / "examples" / "mails") if s.name in MAILS]
        samples.sort(key=lambda s: MAILS.index(s.name))
        deliver(samples, box, settings.accounts[0].address)
        agent = build_agent(settings)
        agent.run_once()
        app, key = build_dashboard(settings, host="127.0.0.1", agent=agent)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            free.listen()
            server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [free]}, daemon=True)
            thread.start()
            yield f"http://127.0.0.1:{free.getsockname()[1]}", key
            server.should_exit = True
            thread.join(10)


if __name__ == "__main__":
    main()
