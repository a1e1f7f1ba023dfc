# ruff: noqa: E501 - samples
"""Drawings whose parts are understood: groups, figures, lines of letters, and what is drawn again."""

import pytest

from tests.unit.sanitize import marks

SEEN = {
    "a logo": "<rect width=300 height=80 rx=9 fill=#024 /><circle cx=30 cy=40 r=20 fill=#c00 /><text x=60 y=50 font-size=30 fill=#fff>Vaa</text>",
    "a chart": "<g fill=#333 font-size=12><text x=40 y=110 text-anchor=middle>Vaa</text><text x=140 y=110 text-anchor=middle>Vab</text></g><path d='M10 80L60 60 110 30' stroke=#09c fill=none />",
    "a group that is moved": "<g transform='translate(10,20) scale(2)'><text x=5 y=20>Vaa</text></g>",
    "lines of one text": "<text x=9 y=20>Vaa<tspan x=9 dy=20>Vab</tspan><tspan x=9 dy=20 fill=#900>Vac</tspan></text>",
    "the middle": "<text x=50% y=50% text-anchor=middle dominant-baseline=middle>Vaa</text>",
    "what is drawn again": "<defs><text id=t y=20>Vaa</text></defs><symbol id=s><text y=20>Vab</text></symbol><use href=#t x=9 /><use href=#s x=9 y=40 />",
    "a choice": "<switch><text y=20 requiredExtensions=http://x.example/>Haa</text><text y=40>Vaa</text></switch>",
    "attributes that a style goes before": "<g display=none style=display:inline><text y=20 fill=#fff style=fill:#222>Vaa</text></g>",
}
HIDDEN = {
    "a circle over it": "<text y=30>Haa</text><circle cx=30 cy=30 r=200 fill=#fff />",
    "a path over it": "<text y=30>Haa</text><path d='M0 60H400' stroke=#fff stroke-width=120 />",
    "an arc over it": "<text y=30>Haa</text><path d='M-10 60A200 200 0 1 1-10 61z' fill=#fff />",
    "the same letters over it": "<text y=30>Haa</text><text y=30 fill=#fff>Haa</text>",
    "a group aside": "<g transform=translate(500)><text y=30>Haa</text></g>",
    "a small group": "<g transform=scale(.05)><text y=900>Haa</text></g>",
    "a colour of the group": "<g fill=#fff><text y=30>Haa</text></g>",
    "an outline of its ground": "<g stroke=#fff stroke-width=8><text y=30>Haa</text></g>",
    "no letters, no place": "<text y=-300>a<tspan y=20></tspan>Haa</text>",
    "a symbol of a small view": "<symbol id=s viewBox='0 0 2000 2000'><text y=300>Haa</text></symbol><use href=#s width=20 height=20 />",
    "letters of the end": "<text x=9 y=30 text-anchor=end>Haa</text>",
    "no letters at all": "<g>Haa</g>Hab",
    "more of a corner": "<rect width=400 height=120 rx=200 ry=60 fill=#024 /><text y=14 fill=#fff>Haa</text>",
    "a selector of an attribute": "<style>[textLength]{fill:#fff}</style><text y=30 textLength=90>Haa</text>",
    "changing letters": "<text y=30>Haa<set attributeName=display to=none /></text>",
    "another object": "<style>foreignObject{overflow:visible}</style><text y=30>Haa</text><foreignObject width=4 height=4><p style='width:600px;height:200px;background:#fff'></p></foreignObject>",
}


@pytest.mark.parametrize("inner", SEEN.values(), ids=SEEN)
def test_letters_of_a_drawing_are_kept(inner: str) -> None:
    told = [word for word in ("Vaa", "Vab", "Vac") if word in inner]
    assert marks.kept(f"<svg width=400 height=120>{inner}</svg>") == told


@pytest.mark.parametrize("inner", HIDDEN.values(), ids=HIDDEN)
def test_letters_that_are_covered_away_or_not_painted_are_not(inner: str) -> None:
    assert marks.kept(f"<svg width=400 height=120>{inner}</svg>") == []


def test_a_view_scales_what_is_drawn() -> None:
    inner = "<text x=5 y=12 font-size=10>Vaa</text>"
    assert marks.kept(f"<svg width=200 viewBox='0 0 100 20'>{inner}</svg>") == ["Vaa"]
    assert marks.kept(f"<svg width=20 viewBox='0 0 1000 200'>{inner}</svg>") == []


def test_a_prefix_of_a_name_may_stand_for_its_namespace() -> None:
    sheet = "<style>@namespace h 'http://www.w3.org/1999/xhtml';h|p{display:none}</style>"
    assert marks.kept(f"{sheet}<p>Haa</p>") == []


def test_a_drawing_may_shrink_as_a_flexible_item() -> None:
    drawing = "<svg width=300 height=60><text x=150 y=30>Haa</text></svg>"
    assert (
        marks.kept(
            f"<div style=display:flex;width:50px>{drawing}<p style='flex:none;width:900px'>a</p></div>"
        )
        == []
    )
