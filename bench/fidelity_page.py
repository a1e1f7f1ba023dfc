"""The table of the fidelity bench, and the page with the picture of every miss."""

import base64
import html as entities
from collections.abc import Iterable
from typing import TYPE_CHECKING

from bench.chromium import Judge

if TYPE_CHECKING:
    from bench.fidelity import Count

MOST_PICTURES = 400
MOST_SOURCE = 4_000
_COLUMNS = (
    "set",
    "tool",
    "mails",
    "hidden",
    "leaked",
    "visible",
    "lost",
    "withheld",
    "uncertain mails",
    "out of order",
)
_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;margin:24px auto;max-width:1100px;padding:0 16px;color:#222}
table{border-collapse:collapse;margin:16px 0}td,th{border:1px solid #ccc;padding:3px 9px;text-align:right}
td:nth-child(-n+2),th:nth-child(-n+2){text-align:left}.bad{background:#fdd}
section{border-top:1px solid #ccc;margin-top:28px}
td,th{white-space:nowrap}.shot{border:1px solid #999;max-height:260px;overflow:auto}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f6f6f6;padding:8px;max-height:240px;overflow:auto}
"""


def _cells(count: "Count") -> tuple[str, ...]:
    order = f"{count.misplaced} of {count.pairs}" if count.pairs else ""
    mails = f"{count.mails}" + (f" ({len(count.not_judged)} not judged)" if count.not_judged else "")
    hidden, leaked = (str(count.hidden), str(count.leaked)) if count.hidden else ("", "")
    ours = count.tool.startswith("mailroom")
    return (
        count.title, count.tool, mails, hidden, leaked, str(count.visible), _share(count.lost, count.visible),
        _share(count.withheld, count.visible) if ours else "", str(count.uncertain) if ours else "", order,
    )  # fmt: skip


def _share(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.1%})" if whole else "0"


def table(found: Iterable["Count"]) -> str:
    """All counts as a Markdown table."""
    rows = [_COLUMNS, tuple("---" for _ in _COLUMNS), *(_cells(count) for count in found)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def page_of(found: list["Count"], judge: Judge) -> str:
    """The table, and our misses with their pictures, one self-contained page."""
    parts = ["<h1>What a person sees, and what the model gets</h1>", _table(found)]
    for count in found:
        if not count.tool.startswith("mailroom"):
            continue
        by_sample: dict[str, list[tuple[str, str, str]]] = {}
        for name, kind, word, html in count.misses:
            by_sample.setdefault(name, []).append((kind, word, html))
        parts.append(
            f"<h2>{_escape(count.title)}, {_escape(count.tool)}: {len(by_sample)} mails with a miss</h2>"
        )
        parts += [
            f"<p>Not judged, the browser took too long: {_escape(name)}</p>" for name in count.not_judged
        ]
        for name, misses in list(by_sample.items())[:MOST_PICTURES]:
            parts.append(_miss(name, misses, judge))
        if len(by_sample) > MOST_PICTURES:
            parts.append(f"<p>{len(by_sample) - MOST_PICTURES} more are in the printed lines.</p>")
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Fidelity: the misses</title>'
        f"<style>{_STYLE}</style><body>{''.join(parts)}</body></html>"
    )


def _table(found: list["Count"]) -> str:
    head = "".join(f"<th>{name}</th>" for name in _COLUMNS)
    rows = "".join(
        f"<tr{' class=bad' if count.leaked and count.tool.startswith('mailroom') else ''}>"
        + "".join(f"<td>{_escape(cell)}</td>" for cell in _cells(count))
        + "</tr>"
        for count in found
    )
    return f"<table><tr>{head}</tr>{rows}</table>"


def _miss(name: str, misses: list[tuple[str, str, str]], judge: Judge) -> str:
    html = misses[0][2]
    words = ", ".join(f"{word} {kind}" for kind, word, _ in misses)
    shown = base64.b64encode(judge.picture(html)).decode()
    return (
        f"<section><h3>{_escape(name)}</h3><p>{_escape(words)}</p>"
        f'<div class=shot><img src="data:image/png;base64,{shown}" alt="as Chromium paints it"></div>'
        f"<pre>{_escape(html[:MOST_SOURCE])}</pre></section>"
    )


def _escape(text: str) -> str:
    return entities.escape(text)
