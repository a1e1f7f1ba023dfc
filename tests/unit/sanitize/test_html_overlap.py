# ruff: noqa: E501 - markup
"""What lies over what: painting order and distances decide, and what they cannot tell is withheld."""

import pytest

from intake.sanitize import sanitize_html

WHITE = "background:#fff;height:40px"
SEEN = {
    "a badge over the corner of its card": (
        "<div style='position:relative;padding:20px'><span style='position:absolute;top:-10px;left:300px;"
        "background:#d00;color:#fff'>Vaa</span><h3>Vab</h3><p>Vac</p></div><p>Vad</p>"
    ),
    "a heading over the dark layer of its picture": (
        "<div style='position:relative;height:160px;background:#123'><div style='position:absolute;inset:0;"
        "background:rgba(0,0,0,.4)'></div><div style='position:relative;color:#fff'><h1>Vaa</h1></div></div>"
        "<p>Vab</p>"
    ),
    "the ground of a block is painted below letters": (
        f"<p>Vaa</p><div style='margin-top:-30px;{WHITE}'></div><p>Vab</p>"
    ),
    "a box shifted by less than a line's edge": (
        f"<p style='margin:0'>Vaa</p><div style='position:relative;top:4px;{WHITE}'>Vab</div><p>Vac</p>"
    ),
    "a box far below the one that is pulled up": (
        f"<p>Vaa</p><p>x<br>x<br>x<br>x<br>x</p><div style='position:relative;margin-top:-30px;{WHITE}'></div>"
    ),
    "what comes after a box that is laid over the one before": (
        f"<p style='color:#fff'>Haa</p><div style='position:relative;margin-top:-60px;{WHITE}'></div><p>Vab</p>"
    ),
    "a negative z-index on a white page": (
        f"<p>Vaa</p><div style='position:absolute;top:0;left:0;width:90%;z-index:-1;{WHITE}'></div>"
    ),
    "a cover that is cut off by the box around it": (
        "<div style='position:relative;height:0;overflow:hidden'><div style='position:absolute;top:0;width:900px;"
        "height:900px;background:#fff'></div></div><p>Vaa</p>"
    ),
    "letters of a least size": "<p style='font-size:120%'>Vaa</p><table><tr><td>Vab</td></tr></table>",
    "a sticky heading of a page at rest": "<div style='position:sticky;top:0;background:#eee'>Vaa</div><p>Vab</p>",
}  # fmt: skip
COVERED = {
    "a box over the page": f"<p>Haa</p><div style='position:absolute;inset:0;{WHITE}'></div>",
    "a box pulled over the line before": (
        f"<p style='margin:0'>Haa</p><div style='position:relative;margin-top:-40px;{WHITE}'></div>"
    ),
    "an inline box pulled up is painted with the letters": (
        f"<p style='margin:0'>Haa</p><img alt='' style='display:block;margin-top:-30px;width:400px;{WHITE}'>"
    ),
    "letters under a later child of the same grid cell": (
        "<div style='display:grid'><div style='grid-area:1/1'>Haa</div>"
        "<div style='grid-area:1/1;background:#fff'>over it all</div></div>"
    ),
    "a cover in a box that is itself off the page": (
        "<div style='position:absolute;left:-9999px'><div style='position:fixed;inset:0;background:#fff'></div>"
        "</div><p>Haa</p>"
    ),
    "letters sticking out of their box, under the next one": (
        f"<div style='height:0'>Haa</div><div style='position:relative;{WHITE}'></div>"
    ),
    "what a negative margin of the box before pulls off the page": (
        "<div style='margin-top:-300px;height:20px'></div><p>Haa</p>"
    ),
    "a flexible item without room": (
        "<div style='display:flex;width:300px'><div style='flex:0 0 300px'>x</div>"
        "<div style='flex:1 1 0;min-width:0;overflow:hidden'>Haa</div></div>"
    ),
    "a dark block slid under dark letters": (
        "<p style='margin:0;color:#111'>Haa</p><div style='position:relative;z-index:-1;margin-top:-20px;height:40px;"
        "background:#111'></div>"
    ),
    "the shadow that a filter casts": (
        f"<p>Haa</p><div style='filter:drop-shadow(0 -60px 0 #fff);{WHITE}'></div>"
    ),
    "a reflection": f"<p>Haa</p><div style='-webkit-box-reflect:above 0;{WHITE}'></div>",
    "an outline at a distance": (
        "<p>Haa</p><div style='height:120px'></div><div style='outline:60px solid #fff;outline-offset:90px'>x</div>"
    ),
    "a border picture outside of its box": (
        "<p>Haa</p><div style='height:90px'></div><div style='position:relative;border:1px solid;"
        "border-image:linear-gradient(#fff,#fff) 1/60px/150px'>x</div>"
    ),
    "a box turned before it is moved": (
        "<p>Haa</p><div style='height:200px'></div><div style='transform:rotate(45deg) translateX(-300px);"
        "background:#fff;height:800px'></div>"
    ),
    "a box that a path puts elsewhere": (
        f"<p>Haa</p><div style=\"offset-path:path('M100 30 L101 30');offset-rotate:0deg;{WHITE}\"></div>"
    ),
    "a box above what is skipped and so has no height": (
        "<p style='margin:0'>Haa</p><div style='content-visibility:hidden'><div style='height:200px'></div></div>"
        f"<div style='position:relative;top:-18px;{WHITE}'></div>"
    ),
    "a box that an animation moves": (
        f"<p>Haa</p><div style='animation:a 1s forwards;position:relative;{WHITE}'></div>"
        "<style>@keyframes a{from,to{top:-60px}}</style>"
    ),
    "a box that a rule moves of which it cannot be told whether it holds": (
        f"<p>Haa</p><div class=x style='{WHITE}'></div><style>html{{container-type:inline-size}}"
        "@container (min-width:0){.x{margin-top:-60px;position:relative}}</style>"
    ),
    "blocks of the page's colour": (
        "<p>Haa</p><div style='position:absolute;top:0;left:0;font-size:60px;line-height:1;color:#fff'>\u2588\u2588</div>"
    ),
    "the shadow of large letters": (
        "<p>Haa</p><div style='text-shadow:0 -40px 0 #fff;font-size:50px;line-height:1'>\u2588\u2588</div>"
    ),
    "letters larger than their line": "<p>Haa</p><div style='line-height:0;color:#fff;font-size:90px'>MMMM</div>",
    "a line height that is a length": (
        f"<p style='line-height:calc(2px * 1);margin:0'>Haa</p><div style='position:relative;{WHITE}'></div>"
    ),
    "a box that cuts in one without width": (
        "<div style='width:0'><div style='max-width:100%;overflow:hidden;white-space:nowrap'>Haa</div></div>"
    ),
    "a box whose padding takes all its width": (
        "<div style='box-sizing:border-box;width:300px;padding-left:300px;overflow:hidden;white-space:nowrap'>Haa</div>"
    ),
    "a box whose padding takes all its height": (
        "<div style='box-sizing:border-box;height:40px;padding-top:40px;overflow:hidden'>Haa</div>"
    ),
    "letters below an item that sticks out of its row, by a margin below zero": (
        "<div style='display:grid'><div style='background:#000;height:90px;margin-bottom:-80px'></div></div>"
        "<p>Haa</p>"
    ),
    "letters below a flexible item that does": (
        "<div style='display:flex'><div style='background:#000;height:90px;margin-bottom:-80px'>x</div></div>"
        "<p>Haa</p>"
    ),
    "a box below a bullet that stands alone": (
        "<ul style='margin:0'><li><div style='overflow:hidden'>Haa</div></li></ul>"
        "<div style='position:absolute;top:22px;left:0;width:900px;background:#fff;height:40px'></div>"
    ),
    "the colour of a page whose table forgets it": "<html><body text=white bgcolor=white><div style='color:#000'>"
    "<table><tr><td>Haa</td></tr></table></div></body></html>",
}  # fmt: skip


@pytest.mark.parametrize("name", SEEN)
def test_what_is_seen_beside_boxes_out_of_their_place_is_kept(name: str) -> None:
    html = SEEN[name]
    text = sanitize_html(f"<!doctype html>{html}", where="").text
    words = [word for word in ("Vaa", "Vab", "Vac", "Vad") if word in html]
    assert [word for word in words if word not in text] == []
    assert "Haa" not in text


@pytest.mark.parametrize("name", COVERED)
def test_what_may_be_covered_or_pulled_away_is_not_given_on(name: str) -> None:
    html = COVERED[name] if COVERED[name].startswith("<html") else f"<!doctype html>{COVERED[name]}"
    view = sanitize_html(html, where="")
    assert "Haa" not in view.text
    assert "Haa" in " ".join(f.text for f in view.findings)


def test_an_item_without_a_word_to_see_has_no_bullet() -> None:
    items = "<li style='display:none'>Haa</li><li>Vaa</li><li style='font-size:0'>Hab</li><li><p>Vab</p></li>"
    assert sanitize_html(f"<!doctype html><ul>{items}</ul><p>Vac", where="").text == "- Vaa\n\n- Vab\n\nVac"
