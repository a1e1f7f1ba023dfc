# ruff: noqa: E501 - samples are easier to read on one line
"""Placeholders of a slide look and stand as the layout and the master have it."""

from tests.unit.attachments.presentations import AT, SPACES, place, related, said, shape, solid

AWAY = place(90, 1, 8, 2)


def held(
    kind: str, text: str = "", at: str = "", fill: str = "", ink: str = "", size: int = 1800, **more: str
) -> str:
    styles = (
        f'<a:lvl1pPr><a:defRPr sz="{size}">{solid(ink)}</a:defRPr></a:lvl1pPr>' if ink or size != 1800 else ""
    )
    styles = styles.replace(solid(""), "")
    return shape(text, at, fill, holder=f"<p:ph {kind}/>", styles=styles, **more).replace(
        '<a:prstGeom prst="rect"/>', ""
    )


BODY = 'type="body" idx="7"'


def test_a_placeholder_stands_where_its_layout_or_master_puts_it() -> None:
    assert said(held(BODY, "secret"), held(BODY, "prompt", AWAY)) == ""
    assert said(held(BODY, "shown", AT), held(BODY, "prompt", AWAY)) == "shown"
    assert said(held(BODY, "secret"), held(BODY, "prompt"), held('type="body" idx="1"', "prompt", AWAY)) == ""
    assert (
        said(
            held('type="dt" idx="10"', "secret"),
            held('type="dt" idx="10"'),
            held('type="dt" idx="2"', "", AWAY),
        )
        == ""
    )


def test_a_placeholder_is_filled_and_lettered_as_its_layout_has_it() -> None:
    dark = held(BODY, "prompt", AT, solid("101010"), "FFFFFF")
    assert said(held(BODY, "shown"), dark) == "shown"
    assert said(held(BODY, "secret", fill="<a:noFill/>"), dark) == ""
    assert said(held(BODY, "secret"), held(BODY, "prompt", AT, size=100)) == ""
    assert said(held(BODY, "shown", size=1200), held(BODY, "prompt", AT, size=100)) == "shown"


def test_a_placeholder_of_another_index_lends_nothing() -> None:
    layout = held('type="pic" idx="8"', "", AWAY) + held(BODY, "prompt", AT)
    assert said(held(BODY, "shown"), layout) == "shown"


def test_a_master_is_asked_by_kind_for_its_indexes_are_its_own() -> None:
    master = held('type="body" idx="1"', "", AT) + held('type="dt" idx="2"', "", AWAY, ink="FFFFFF")
    assert said(held('type="body" idx="2"', "shown"), held('type="body" idx="2"'), master) == "shown"


def test_a_subtitle_is_a_body_and_a_date_is_neither() -> None:
    white = f"<a:lvl1pPr><a:defRPr>{solid('FFFFFF')}</a:defRPr></a:lvl1pPr>"
    styles = f"<p:bodyStyle>{white}</p:bodyStyle>"
    assert said(held('type="subTitle" idx="1"', "secret", AT), styles=styles) == ""
    assert said(held('type="dt" idx="10"', "shown", AT), styles=styles) == "shown"


def test_text_that_no_placeholder_holds_looks_as_the_presentation_has_it() -> None:
    usual = f"<p:defaultTextStyle><a:lvl1pPr><a:defRPr>{solid('FFFFFF')}</a:defRPr></a:lvl1pPr></p:defaultTextStyle>"
    presentation = f'<p:presentation {SPACES}><p:sldIdLst><p:sldId id="256" r:id="slide"/></p:sldIdLst>{usual}</p:presentation>'
    parts = {
        "ppt__presentation.xml": presentation,
        "ppt___rels__presentation.xml.rels": related(slide="slides/a.xml"),
    }
    assert said(shape("secret"), **parts) == ""
    assert said(held(BODY, "shown", AT), **parts) == "shown"
