"""Charts, diagrams and what slides inherit: read where a person sees them, reported where nobody does."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from intake.sanitize.attachments import sanitize_document

Fill = Callable[[Any], None]


def deck(fill: Fill, rewrite: Callable[[str, bytes], bytes] = lambda name, data: data) -> bytes:
    """A presentation of one empty slide, filled, its members rewritten."""
    made = Presentation()
    made.slides.add_slide(made.slide_layouts[6])
    fill(made)
    out, again = io.BytesIO(), io.BytesIO()
    made.save(out)
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, rewrite(name, old.read(name)))
    return again.getvalue()


def chart(made: Any, change: Fill = lambda chart: None, left: float = 1) -> None:
    data = CategoryChartData()
    data.categories = ["Vac", "Vad"]
    data.add_series("Vae", (1, 2))
    frame = made.slides[0].shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(left), Inches(1), Inches(5), Inches(4), data
    )
    frame.chart.has_title = True
    frame.chart.chart_title.text_frame.text = "Vab"
    frame.chart.has_legend = True
    change(frame.chart)


def words(data: bytes) -> tuple[str, str]:
    """What is read, and what the receipt has."""
    seen = sanitize_document(data, filename="a.pptx", media_type=None)
    return seen.text, " ".join(f.text for f in seen.findings)


def test_titles_categories_and_legend_of_a_chart_are_read() -> None:
    text, _ = words(deck(chart))
    assert [w for w in ("Vab", "Vac", "Vad", "Vae") if w not in text] == []


def no_axis(made: Any) -> None:
    made.category_axis.visible = False


def no_legend(made: Any) -> None:
    made.has_legend = False


def white_title(made: Any) -> None:
    made.chart_title.text_frame.paragraphs[0].runs[0].font.color.rgb = RGBColor(255, 255, 255)


def no_labels(made: Any) -> None:
    from pptx.enum.chart import XL_TICK_LABEL_POSITION

    made.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE


@pytest.mark.parametrize(
    ("change", "gone"), [(no_axis, "Vac"), (no_labels, "Vad"), (no_legend, "Vae"), (white_title, "Vab")]
)
def test_what_a_chart_keeps_for_itself_is_reported(change: Fill, gone: str) -> None:
    text, receipt = words(deck(lambda made: chart(made, change)))
    assert gone not in text
    assert gone in receipt


def test_a_chart_beside_the_slide_is_reported() -> None:
    text, receipt = words(deck(lambda made: chart(made, left=40)))
    assert "Vab" not in text
    assert "Vab" in receipt


def test_words_of_the_layout_are_read_once_and_those_that_a_slide_leaves_out_are_not() -> None:
    def fill(made: Any) -> None:
        box = made.slide_layouts[6].shapes._spTree
        made.slides.add_slide(made.slide_layouts[6])
        text = made.slides[0].shapes.add_textbox(Inches(1), Inches(1), Inches(3), Inches(1))
        text.text_frame.text = "Vab"
        box.append(text._element)

    text, _ = words(deck(fill))
    assert text.count("Vab") == 1

    def bare(name: str, data: bytes) -> bytes:
        return data.replace(b"<p:sld ", b'<p:sld showMasterSp="0" ') if "slides/slide" in name else data

    assert "Vab" not in words(deck(fill, bare))[0]


DIAGRAM = (
    '<dsp:drawing xmlns:dsp="http://schemas.microsoft.com/office/drawing/2008/diagram" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dsp:spTree>{}</dsp:spTree></dsp:drawing>'
)
NODE = (
    '<dsp:sp><dsp:nvSpPr><dsp:cNvPr id="1" name="n"/></dsp:nvSpPr><dsp:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="99" cy="99"/></a:xfrm><a:solidFill><a:srgbClr val="{}"/></a:solidFill></dsp:spPr><dsp:txBody>'
    '<a:p><a:r><a:rPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></a:rPr><a:t>{}</a:t></a:r></a:p>'
    "</dsp:txBody></dsp:sp>"
)
RELATION = "http://schemas.microsoft.com/office/2007/relationships/diagramDrawing"
DATA = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData"
FRAME = (
    '<p:graphicFrame xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><p:nvGraphicFramePr>'
    '<p:cNvPr id="9" name="d"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="999000" cy="999000"/></p:xfrm><a:graphic><a:graphicData>'
    '<dgm:relIds r:dm="rIdD"/></a:graphicData></a:graphic></p:graphicFrame>'
)
POINTS = (
    '<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst>'
    "<dgm:pt><dgm:t><a:p><a:r><a:t>Vab</a:t></a:r></a:p></dgm:t></dgm:pt>"
    '<dgm:pt type="pres"><dgm:t><a:p><a:r><a:t>Hab</a:t></a:r></a:p></dgm:t></dgm:pt>'
    "</dgm:ptLst></dgm:dataModel>"
)


def with_diagram(drawing: str | None) -> bytes:
    def rewrite(name: str, data: bytes) -> bytes:
        if name == "ppt/slides/slide1.xml":
            return data.replace(b"</p:spTree>", FRAME.encode() + b"</p:spTree>")
        if name == "ppt/slides/_rels/slide1.xml.rels":
            more = f'<Relationship Id="rIdD" Type="{DATA}" Target="../diagrams/data1.xml"/>'
            if drawing:
                more += f'<Relationship Id="rIdW" Type="{RELATION}" Target="../diagrams/drawing1.xml"/>'
            return data.replace(b"</Relationships>", more.encode() + b"</Relationships>")
        return data

    out = io.BytesIO(deck(lambda made: None, rewrite))
    with zipfile.ZipFile(out, "a") as file:
        file.writestr("ppt/diagrams/data1.xml", POINTS)
        if drawing:
            file.writestr("ppt/diagrams/drawing1.xml", DIAGRAM.format(drawing))
    return out.getvalue()


def test_a_diagram_is_read_as_it_is_drawn() -> None:
    text, receipt = words(with_diagram(NODE.format("003366", "Vab") + NODE.format("FFFFFF", "Hab")))
    assert "Vab" in text
    assert "Hab" not in text
    assert "Hab" in receipt


def test_a_diagram_that_is_not_drawn_is_read_by_its_nodes() -> None:
    text, _ = words(with_diagram(None))
    assert "Vab" in text
    assert "Hab" not in text
