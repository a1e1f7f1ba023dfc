"""`mailroom inspect` prints one object for a file and one a line for several."""

import json
from pathlib import Path

import pytest

from intake.cli.main import main

MAIL = b"From: Ann <a@b.example>\r\nSubject: Hi\r\n\r\nWhere is my parcel?\r\n"


def run(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    with pytest.raises(SystemExit) as left:
        main(["inspect", *args])
    assert left.value.code == 0
    return capsys.readouterr().out


@pytest.fixture(autouse=True)
def _unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits cannot be taken back, and the test's process lives on."""
    monkeypatch.setattr("intake.cli.look._confine", lambda: None)


def test_a_mail_is_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL)
    one = json.loads(run(capsys, str(tmp_path / "a.eml"), "--json"))
    assert one["from"] == {"name": "Ann", "address": "a@b.example"}
    assert "parcel" in one["text"]
    assert one["verdict"] == "clean"


def test_a_folder_is_one_object_a_line_and_people_get_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL)
    (tmp_path / "b.exe").write_bytes(b"MZ\0\0")
    lines = [json.loads(line) for line in run(capsys, str(tmp_path), "--json").splitlines()]
    assert [one["verdict"] for one in lines] == ["clean", "quarantined"]
    assert "refused" in run(capsys, str(tmp_path))


def test_the_receipt_is_written_as_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL)
    (tmp_path / "b.md").write_bytes(b"words <!-- unseen --> here")
    run(capsys, str(tmp_path), "--json", "--html", str(tmp_path / "out.html"))
    page = (tmp_path / "out.html").read_text()
    assert "parcel" in page
    assert "<del>unseen</del>" in page
