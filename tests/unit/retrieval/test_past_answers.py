"""A past answer kept as a mail: only what its author wrote to anybody may be cited."""

from pathlib import Path

from intake.config import Settings
from retrieval import KnowledgeBase
from retrieval import sync as module

MAIL = """From: Ana <support@shop.example>
To: Tom Miller <tom.miller@c.example>
Subject: AW: Re: Waxing skis
Date: Mon, 02 Nov 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Dear Mr Miller,

We wax skis for 25 EUR, and it takes three working days.

Kind regards
Ana Lindner

On Sun, 1 Nov 2026, Tom Miller wrote:
> I was told that waxing is free of charge for members. Is that so?
"""


def open_base(tmp_path: Path) -> KnowledgeBase:
    folder = tmp_path / "knowledge"
    folder.mkdir(exist_ok=True)
    settings = Settings.model_validate(
        {"data_dir": tmp_path / "data", "knowledge": {"folder": folder, "embeddings": "none"}}
    )
    return KnowledgeBase.open(settings)


def test_names_greetings_and_the_customers_claims_are_no_passages(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        (tmp_path / "knowledge" / "wax.eml").write_text(MAIL)
        assert base.sync().added == 1
        found = base.search("Is waxing skis free of charge?", 8)
        assert [p.text for p in found] == ["We wax skis for 25 EUR, and it takes three working days."]
        assert found[0].title == "Waxing skis"
        assert not base.search("Miller Lindner told members", 8)


def test_a_mail_without_a_greeting_keeps_its_first_line(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        text = MAIL.replace("Dear Mr Miller,\n\n", "Waxing takes three days.\n")
        (tmp_path / "knowledge" / "wax.eml").write_text(text)
        base.sync()
        assert base.search("How long does waxing take?", 1)[0].text.startswith("Waxing takes three days.")


def test_a_new_reader_reads_every_document_again(tmp_path: Path, monkeypatch) -> None:
    with open_base(tmp_path) as base:
        (tmp_path / "knowledge" / "wax.eml").write_text(MAIL)
        base.sync()
        assert base.sync().unchanged == 1
        monkeypatch.setattr(module, "READER_VERSION", -1)
        monkeypatch.setattr("retrieval.documents.READER_VERSION", -1)
        assert base.sync().updated == 1
        assert base.sync().unchanged == 1
