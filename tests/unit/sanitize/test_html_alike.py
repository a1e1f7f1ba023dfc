"""Siblings that share what was worked out for the first of them look as they would by themselves."""

import pytest

from bench.fidelity import own
from bench.mutants import mutants
from bench.speed import newsletter
from intake.sanitize import sanitize_html
from intake.sanitize.html import view, walk
from intake.sanitize.html.alike import MOST_REMEMBERED
from intake.sanitize.html.context import Memory
from intake.sanitize.html.style import enter

PAGES = [html for _, html in [*own(), *mutants(400, 70_000)]]
ROWS = [
    "<table>" + "".join(f"<tr>{cell}{cell}{other}</tr>" for _ in range(3)) + "</table>"
    for cell, other in (
        (
            "<td style='height:9px;overflow:hidden'>Vaa</td>",
            "<td style='height:9px;overflow:hidden'>Vab</td>",
        ),
        ("<td width=40>Vaa <a href=x>Vab</a></td>", "<td width=900>Vac</td>"),
        ("<td style='position:relative'>Vaa</td>", "<td style='position:relative;top:-900px'>Hab</td>"),
        ("<td style='width:20px;white-space:nowrap'>Vaa</td>", "<td style='width:20px'>Vab Vac Vad Vae</td>"),
        ("<td hidden>Haa</td>", "<td>Vab</td>"),
        ("<td><p style='margin-top:-20px'>Vaa</p></td>", "<td><p style='background:#fff'>Vab</p></td>"),
        ("<td><img alt='Vaa Vab Vac' width=20 height=20></td>", "<td><img alt=Vad width=20 height=20></td>"),
    )
]


@pytest.mark.usefixtures("untraced")
def test_sharing_changes_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text, receipt and blocks are the same with and without it, of samples, mutants and rows of cells."""
    pages = [*PAGES, *ROWS, newsletter(60_000)]
    shared = [sanitize_html(html, where="x") for html in pages]
    monkeypatch.setattr(walk, "enter_alike", enter)
    assert [sanitize_html(html, where="x") for html in pages] == shared


def test_answers_that_an_index_remembers_are_those_of_a_new_one() -> None:
    """The second mail of a sender, with the same sheet and other content, reads as if it were the first."""
    sheet = "<style>.a{color:#fff}.b .a{color:#000}td.a:first-child{display:none}#x.a{opacity:0}</style>"
    bodies = [
        "<p class=a>Haa</p><div class=b><p class=a>Vaa</p></div>",
        "<div class=b><p class=a>Vaa</p></div><p class=a>Haa</p>",
        "<table class=b><tr><td class=a>Haa</td><td class=a>Vaa</td></tr></table><p id=x class=a>Hab</p>",
        "<p class=A>Vaa</p><p class=a style='color:red!important'>Vab</p>",
    ]
    for doctype in ("", "<!doctype html>"):
        for number, body in enumerate(bodies):
            known = sanitize_html(doctype + sheet + body, where="x")
            new = sanitize_html(doctype + sheet + f"<style>.n{number}{{}}</style>" + body, where="x")
            assert known == new
            assert "H" not in known.text


@pytest.mark.usefixtures("untraced")
def test_what_pages_share_with_others_changes_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page reads the same whatever was read before it, and however often."""
    pages = [*PAGES, *ROWS, newsletter(60_000)]
    monkeypatch.setattr(view, "_remembered", view._read)
    alone = [sanitize_html(html, where="x") for html in pages]
    monkeypatch.undo()
    for order in (pages, pages[::-1]):
        assert [sanitize_html(html, where="x") for html in order] == (
            alone if order is pages else alone[::-1]
        )


def test_a_table_with_columns_is_not_taken_for_one_without() -> None:
    """The ground of a column counts, though the tables are alike by themselves."""
    plain = "<table><tr><td style='color:#fff'>Haa</td></tr></table>"
    painted = "<table><col background='data:,x'><tr><td style='color:#fff'>Hab</td></tr></table>"
    both = sanitize_html(plain + painted, where="x")
    assert [f.technique for f in both.findings] == ["color-eq-bg-inherit", "bg-gradient-image"]


def test_little_is_kept_for_other_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither many elements nor long attributes fill the memory."""
    kept = Memory()
    monkeypatch.setattr(view, "Memory", lambda paths: kept)
    rows = "".join(f"<p align=left{i} lang=x{'y' * 2000 * (i % 2)}>Vaa</p>" for i in range(9000))
    sanitize_html(f"<style>.few{{}}</style><div>{rows}</div>", where="x")
    assert 0 < len(kept.alike) <= MOST_REMEMBERED
    assert len(str(list(kept.alike))) < 1_000_000


@pytest.mark.parametrize(
    ("rule", "hides", "shows"),
    [
        ("div > .a", "<div><p class=a>Haa</p></div>", "<div><b><p class=a>Vaa</p></b></div>"),
        ("p + p.a", "<p>Vaa<p class=a>Haa", "<p class=a>Vaa<p>Vab"),
        (".a:empty + p", "<p class=a></p><p>Haa", "<p class=a> </p><p>Vaa"),
        ("[dir=ltr] .a", "<p dir=ltr><b class=a>Haa</b></p>", "<p dir=auto><b class=a>Vaa</b></p>"),
        (":not([lang]) > p.a:lang(de)", "<p class=a lang=de>Haa</p>", "<b lang=de><p class=a>Vaa</p></b>"),
        ("p:has(i)", "<p class=a>Haa<i>Hab</i></p>", "<p class=a>Vaa</p>"),
        ("a:link", "<a class=a href=x>Haa</a>", "<a class=a>Vaa</a>"),
        ("p.a:nth-of-type(2)", "<p>Vaa<p class=a>Haa", "<p class=a>Vaa<p>Vab"),
    ],
)  # fmt: skip
def test_paths_tell_apart_what_a_sheet_does(rule: str, hides: str, shows: str) -> None:
    """What was worked out for an element is not said of another, where the rule asks for what differs."""
    sheet = f"<style>{rule}{{display:none}}</style>"
    for body in (hides, shows, hides, f"<div>{shows}</div><div>{hides}</div>"):
        text = sanitize_html(sheet + body, where="x").text
        assert "H" not in text
        assert [word for word in ("Vaa", "Vab") if word in body and word not in text] == []
