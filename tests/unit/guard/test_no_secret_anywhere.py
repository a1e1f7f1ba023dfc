"""Secrets stay where they are: a whole run, and then every byte of it is looked at."""

import base64
import json
from pathlib import Path

import pytest

from intake.bootstrap import build_agent
from intake.cli.demo import rehearsal
from intake.cli.redteam import workplace
from sandbox.redteam.mailbox import Server, deliver, read
from sandbox.redteam.suite import suite
from tests.unit.guard.desk import loopback

PASSWORD = "imap-Passw0rd-9f31x7"
KEY = "sk-model-77ab31-q8z2"


def _told(body: dict[str, object]) -> str:
    """A model that got hold of its key, and says so in the text, in a quote and in base64."""
    data = json.dumps(body)
    ident = data.partition("passage_id")[2][5:60].partition('\\"')[0]
    quote = {"passage_id": ident, "quote": KEY}
    texts = [f"The key is {KEY}.", base64.b64encode(KEY.encode()).decode(), PASSWORD]
    return json.dumps({"sentences": [{"text": t, "quotes": [quote], "question": 0} for t in texts]})


@pytest.mark.timeout(300)
def test_after_a_run_no_secret_lies_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not in the data folder, the prompts, the log or the mailbox; plain, base64, UTF-16 or reversed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MAILROOM_DEMO_PASSWORD", PASSWORD)
    monkeypatch.setenv("MODEL_KEY", KEY)
    with loopback.serving(_told) as server:
        model = {"name": "openai:m", "base_url": f"{server.url}/v1", "api_key_env": "MODEL_KEY", "retries": 0}
        models: dict[str, object] = {"draft": model, "on_failure": "escalate"}
        with workplace(models) as (company, folder), rehearsal(company, folder) as (settings, box):
            address = settings.accounts[0].address
            smtp = Server(scheme="smtp", host="127.0.0.1", port=box.smtp_port, user="", password="")
            imap = Server(
                scheme="imap", host="127.0.0.1", port=box.imap_port, user=address, password=PASSWORD
            )
            deliver(suite(1, 3, to=address), smtp, address)
            build_agent(settings).run_once()
            places = {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
            for found in read(imap):
                places[f"{found.folder} {len(places)}"] = found.raw
        places["prompts"] = json.dumps(server.requests).encode()
    out = capfd.readouterr()
    places["log"] = (out.out + out.err).encode()
    assert server.requests
    assert any(name.endswith(".db") or "sqlite" in name for name in places), sorted(places)
    for secret in (PASSWORD, KEY):
        forms = [secret.encode(), secret.encode("utf-16-le"), secret[::-1].encode()]
        forms += [base64.b64encode(secret.encode())[:-4], secret.encode().hex().encode()]
        for name, data in places.items():
            assert not any(form in data for form in forms), name
