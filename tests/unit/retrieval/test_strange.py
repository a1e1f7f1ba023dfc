"""Questions that name what no document has ever named."""

from collections.abc import Iterator

import pytest

from intake.config import Settings
from retrieval import KnowledgeBase

DOCUMENTS = {
    "rental.md": "# Rental\n\nYes, we rent out tents and snowshoes. A tent costs 30 EUR a week.\n",
    "discount.md": "# Discount\n\nClubs and schools receive a discount of 10 % on large orders.\n",
    "warranty.md": "# Warranty\n\nThe warranty on a tent is three years, on a jacket two years.\n",
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("knowledge")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text)
    data = tmp_path_factory.mktemp("data")
    settings = Settings.model_validate({"data_dir": data, "knowledge": {"folder": folder}})
    with KnowledgeBase.open(settings) as base:
        base.sync()
        yield base


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("Do you rent out tents and what does it cost?", True),
        ("Do you rent out tetns and what does it cost?", True),
        ("Do you rent out pianos and what does it cost?", False),
        ("How long is the warranty on a tent?", True),
        ("How long is the warranty on a hamster?", False),
        ("Is there a discount for schools?", True),
        ("Is there a discount for students?", True),
        ("Is there a discount for hamsters?", False),
    ],
)
def test_what_is_said_of_one_thing_is_no_answer_about_another(
    base: KnowledgeBase, question: str, answered: bool
) -> None:
    """A word with two letters swapped is the same thing, and a student is near enough to a school."""
    passages = base.search(question)
    assert (base.answerable(question, passages) >= 0.4) is answered
    assert base.answer_signs(question, passages)["strange"] == (not answered)
