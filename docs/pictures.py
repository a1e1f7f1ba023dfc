"""The pictures of the owner's pages, made from a simulated quarter: python docs/pictures.py.

Needs Chromium. The report is the real one over a seeded ledger, so the pictures stay true.
"""

import random
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
OUT = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
SHOTS = (("report.png", 1280, 900, "light"), ("report-phone.png", 390, 900, "dark"))


def main() -> None:
    from bench import quarter, quarter_world
    from intake.ledger import open_ledger
    from intake.operate.page import page
    from intake.operate.report import report

    OUT.mkdir(exist_ok=True)
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
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            for shot, width, height, scheme in SHOTS:
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,  # type: ignore[arg-type]
                )
                tab = context.new_page()
                tab.goto(file.as_uri())
                tab.screenshot(path=str(OUT / shot))
            browser.close()


if __name__ == "__main__":
    main()
