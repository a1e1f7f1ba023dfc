"""The configuration is checked before anything starts, and an error names file, key and mend."""

from pathlib import Path

import pytest
import yaml

from intake.config import Settings, load
from intake.config.base import duration_s
from intake.config.template import json_schema, template
from intake.errors import Misconfigured

WORKFLOW = {
    "name": "hours",
    "owner": "ana@shop.test",
    "purpose": "tells the hours",
    "trigger": "somebody asks",
    "done_when": "answered",
    "kpi": {"name": "time", "unit": "minutes", "baseline": {"mean": 10, "stdev": 2}, "target": 5},
    "acceptance": {},
    "examples": ["When are you open?", "Are you open on Sunday?"],
}
ACCOUNT = {
    "name": "support",
    "address": "support@shop.test",
    "imap": {"host": "127.0.0.1", "port": 1143, "tls": "off", "username": "support@shop.test"},
}


def written(folder: Path, data: object) -> Path:
    file = folder / "mailroom.yaml"
    file.write_text(data if isinstance(data, str) else yaml.safe_dump(data), encoding="utf-8")
    return file


def refused(folder: Path, data: object) -> Misconfigured:
    with pytest.raises(Misconfigured) as caught:
        load(written(folder, data))
    return caught.value


def test_relative_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    settings = load(written(tmp_path, {"data_dir": "./d", "knowledge": {"folder": "k"}}))
    assert settings.data_dir == tmp_path / "d"
    assert settings.knowledge.folder == tmp_path / "k"


def test_an_unknown_key_is_refused_with_the_nearest_right_one(tmp_path: Path) -> None:
    error = refused(tmp_path, {"acounts": []})
    assert "acounts" in str(error)
    assert "mailroom.yaml" in str(error)
    assert "accounts" in error.mend


def test_an_unknown_key_deep_inside_is_named_with_its_path(tmp_path: Path) -> None:
    error = refused(tmp_path, {"accounts": [ACCOUNT | {"imap": ACCOUNT["imap"] | {"hots": "x"}}]})
    assert "accounts.0.imap.hots" in str(error)
    assert "host" in error.mend


@pytest.mark.parametrize("key", ["kpi", "owner", "acceptance"])
def test_a_workflow_that_nobody_owns_or_measures_is_refused(tmp_path: Path, key: str) -> None:
    error = refused(tmp_path, {"workflows": [{k: v for k, v in WORKFLOW.items() if k != key}]})
    assert key in str(error)
    assert "refused" in str(error)


def test_a_workflow_without_a_baseline_is_refused(tmp_path: Path) -> None:
    kpi = {"name": "time", "unit": "minutes", "target": 5}
    error = refused(tmp_path, {"workflows": [WORKFLOW | {"kpi": kpi}]})
    assert "baseline" in str(error)
    assert "mailroom baseline" in error.mend


def test_a_plain_connection_to_another_machine_is_refused(tmp_path: Path) -> None:
    imap = {"host": "imap.shop.test", "tls": "off", "username": "x"}
    assert "loopback" in str(refused(tmp_path, {"accounts": [ACCOUNT | {"imap": imap}]}))
    assert load(written(tmp_path, {"accounts": [ACCOUNT | {"imap": imap | {"insecure": True}}]})).accounts


@pytest.mark.parametrize(
    "text", ["[1, 2]", "a: b: c", "\t- x", "accounts: 5", "accounts: [{name: 1}]", "data_dir: [", "\x00"]
)
def test_rubbish_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    assert "\n" not in str(refused(tmp_path, text)).strip()


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as caught:
        load(tmp_path / "nothing.yaml")
    assert "mailroom init" in caught.value.mend


def test_two_accounts_of_one_name_are_refused(tmp_path: Path) -> None:
    assert "support" in str(refused(tmp_path, {"accounts": [ACCOUNT, ACCOUNT]}))


def test_a_pattern_that_could_run_away_is_refused(tmp_path: Path) -> None:
    field = {"name": "n", "type": "pattern", "pattern": r"(a)\1"}
    assert "RE2" in str(refused(tmp_path, {"workflows": [WORKFLOW | {"requires": [field]}]}))


def test_secrets_come_from_the_environment_or_a_file_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap = ACCOUNT["imap"] | {"password_env": "SHOP_PASSWORD"}
    settings = load(written(tmp_path, {"accounts": [ACCOUNT | {"imap": imap}]}))
    monkeypatch.delenv("SHOP_PASSWORD", raising=False)
    with pytest.raises(Misconfigured) as caught:
        settings.accounts[0].imap.password()
    assert "SHOP_PASSWORD" in str(caught.value)
    monkeypatch.setenv("SHOP_PASSWORD", "s3cret")
    assert settings.accounts[0].imap.password() == "s3cret"
    (tmp_path / "pw").write_text("from file\n")
    imap = ACCOUNT["imap"] | {"password_file": "pw"}
    settings = load(written(tmp_path, {"accounts": [ACCOUNT | {"imap": imap}]}))
    assert settings.accounts[0].imap.password() == "from file"
    (tmp_path / "pw").unlink()
    with pytest.raises(Misconfigured):
        settings.accounts[0].imap.password()


def test_durations_have_a_unit() -> None:
    assert duration_s("15m") == 900
    with pytest.raises(ValueError, match="duration"):
        duration_s("15")


def test_only_what_may_last_for_ever_takes_all(tmp_path: Path) -> None:
    """A check that comes every `all` would never come."""
    assert Settings.model_validate({"retention": {"raw": "all"}}).retention.raw == "all"
    for section, key in (("audit", "every"), ("alerts", "queue_age"), ("quality", "reference")):
        with pytest.raises(ValueError, match="is not a duration"):
            Settings.model_validate({section: {key: "all"}})


def test_the_first_file_loads_and_shows_every_key(tmp_path: Path) -> None:
    """`mailroom init` writes what the models say, so that file and program cannot drift apart."""
    text = template()
    settings = load(written(tmp_path, text))
    assert settings.workflows[0].name == "opening-hours"
    for name in Settings.model_fields:
        assert f"{name}:" in text


def test_every_commented_section_loads_when_it_is_uncommented(tmp_path: Path) -> None:
    lines = template(example={}).splitlines()
    out, inside = [], False
    for line in lines:
        inside = line.startswith(("# knowledge:", "# guard:", "# retention:")) or (
            inside and line.startswith("#  ")
        )
        out.append(line[2:] if inside else line)
    settings = load(written(tmp_path, "\n".join(out)))
    assert settings.knowledge.passages == 8


def test_the_schema_is_one_for_editors() -> None:
    assert '"$schema"' in json_schema()


def test_a_renamed_workflow_keeps_its_history(tmp_path: Path) -> None:
    settings = load(written(tmp_path, {"workflows": [WORKFLOW | {"renamed_from": ["old"]}]}))
    found = settings.workflow("old")
    assert found is not None
    assert found.name == "hours"
    assert settings.workflow(None) is None
