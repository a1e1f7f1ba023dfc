"""Presentations, each with what it hides and what it shows."""

from collections.abc import Callable
from typing import Any

Word = Callable[[str], str]


def _deck(fill: Callable[[Any, Any, Word], None]) -> Callable[[Word], bytes]:
    def make(word: Word) -> bytes:
        from pptx import Presentation

        from bench.samples.papers import saved

        deck = Presentation()
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        box(slide, word("V"), 0.2)
        fill(deck, slide, word)
        return saved(deck.save)

    return make


def box(slide: Any, words: str, top: float, left: float = 1) -> Any:
    from pptx.util import Inches

    shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(0.5))
    shape.text_frame.text = words
    return shape


def ink(shape: Any, colour: str) -> None:
    from pptx.dml.color import RGBColor

    shape.text_frame.paragraphs[0].runs[0].font.color.rgb = RGBColor.from_string(colour)


def panel(slide: Any, top: float, colour: str) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Inches

    shape = slide.shapes.add_shape(1, Inches(0.5), Inches(top), Inches(5), Inches(1))
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(colour)


def hidden_slide(deck: Any, slide: Any, w: Word) -> None:
    other = deck.slides.add_slide(deck.slide_layouts[6])
    box(other, w("H"), 1)
    other._element.set("show", "0")


def off_slide(deck: Any, slide: Any, w: Word) -> None:
    from pptx.util import Inches

    box(slide, w("H"), 1, 40)
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(Inches(1), Inches(1), Inches(2), Inches(1)).text_frame.text = w("H")
    group.left = Inches(-30)


def notes(deck: Any, slide: Any, w: Word) -> None:
    slide.notes_slide.notes_text_frame.text = w("H")


def white(deck: Any, slide: Any, w: Word) -> None:
    ink(box(slide, w("H"), 1), "FFFFFF")
    ghost = box(slide, w("H"), 2)
    ghost._element.nvSpPr.cNvPr.set("hidden", "1")
    box(slide, w("V"), 3)._element.nvSpPr.cNvPr.set("descr", w("H"))


def covered(deck: Any, slide: Any, w: Word) -> None:
    box(slide, w("H"), 3)
    panel(slide, 2.8, "FFFFFF")


def on_panel(deck: Any, slide: Any, w: Word) -> None:
    panel(slide, 2.8, "102040")
    ink(box(slide, w("V"), 3), "FFFFFF")
    ink(box(slide, w("H"), 3.2), "102040")


def dark_master(deck: Any, slide: Any, w: Word) -> None:
    from pptx.dml.color import RGBColor

    ground = deck.slide_master.background.fill
    ground.solid()
    ground.fore_color.rgb = RGBColor(10, 10, 40)
    for shape in slide.shapes:
        ink(shape, "FFFFFF")
    ink(box(slide, w("H"), 2), "0C0C2A")


SLIDES: dict[str, Callable[[Word], bytes]] = {
    "p1-hidden-slide": _deck(hidden_slide),
    "p2-off-slide": _deck(off_slide),
    "p3-notes": _deck(notes),
    "p4-white-hiddenshape-alt": _deck(white),
    "p5-covered": _deck(covered),
    "p6-on-a-panel": _deck(on_panel),
    "p7-dark-master": _deck(dark_master),
}
