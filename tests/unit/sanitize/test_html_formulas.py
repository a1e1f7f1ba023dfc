"""Letters of formulas: what is done with them, errors, and colours of their own."""

import pytest

from tests.unit.sanitize import marks

SAMPLES = {
    "an action": ("<maction><mtext>Vaa</mtext><mtext>Haa</mtext></maction>", ["Vaa"]),
    "an error": ("<merror><mtext>Vaa</mtext></merror>", ["Vaa"]),
    "the ground of an error": ("<merror><mtext mathcolor=#ffffe0>Haa</mtext></merror>", []),
    "a colour": ("<mrow style=color:#fff><mtext mathcolor=#222>Vaa</mtext></mrow>", ["Vaa"]),
    "the colour of the ground": ("<mrow mathcolor=white><mtext>Haa</mtext></mrow>", []),
    "a colour of a style": ("<mtext mathcolor=#222 style=color:#fff>Haa</mtext>", []),
    "a box that shrinks": ("<mtext style=transform:scale(0)>Haa</mtext>", []),
    "an error of another language": ("<mtext><merror>Haa</merror></mtext>", []),
}


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_of_a_formula_what_is_seen_is_kept(sample: tuple[str, list[str]]) -> None:
    assert marks.kept(f"<div><math>{sample[0]}</math></div>") == sample[1]
