"""Workbooks, each with what it hides and what it shows."""

from collections.abc import Callable
from typing import Any

Word = Callable[[str], str]


def _book(fill: Callable[[Any, Word], None]) -> Callable[[Word], bytes]:
    def make(word: Word) -> bytes:
        import openpyxl

        from bench.samples.papers import saved

        book = openpyxl.Workbook()
        book.active["A1"] = word("V")
        book.active["A2"] = word("V")
        fill(book, word)
        return saved(book.save)

    return make


def hidden_sheet(book: Any, w: Word) -> None:
    for name, state in (("One", "hidden"), ("Two", "veryHidden")):
        sheet = book.create_sheet(name)
        sheet["A1"], sheet.sheet_state = w("H"), state


def hidden_rows(book: Any, w: Word) -> None:
    sheet = book.active
    sheet["A3"], sheet["F1"], sheet["A5"] = w("H"), w("H"), w("V")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["F"].hidden = True


def formats(book: Any, w: Word) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font

    sheet = book.active
    sheet["A3"], sheet["A3"].font = w("H"), Font(color="FFFFFFFF")
    sheet["A4"], sheet["A4"].number_format = w("H"), ";;;"
    sheet["A1"].comment = Comment(w("H"), "x")


def themes(book: Any, w: Word) -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.styles.colors import Color

    sheet = book.active
    sheet["A3"], sheet["A3"].font = w("H"), Font(color=Color(theme=0))
    dark = PatternFill("solid", fgColor="FF102040")
    sheet["A4"], sheet["A4"].font, sheet["A4"].fill = w("V"), Font(color="FFFFFFFF"), dark
    sheet["A5"], sheet["A5"].font, sheet["A5"].fill = w("H"), Font(color="FF102040"), dark


def merged(book: Any, w: Word) -> None:
    sheet = book.active
    sheet["A3"], sheet["B3"] = w("V"), w("H")
    sheet.merged_cells.add("A3:B3")


def runs(book: Any, w: Word) -> None:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    blank = TextBlock(InlineFont(color="FFFFFFFF"), f" {w('H')}")
    book.active["A3"] = CellRichText(w("V"), blank)


SHEETS: dict[str, Callable[[Word], bytes]] = {
    "x1-hidden-sheet": _book(hidden_sheet),
    "x2-hidden-row-col": _book(hidden_rows),
    "x3-white-format-comment": _book(formats),
    "x4-theme-white-and-dark": _book(themes),
    "x5-merged-over": _book(merged),
    "x6-white-run": _book(runs),
}
