"""Shapes beside the slide, turned, mirrored, in groups, without size: what of them a person sees."""

import pytest

from tests.unit.attachments.presentations import place, run, said, shape, solid


def group(inner: str, at: str, space: str = "", more: str = "") -> str:
    """A group whose children count in `space`, or as the slide does."""
    space = (space or at).replace("a:off", "a:chOff").replace("a:ext", "a:chExt")
    space = space.partition(">")[2].removesuffix("</a:xfrm>")
    told = f'<p:nvGrpSpPr><p:cNvPr id="3" name="g" {more}/></p:nvGrpSpPr>'
    return f"<p:grpSp>{told}<p:grpSpPr>{at.replace('</a:xfrm>', space)}</a:xfrm></p:grpSpPr>{inner}</p:grpSp>"


SLIDE = place(0, 0, 25.4, 19.05)


@pytest.mark.parametrize(
    "hidden",
    [
        shape("secret", place(26, 1, 8, 2)),
        shape("secret", place(-8, 1, 8.01, 2)),
        shape("secret", place(28, 1, 4, 1, 'rot="2700000"')),
        shape("secret", place(5, 5, 0, 0)),
        group(shape("secret"), place(26, 1, 8, 2), place(1, 1, 8, 2)),
        group(shape("secret"), place(5, 5, 0, 0), place(1, 1, 8, 2)),
        group(shape("secret", place(20, 1, 4, 2)), place(0, 0, 5, 5, 'flipH="1"')),
        group(shape("secret", place(1, 18, 4, 1)), place(0, 0, 25.4, 3, 'rot="5400000"')),
        group(group(shape("secret"), SLIDE), SLIDE, more='hidden="1"'),
    ],
)
def test_what_stands_beside_the_slide_or_has_no_size_is_not_read(hidden: str) -> None:
    assert said(hidden + shape("shown")) == "shown"


@pytest.mark.parametrize(
    "seen",
    [
        shape("shown", place(24, 1, 8, 2)),
        shape("shown", place(1, 1, 8, 0)),
        shape("shown", place(26, 5, 4, 10, 'rot="5400000"').replace("9360000", "8400000")),
        group(shape("shown", place(60, 1, 8, 2)), SLIDE, place(50, 0, 25.4, 19.05)),
        group(shape("shown", place(28, 1, 4, 2)), place(0, 0, 29, 5, 'flipH="1"')),
    ],
)
def test_what_stands_on_the_slide_in_part_is_read(seen: str) -> None:
    assert said(seen) == "shown"


def test_a_turned_lid_covers_what_it_holds_upright_and_no_more() -> None:
    def lid(turn: str) -> str:
        return shape("", place(-1, 0, 12, 4, turn), solid("FF0000"))

    assert said(shape("secret") + lid('rot="10800000"')) == ""
    assert said(shape("shown") + lid('rot="5400000"')) == "shown"
    assert said(shape("shown") + lid('rot="300000"')) == "shown"


LINES = "".join(f"<a:p>{run('line')}</a:p>" for _ in range(60))
LAST = f"<a:p>{run('last')}</a:p>"


@pytest.mark.parametrize(
    ("lines", "body", "read"),
    [
        (LINES + LAST, "", False),
        (LINES[: len(LINES) // 3] + LAST, "", True),
        (LINES[: len(LINES) // 3] + LAST, 'vertOverflow="clip"', False),
        (LINES + LAST, 'anchor="b"', True),
        (LINES + LAST, 'vert="vert"', True),
        (LINES + LAST, 'numCol="3"', True),
        (
            LINES.replace("<a:p>", "<a:p><a:pPr><a:lnSpc><a:spcPts val='1'/></a:lnSpc></a:pPr>") + LAST,
            "",
            True,
        ),
    ],
)
def test_lines_that_run_out_of_the_slide_or_of_a_box_that_cuts_are_not_read(
    lines: str, body: str, read: bool
) -> None:
    assert ("last" in said(shape(lines, body=body))) is read
