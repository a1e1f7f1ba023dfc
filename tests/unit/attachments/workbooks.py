# ruff: noqa: E501 - samples are easier to read on one line
"""Workbooks of one sheet, written by hand."""

from intake.mail import SanitizedDocument
from tests.unit.attachments.parts import OFFICE, RELATIONS, read, related, zipped

MAIN = f"{OFFICE}/spreadsheetml/2006/main"
SPACES = f'xmlns:xdr="{OFFICE}/drawingml/2006/spreadsheetDrawing" xmlns:a="{OFFICE}/drawingml/2006/main" xmlns:r="{RELATIONS}" xmlns:mc="{OFFICE}/markup-compatibility/2006" xmlns:other="urn:other"'


def packed(
    rows: str, before: str = "", after: str = "", *, styles: str = "", drawing: str = "", **parts: str | bytes
) -> bytes:
    """A workbook; `before` and `after` stand around the rows, two underscores in a part's name for a slash."""
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": related(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="S" sheetId="1" r:id="worksheet"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": related(worksheet="worksheets/a.xml", styles="styles.xml"),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        "xl/worksheets/a.xml": f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">{before}<sheetData>{rows}</sheetData>{after}</worksheet>',
        "xl/worksheets/_rels/a.xml.rels": related(
            drawing="../drawing.xml", comments="../comments.xml", vmlDrawing="../lay.vml"
        ),
        "xl/drawing.xml": f"<xdr:wsDr {SPACES}>{drawing}</xdr:wsDr>",
    }
    files |= {name.replace("__", "/"): data for name, data in parts.items()}
    return zipped(files)


def seen(data: bytes) -> SanitizedDocument:
    return read(data, "a.xlsx")


def said(
    rows: str, before: str = "", after: str = "", *, styles: str = "", drawing: str = "", **parts: str | bytes
) -> str:
    """What is seen below the name of the sheet."""
    return (
        seen(packed(rows, before, after, styles=styles, drawing=drawing, **parts))
        .text.removeprefix("S")
        .strip()
    )


def row(number: int, *cells: str, more: str = "") -> str:
    return f'<row r="{number}" {more}>{"".join(cells)}</row>'


def cell(at: str, text: str, style: int = 0) -> str:
    return f'<c r="{at}" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>'


def number(at: str, value: float, style: int = 0) -> str:
    return f'<c r="{at}" s="{style}"><v>{value}</v></c>'


def formula(at: str, code: str, value: str, more: str = "") -> str:
    return f'<c r="{at}" t="str"><f {more}>{code}</f><v>{value}</v></c>'


def formats(*cells: str, fonts: str = "", fills: str = "", differences: str = "") -> str:
    """The formats of cells from 1; format 0 is plain."""
    fonts = f'<fonts><font><sz val="11"/></font>{fonts}</fonts>'
    fills = f'<fills><fill><patternFill patternType="none"/></fill>{fills}</fills>'
    return f"{fonts}{fills}<cellXfs><xf/>{''.join(cells)}</cellXfs><dxfs>{differences}</dxfs>"
