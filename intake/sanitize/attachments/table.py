"""CSV and TSV: each row a fact with its column names."""

import csv
import io
from collections.abc import Sequence

from intake.sanitize.attachments.decode import SAMPLE, decode, is_text
from intake.sanitize.attachments.reader import Page, Reader, Source

_DELIMITERS = ",;\t|"
_TYPES = {"text/csv", "application/csv", "text/comma-separated-values", "text/tab-separated-values"}


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    wanted = extension in {"csv", "tsv", "tab"} or (claimed in _TYPES and extension in {"", "txt"})
    if not wanted or not is_text(data):
        return None
    return "text/tab-separated-values" if extension in {"tsv", "tab"} else "text/csv"


def read(source: Source, page: Page) -> None:
    text = decode(source.data).replace("\0", "")
    if text[:4].lower() == "sep=":
        first, _, text = text.partition("\n")
        delimiter = first[4:5] or ","
    else:
        delimiter = "\t" if source.media_type.startswith("text/tab") else _delimiter(text[:SAMPLE])
    csv.field_size_limit(1_000_000)
    rows: list[list[str]] = []
    for row in csv.reader(io.StringIO(text), delimiter=delimiter):
        rows.append(row)
        if len(rows) > 200_000:
            break
    facts(page, [[c.strip() for c in row] for row in rows], "row {}")


def facts(
    page: Page, rows: Sequence[Sequence[str]], location: str, numbers: Sequence[int] | None = None
) -> None:
    """Add rows as facts: `Product: X; Price: 12.50 EUR`. The header is the first full row of words.

    `numbers` are the rows' numbers as the application shows them, from 1.
    """
    names: list[str] = []
    for index, row in enumerate(rows):
        where = location.format(numbers[index] if numbers else index + 1)
        filled = [c for c in row if c]
        if not filled:
            continue
        if not names and _is_header(row, rows[index + 1 : index + 6]):
            names = [" ".join(c.split()) for c in row]
            page.add("row", " | ".join(n for n in names if n), location=where)
        else:
            page.add("row", fact(names, row), location=where)


def fact(names: Sequence[str], row: Sequence[str]) -> str:
    """One row with its column names."""
    cells = [(names[i] if i < len(names) else "", " ".join(c.split())) for i, c in enumerate(row)]
    if not names:
        return " | ".join(value for _, value in cells if value)
    return "; ".join(f"{name}: {value}" if name else value for name, value in cells if value)


def _is_header(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    filled = [c for c in row if c]
    widest = max((sum(1 for c in r if c) for r in below), default=0)
    if len(filled) < 2 or not below or len(filled) * 2 < widest:
        return False
    return (
        len(set(filled)) == len(filled)
        and not any(_is_number(c) for c in filled)
        and max(map(len, filled)) < 80
    )


def _is_number(text: str) -> bool:
    bare = text.strip("€$£% ").replace(",", "").replace(".", "").replace("-", "")
    return bare.isdigit() and len(text) < 30 and not (len(bare) == 4 and bare[:2] in {"19", "20"})


def _delimiter(sample: str) -> str:
    lines = [line for line in sample.splitlines() if line.strip()][:20]
    best, score = ",", 0.0
    for candidate in _DELIMITERS:
        counts = [_outside_quotes(line, candidate) for line in lines]
        usual = max(set(counts), key=counts.count) if counts else 0
        worth = usual and counts.count(usual) / len(counts) * (1 + min(usual, 5) / 10)
        if worth > score:
            best, score = candidate, worth
    return best


def _outside_quotes(line: str, char: str) -> int:
    return sum(piece.count(char) for piece in line.split('"')[::2])


READER = Reader(name="table", sniff=sniff, read=read, extensions=("csv", "tsv", "tab", "txt"))
