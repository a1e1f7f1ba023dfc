"""An alternative text is read as far as the box of its image shows it, as Chromium painted these pages."""

import pytest

from intake.sanitize import sanitize_html

STANDARD, QUIRKS = "<!doctype html>", ""
SEEN = {
    "a line stands for an image without quirks": f"{STANDARD}<img alt=Vaa width=1 height=1>",
    "whatever the sheet says": f"{STANDARD}<style>img{{width:1px;overflow:hidden}}</style><img alt=Vaa>",
    "a word wraps below the sign": f"{STANDARD}<img alt=Vercel width=40 height=37 style='display:block'>",
    "a banner": "<img alt='Summer offers from Vaa' width=600 height=90>",
    "a width alone": "<img alt='Summer offers from Vaa' width=200>",
    "a share of a wide box": "<div style='width:600px'><img alt=Vaa style='width:100%;height:auto'></div>",
    "a button": "<input type=image alt=Vaa width=90 height=40>",
}
HIDDEN = {
    "with quirks a size is one": "<img alt=Haa width=1 height=1>",
    "by a sheet as well": "<style>.p{width:1px;height:1px}</style><img class=p alt=Haa>",
    "a block has its size": f"{STANDARD}<img alt=Haa width=1 height=1 style='display:block'>",
    "so has a float": f"{STANDARD}<img alt=Haa width=1 height=1 style='float:left'>",
    "a limit holds for a line as well": f"{STANDARD}<img alt=Haa style='max-height:1px'>",
    "one side is enough": "<img alt=Haa style='height:0;overflow:hidden'>",
    "only the sign is in sight": f"{STANDARD}<img alt=Hidden width=32 height=18 style='display:block'>",
    "the image is there": "<img src='data:image/gif;base64,R0lGODlhAQAB' alt=Haa width=90 height=90>",
    "a button": "<input type=image alt=Haa width=1 height=1>",
}
DOUBTFUL = {
    "words of the second line": "<img alt='Summer offers and then Haa' width=90 height=20>",
    "a narrow column": "<img alt='Extraordinary Haa' style='width:20px;display:block'>",
    "an item of a low row": "<div style='display:flex;height:1px'><img alt=Haa></div>",
    "words that do not break": "<img alt='Summer\xa0offers\xa0and\xa0then\xa0Haa' width=60 height=40>",
    "a height of others": "<div style='height:1px'><img alt=Haa style='display:block;height:100%'></div>",
    "high lines": "<img alt=Haa style='line-height:80px;width:300px;height:30px'>",
}


@pytest.mark.parametrize("name", SEEN)
def test_what_the_box_shows_is_read(name: str) -> None:
    view = sanitize_html(SEEN[name], where="x")
    assert "V" in view.text, view.findings


@pytest.mark.parametrize("name", HIDDEN)
def test_what_it_does_not_show_is_taken_out(name: str) -> None:
    view = sanitize_html(HIDDEN[name], where="x")
    assert "H" not in view.text
    assert ("img-alt-blocked", "removed") in {(f.technique, f.action) for f in view.findings}


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_it_may_cut_is_withheld(name: str) -> None:
    view = sanitize_html(DOUBTFUL[name], where="x")
    assert "Haa" not in view.text
    assert ("img-alt-blocked", "withheld") in {(f.technique, f.action) for f in view.findings}
