"""A page for people as one file: no script, nothing loaded, light and dark, printable, usable by keys."""

# ruff: noqa: E501 - lines of HTML

from collections.abc import Sequence
from html import escape
from typing import Final

from intake.operate import plots

_STYLE: Final = (
    plots.STYLE
    + """
*{box-sizing:border-box}body{margin:0 auto;padding:16px;max-width:1200px;background:var(--paper);color:var(--ink);
font:15px/1.45 system-ui,-apple-system,"Segoe UI",sans-serif}h1{font-size:24px;margin:0 0 4px}h2{font-size:19px;
margin:32px 0 8px;border-bottom:1px solid var(--line);padding-bottom:4px}h3{font-size:15px;margin:16px 0 4px}
p{margin:6px 0}.soft{color:var(--soft)}.grid{display:grid;gap:12px;
grid-template-columns:repeat(auto-fit,minmax(min(100%,340px),1fr))}.card{background:var(--card);
border:1px solid var(--line);border-radius:8px;padding:12px;min-width:0;break-inside:avoid}.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:13.5px;font-variant-numeric:tabular-nums}.card td{white-space:normal}th,td{padding:4px 6px;text-align:right;
border-bottom:1px solid var(--line);white-space:nowrap}th:first-child,td:first-child{text-align:left}
td.words,th.words{white-space:normal;text-align:left;overflow-wrap:anywhere}th{font-weight:600;color:var(--soft)}
.tiles{display:grid;gap:12px;grid-template-columns:repeat(auto-fit,minmax(min(46%,230px),1fr));margin:12px 0}
.tall{grid-row:span 2}.tile b{display:block;font-size:22px}.ok{color:var(--green)}.no{color:var(--red)}
@media print{:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--grid:#ddd}body{max-width:none}
.scroll{overflow:visible}h2{break-after:avoid}}
"""
)


def document(title: str, body: str, *, style: str = "") -> str:
    """The whole file around a body that is HTML already. `style` is added to the style of all."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}{style}</style></head><body><main>"
        f"<h1>{escape(title)}</h1>{body}</main></body></html>\n"
    )


def rows(heads: Sequence[str], lines: Sequence[Sequence[str]], *, words: int | None = None) -> str:
    """A table of plain text; the column `words` wraps."""
    head = "".join(f"<th{' class=words' if i == words else ''}>{escape(h)}</th>" for i, h in enumerate(heads))
    body = "".join(
        "<tr>"
        + "".join(f"<td{' class=words' if i == words else ''}>{escape(c)}</td>" for i, c in enumerate(row))
        + "</tr>"
        for row in lines
    )
    # What scrolls must be reachable by keyboard.
    return f'<div class="scroll" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
