"""Queries of containers: which one is asked, and how wide it is."""

import pytest

from tests.unit.sanitize.marks import kept

WIDE = "container-type:inline-size;width:600px"
SEEN = {
    "narrow": ("(max-width: 300px)", f"<div style='{WIDE}'><p>Vaa</p></div>"),
    "no container": ("(min-width: 1px)", "<div style='width:600px'><p>Vaa</p></div>"),
    "of another name": ("side (min-width: 1px)", f"<div style='{WIDE};container-name:main'><p>Vaa</p></div>"),
    "as wide as the page": ("(width < 900px)", "<div style='container:x / inline-size'><p>Vaa</p></div>"),
    "negated": ("not (width > 500px)", f"<div style='{WIDE}'><p>Vaa</p></div>"),
    "the nearest": (
        "(width < 500px)",
        f"<div style='container-type:inline-size;width:90px'><div style='{WIDE}'><p>Vaa",
    ),
}  # fmt: skip
UNSEEN = {
    "narrow": ("(max-width: 700px)", f"<div style='{WIDE}'><p>Haa</p></div>"),
    "of its name": ("main (width)", "<div style='container:main/inline-size'><p>Haa</p></div>"),
    "beside a float": (
        "(width < 500px)",
        "<div style='float:left;width:700px'>.</div><div style='container-type:inline-size'><p>Haa",
    ),
    "a share of a cell": (
        "(width < 500px)",
        "<table width=300><tr><td><div style='container-type:inline-size;width:100%'><p>Haa",
    ),
    "written otherwise": (
        "main (width > 500px)",
        f"<div style='{WIDE};container-name:main'><div style='container:Main/inline-size;width:90px'><p>Haa",
    ),
}


@pytest.mark.parametrize(("asked", "html"), SEEN.values(), ids=SEEN.keys())
def test_a_query_that_does_not_hold_hides_nothing(asked: str, html: str) -> None:
    assert kept(f"<style>@container {asked} {{p {{display: none}}}}</style>{html}") == ["Vaa"]


@pytest.mark.parametrize(("asked", "html"), UNSEEN.values(), ids=UNSEEN.keys())
def test_what_a_query_may_hide_is_not_kept(asked: str, html: str) -> None:
    assert kept(f"<style>@container {asked} {{p {{display: none}}}}</style>{html}") == []


@pytest.mark.parametrize("kind", ["contain:size", "container-type:size", "container:x / size"])
def test_what_sticks_out_of_a_box_laid_out_as_empty_may_be_covered(kind: str) -> None:
    cover = "<p style='position:relative;background:#fff;margin:0'>Vaa"
    html = f"<div style='{kind}'><p style='margin:0'>Haa</p></div>{cover}"
    assert kept(html) == ["Vaa"]


@pytest.mark.parametrize("asked", ["(min-width: 1px) and not (max-width: 5px)", "not(max-width: 5px)"])
def test_a_condition_that_mixes_its_words_is_not_taken_to_hold(asked: str) -> None:
    html = f"<style>p {{display: none}} @media {asked} {{p {{display: block}}}}</style><p>Haa"
    assert kept(html) == []
