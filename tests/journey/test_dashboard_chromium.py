"""The dashboard in a real browser: no accessibility fault, nothing wider than the screen, usable by keys."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from intake.bootstrap import build_agent, build_dashboard
from intake.cli.demo import deliver, load_samples, rehearsal
from tests.servers.browser import faults

ROOT = Path(__file__).parents[2]
SAMPLES = ("01-opening-hours", "33-hidden-html", "38-complaint")
PAGES = ("/", "/mails", "/mails/1", "/mails/2", "/mails/1/source/1", "/mails/1/edit", "/knowledge",
         "/figures", "/alerts", "/register", "/audit", "/mails/999")  # fmt: skip
pytestmark = [pytest.mark.chromium, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the dashboard answers, with the key that opens it."""
    with rehearsal(ROOT / "examples" / "fernweh.yaml", tmp_path_factory.mktemp("web")) as (settings, box):
        every = {s.name: s for s in load_samples(ROOT / "examples" / "mails")}
        deliver([every[name] for name in SAMPLES], box, settings.accounts[0].address)
        agent = build_agent(settings)
        agent.run_once()
        app, key = build_dashboard(settings, host="127.0.0.1", agent=agent)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [free]}, daemon=True)
            free.listen()
            thread.start()
            yield f"http://127.0.0.1:{free.getsockname()[1]}/login?key={key}"
            server.should_exit = True
            thread.join(10)


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (390, "dark"), (1280, "dark"), (390, "light")]
)
def test_no_page_has_an_accessibility_fault_or_scrolls_sideways(
    browser: Any, address: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        bypass_csp=True,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address)
    home = address.partition("/login")[0]
    page.goto(home + "/figures/report")  # the figures are counted before their page is looked at
    for path in PAGES if (width, scheme) in {(1280, "light"), (390, "dark")} else PAGES[:3]:
        page.goto(home + path)
        assert faults(page) == [], path
    context.close()


def test_the_list_is_worked_through_by_keys_and_nothing_is_refused_by_the_policy(
    browser: Any, address: str
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(address)
    page.goto(address.partition("/login")[0] + "/mails")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/mails/3")
    page.go_back()
    page.keyboard.press("/")
    page.keyboard.type("opening")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=opening**")
    assert page.locator(".mails .mail").count() == 1
    page.click(".mail")
    page.click(".cite")
    page.wait_for_url("**/source/1#q")
    assert page.locator("mark#q").is_visible()
    assert said == []
    context.close()
