"""The dashboard over a real mailbox: look at a mail, edit its draft, reject it, take it back."""

import imaplib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from intake.bootstrap import build_agent, build_dashboard
from intake.cli.demo import deliver, load_samples, rehearsal
from intake.config import Settings
from intake.errors import Misconfigured
from intake.ledger import audit, open_ledger
from intake.ledger.judgements import judged
from intake.web import hash_password
from sandbox import Sandbox

ROOT = Path(__file__).parents[2]
SAMPLES = ("01-opening-hours", "02-return-period", "33-hidden-html", "38-complaint")
PAGES = ("/", "/board", "/mails", "/mails?view=review", "/mails?view=person", "/mails?q=opening", "/mails/1",
         "/mails/3", "/mails/1/human", "/mails/1/agent", "/mails/1/source/1", "/knowledge", "/figures",
         "/figures/report", "/plots.css", "/alerts", "/register", "/audit", "/static/style.css")  # fmt: skip
pytestmark = pytest.mark.timeout(300)


@dataclass(frozen=True)
class House:
    settings: Settings
    box: Sandbox
    ana: TestClient
    stranger: TestClient


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    (folder / "hash").write_text(hash_password("correct horse"))
    users = [{"name": "ana", "role": "admin", "password_hash_file": str(folder / "hash")},
             {"name": "vic", "role": "viewer", "password_hash_file": str(folder / "hash")}]  # fmt: skip
    with rehearsal(ROOT / "examples" / "fernweh.yaml", folder) as (settings, box):
        web = settings.web.model_validate({"users": users})
        settings = settings.model_copy(update={"web": web})
        every = {s.name: s for s in load_samples(ROOT / "examples" / "mails")}
        deliver([every[name] for name in SAMPLES], box, settings.accounts[0].address)
        agent = build_agent(settings)
        agent.run_once()
        app, key = build_dashboard(settings, host="0.0.0.0", agent=agent)
        assert key is None
        yield House(settings, box, signed_in(app, "ana"), TestClient(app, follow_redirects=False))


def signed_in(app: object, name: str) -> TestClient:
    client = TestClient(app, base_url="http://localhost")  # type: ignore[arg-type]
    answer = client.post("/login", data={"name": name, "password": "correct horse"})
    assert answer.status_code == 200
    return client


def csrf_of(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_and_forbids_what_it_does_not_need(house: House, path: str) -> None:
    answer = house.ana.get(path)
    assert answer.status_code == 200, answer.text[:500]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "<script>" not in answer.text


@pytest.mark.parametrize("path", [p for p in PAGES if not p.startswith("/static")])
def test_a_stranger_sees_no_page(house: House, path: str) -> None:
    answer = house.stranger.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login"
    assert house.stranger.get(path).status_code == 401
    assert house.stranger.post("/mails/1/reject", data={"reason": "tone"}).status_code == 401


def test_a_mail_shows_its_draft_its_sources_and_its_story(house: House) -> None:
    page = house.ana.get("/mails/1").text
    for words in (
        "The showroom in Freiburg is open",
        "[1]",
        "service/opening-hours.md",
        "delivered",
        "answerable",
    ):
        assert words in page
    source = house.ana.get("/mails/1/source/1").text
    assert re.search(r'<mark id="q">The showroom in Freiburg is open [^<]+</mark>', source)


def test_what_was_hidden_is_shown_as_hidden_and_the_mail_itself_can_do_nothing(house: House) -> None:
    seen = house.ana.get("/mails/3/agent").text
    assert "display-none" in seen
    frame = house.ana.get("/mails/3/human")
    assert frame.headers["content-security-policy"].startswith("sandbox;")


def test_a_wrong_password_a_foreign_form_and_an_old_form_are_refused(house: House) -> None:
    wrong = house.stranger.post("/login", data={"name": "ana", "password": "x"})
    assert wrong.status_code == 401
    page = house.ana.get("/mails/2").text
    elsewhere = {"sec-fetch-site": "cross-site"}
    data = {"csrf": csrf_of(page), "reason": "tone"}
    assert house.ana.post("/mails/2/reject", data=data, headers=elsewhere).status_code == 403
    other = {"origin": "http://evil.test"}
    assert house.ana.post("/mails/2/reject", data=data, headers=other).status_code == 403
    assert house.ana.post("/mails/2/reject", data={**data, "csrf": "old"}).status_code == 403


def test_a_viewer_is_offered_no_act_and_may_do_none(house: House) -> None:
    vic = signed_in(house.ana.app, "vic")
    page = vic.get("/mails/1").text
    assert "Reject" not in page
    assert "csrf" not in page
    person_csrf = csrf_of(house.ana.get("/mails/1").text)
    assert vic.post("/mails/1/undo", data={"csrf": person_csrf}).status_code == 403


def test_an_edit_lands_in_the_mailbox_and_a_rejection_is_kept_with_its_reason(house: House) -> None:
    form = house.ana.get("/mails/2/edit")
    assert "You can return unused items within 30 days" in form.text
    data = {"csrf": csrf_of(form.text), "reply": "Dear Tom,\n\nplease send it back by Friday.\n"}
    assert "your text now" in house.ana.post("/mails/2/edit", data=data).text
    drafts = laid(house, "Review")
    assert sum("please send it back by Friday" in d for d in drafts) == 1
    assert not any("Hello Tom Baker" in d for d in drafts)
    page = house.ana.get("/mails/2").text
    given = {"csrf": csrf_of(page), "reason": "wrong facts", "words": "Friday is too soon"}
    assert "Rejected" in house.ana.post("/mails/2/reject", data=given).text
    assert any("please send it back by Friday" in d for d in laid(house, "Rejected"))
    ledger = open_ledger(house.settings)
    with ledger.engine.connect() as db:
        assert judged(db)[2].verdict == "rejected"
    assert ledger.anchor is not None
    # What was done is anchored with the answer, though no agent runs here.
    assert audit.read_anchor(ledger.anchor) == audit.head(ledger.engine)
    ledger.engine.dispose()


def test_sending_is_refused_where_it_is_off_and_undo_takes_the_draft_out(house: House) -> None:
    page = house.ana.get("/mails/1").text
    assert house.ana.post("/mails/1/approve", data={"csrf": csrf_of(page)}).status_code == 409
    before = len(laid(house, "Review"))
    assert "Taken back" in house.ana.post("/mails/1/undo", data={"csrf": csrf_of(page)}).text
    assert len(laid(house, "Review")) == before - 1
    assert house.ana.post("/mails/1/undo", data={"csrf": csrf_of(page)}).status_code == 409


@pytest.mark.parametrize(
    "path", ["/mails/999999", "/mails/0", "/mails/1/source/99", "/knowledge/text?source=../x"]
)
def test_what_is_not_there_is_said_so(house: House, path: str) -> None:
    answer = house.ana.get(path)
    assert answer.status_code == 404
    assert "Overview" in answer.text


def test_a_dashboard_for_the_network_needs_somebody_who_signs_in(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="nobody to sign in"):
        build_dashboard(Settings(data_dir=tmp_path), host="0.0.0.0")


def laid(house: House, folder: str) -> list[str]:
    client = imaplib.IMAP4("127.0.0.1", house.box.imap_port)
    client.login(house.settings.accounts[0].address, "any")
    client.select(folder, readonly=True)
    texts = []
    for number in client.search(None, "ALL")[1][0].split():
        data = client.fetch(number, "(BODY.PEEK[])")[1]
        texts.append(data[0][1].decode("utf-8", "replace"))  # type: ignore[index,union-attr]
    client.logout()
    return texts
