"""Slides: letters are judged by all that paints them, and by the ground that is really behind them."""

import pytest

from tests.unit.attachments.presentations import place, run, said, shape, solid


def colour(kind: str, inner: str = "", **told: str) -> str:
    values = " ".join(f'{key}="{value}"' for key, value in told.items())
    return f"<a:{kind} {values}>{inner}</a:{kind}>"


def gradient(*colours: str) -> str:
    stops = "".join(f'<a:gs pos="{n}">{colour("srgbClr", val=c)}</a:gs>' for n, c in enumerate(colours))
    return f"<a:gradFill><a:gsLst>{stops}</a:gsLst></a:gradFill>"


def filled(inner: str) -> str:
    return f"<a:solidFill>{inner}</a:solidFill>"


BLACK_LINE = f'<a:ln w="9525">{solid("000000")}</a:ln>'


@pytest.mark.parametrize(
    "look",
    [
        filled(colour("prstClr", val="mintCream")),
        filled(colour("hslClr", hue="0", sat="0", lum="100000")),
        filled(colour("scrgbClr", r="100000", g="99000", b="100000")),
        filled(colour("srgbClr", "<a:inv/>", val="000000")),
        filled(colour("srgbClr", '<a:lum val="100%"/>', val="102030")),
        filled(colour("srgbClr", '<a:alphaMod val="5000"/>', val="000000")),
        gradient("FFFFFF", "FDFDFD"),
        "<a:noFill/>",
        f"<a:ln>{solid('FFFFFF')}</a:ln><a:noFill/>",
        f"{solid('000000')}<a:highlight>{colour('srgbClr', val='000000')}</a:highlight>",
    ],
)
def test_letters_vanish_by_any_paint(look: str) -> None:
    assert said(shape(run("shown") + run("secret", look))) == "shown"


@pytest.mark.parametrize(
    "look",
    [
        gradient("FFFFFF", "204080"),
        f"{BLACK_LINE}<a:noFill/>",
        f"{BLACK_LINE}{solid('FFFFFF')}",
        f"{solid('FFFFFF')}<a:highlight>{colour('srgbClr', val='000000')}</a:highlight>",
    ],
)
def test_letters_are_seen_by_a_part_of_their_paint_their_outline_or_their_marker(look: str) -> None:
    assert said(shape(run("shown", look))) == "shown"


def test_a_gradient_of_one_colour_is_a_ground_like_any_other() -> None:
    dark = gradient("102030", "112031")
    assert said(shape(run("secret", solid("102030")), fill=dark)) == ""
    assert said(shape(run("shown", solid("FFFFFF")), fill=dark)) == "shown"


def test_a_shape_with_the_fill_of_the_background_covers() -> None:
    lid = shape("", place(0.5, 0.5, 9, 3)).replace("<p:sp>", '<p:sp useBgFill="1">')
    assert said(shape("secret") + lid) == ""
    assert said(lid + shape("shown")) == "shown"


def test_a_cell_without_fill_lies_on_what_is_below_its_table() -> None:
    cells = "".join(
        f"<a:tc><a:txBody><a:p>{run(text, solid('FFFFFF'))}</a:p></a:txBody><a:tcPr>{fill}</a:tcPr></a:tc>"
        for text, fill in (("secret", "<a:noFill/>"), ("shown", ""), ("dark", solid("202020")))
    )
    table = f"<a:graphic><a:graphicData><a:tbl><a:tr>{cells}</a:tr></a:tbl></a:graphicData></a:graphic>"
    at = place(1, 1, 9, 2).replace("a:xfrm", "p:xfrm")
    assert said(f"<p:graphicFrame>{at}{table}</p:graphicFrame>") == "shown | dark"
