"""The report's page in a real browser: no accessibility fault, nothing wider than the screen."""

from pathlib import Path
from typing import Any

import pytest

from bench import quarter_world as world
from intake.config import Settings
from intake.ledger import open_ledger
from intake.operate.page import page
from intake.operate.report import report
from tests.servers.browser import faults
from tests.unit.operate.test_owner_report import END, workflow

pytestmark = pytest.mark.chromium


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a simulated quarter, as a file."""
    folder: Path = tmp_path_factory.mktemp("report")
    flows = [workflow("order-status"), workflow("returns")]
    settings = Settings.model_validate({"data_dir": folder / "data", "workflows": flows})
    ledger = open_ledger(settings, now=END.timestamp)
    world.build(ledger, seed=3, mails=800)
    file = folder / "report.html"
    file.write_text(page(report(settings, ledger, since=world.START, until=END)), encoding="utf-8")
    ledger.engine.dispose()
    return file.as_uri()


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (390, "dark"), (1280, "dark"), (390, "light")]
)
def test_the_report_has_no_accessibility_fault_and_fits(
    browser: Any, address: str, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    shown = context.new_page()
    shown.goto(address)
    assert faults(shown) == []
    context.close()
