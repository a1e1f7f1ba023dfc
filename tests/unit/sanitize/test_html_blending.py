"""Letters that are blended with what is behind them."""

import pytest

from tests.unit.sanitize.marks import kept

DIFFERS = "mix-blend-mode:difference;color:#fff"


@pytest.mark.parametrize("style", [DIFFERS, "mix-blend-mode:multiply;color:#222", "mix-blend-mode:darken"])
def test_letters_that_differ_from_their_ground_once_they_are_blended_are_kept(style: str) -> None:
    assert kept(f"<body style='background:#fff'><p style='{style}'>Vaa</p>") == ["Vaa"]


def test_the_ground_of_a_group_is_behind_the_letters_in_it() -> None:
    group = "isolation:isolate;background:#fff"
    assert kept(f"<div style='{group}'><p style='{DIFFERS}'>Vaa</p></div>") == ["Vaa"]
    assert (
        kept(
            f"<body style='background:#fff'><div style='isolation:isolate'><p style='{DIFFERS}'>Haa</p></div>"
        )
        == []
    )
    assert kept(f"<div style='{group};width:5px'><p style='{DIFFERS}'>Haa</p></div>") == []


@pytest.mark.parametrize("style", ["mix-blend-mode:screen;color:#000", "mix-blend-mode:lighten;color:#777"])
def test_letters_that_the_ground_swallows_are_hidden(style: str) -> None:
    assert kept(f"<body style='background:#fff'><p style='{style}'>Haa</p>") == []


@pytest.mark.parametrize(
    "page",
    [
        f"<p style='{DIFFERS}'>Haa</p>",
        f"<body style='background:#fff'><div style='opacity:.99'><p style='{DIFFERS}'>Haa</p></div>",
        f"<div style='background:#808080'><p style='{DIFFERS}'>Haa</p></div>",
        f"<body style='background:#fff'><p style='{DIFFERS};background:#000'>Haa</p>",
        f"<body style='background:#fff'><p style='{DIFFERS}'><b style='color:#000'>Haa</b></p>",
    ],
)
def test_where_the_ground_is_not_behind_the_letters_they_are_not_kept(page: str) -> None:
    assert kept(page) == []


def test_a_phantom_in_a_formula_leaves_the_rest_of_it_seen() -> None:
    assert kept("<math><mtext>Vaa</mtext><mphantom><mtext>Haa</mtext></mphantom></math>") == ["Vaa"]
