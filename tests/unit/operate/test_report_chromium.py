"""The pages that commands write, in a real browser: no accessibility fault, nothing wider than the screen."""

from pathlib import Path
from typing import Any

import pytest

from bench import quarter_world as world
from intake.cli.redteam import as_html as redteam_html
from intake.config import Settings
from intake.ledger import open_ledger
from intake.operate.page import page
from intake.operate.register import as_html, register
from intake.operate.report import report
from sandbox.redteam.judge import Found, judge
from sandbox.redteam.suite import suite
from tests.servers.browser import faults
from tests.unit.operate.test_owner_report import END, workflow

pytestmark = pytest.mark.chromium


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The report of a simulated quarter, the register, and a red team's page with one attack through."""
    folder: Path = tmp_path_factory.mktemp("report")
    flows = [workflow("order-status"), workflow("returns")]
    settings = Settings.model_validate({"data_dir": folder / "data", "workflows": flows})
    ledger = open_ledger(settings, now=END.timestamp)
    world.build(ledger, seed=3, mails=800)
    attacks = suite(limit=3)
    loose = Found(folder="captured", raw=b"To: x@y.invalid\r\n\r\nhi\r\n", recipients=("x@y.invalid",))
    told = {
        "report": page(report(settings, ledger, since=world.START, until=END)),
        "register": as_html(register(settings, ledger)),
        "redteam": redteam_html(judge(attacks, [loose])),
    }
    ledger.engine.dispose()
    for name, text in told.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return [(folder / f"{name}.html").as_uri() for name in told]


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (390, "dark"), (1280, "dark"), (390, "light")]
)
def test_no_page_has_an_accessibility_fault_or_scrolls_sideways(
    browser: Any, pages: list[str], width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    shown = context.new_page()
    for address in pages:
        shown.goto(address)
        assert faults(shown) == [], address
    context.close()
