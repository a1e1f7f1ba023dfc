"""Plots as inline SVG: no script, no style attribute, readable on a phone, in light, dark and print.

Colours come from the classes of `STYLE`, so a page with a strict Content-Security-Policy can carry them.
Everything is drawn on a canvas of 400 units, which is a phone's width.
"""

# ruff: noqa: E501 - lines of SVG

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, Literal

STYLE: Final = """
:root{--paper:#fff;--card:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--grid:#eaeef2;
--blue:#0969da;--green:#1a7f37;--amber:#9a6700;--red:#cf222e;--band:#0969da}
@media (prefers-color-scheme:dark){:root{--paper:#0d1117;--card:#161b22;--ink:#e6edf3;--soft:#9da7b3;
--line:#30363d;--grid:#21262d;--blue:#58a6ff;--green:#3fb950;--amber:#d29922;--red:#ff7b72;--band:#58a6ff}}
.plot{display:block;width:100%;height:auto;max-width:640px}
.plot text{font:11px system-ui,sans-serif;fill:var(--ink)}.plot .soft{fill:var(--soft)}.plot .end{text-anchor:end}
.plot .mid{text-anchor:middle}.plot .grid{stroke:var(--grid)}.plot .axis{stroke:var(--line)}
.plot .line{fill:none;stroke:var(--blue);stroke-width:2;stroke-linejoin:round}.plot .dot{fill:var(--blue)}
.plot .bar{fill:var(--blue)}.plot .good{fill:var(--green)}.plot .warn{fill:var(--amber)}.plot .bad{fill:var(--red)}
.plot .idle{fill:var(--line)}.plot .target{stroke:var(--green);stroke-dasharray:5 4}
.plot .before{stroke:var(--soft);stroke-dasharray:2 3}.plot .change{stroke:var(--amber);stroke-dasharray:3 2}
.plot .break{stroke:var(--red)}.plot .whisker{stroke:var(--ink)}.plot .cell{fill:var(--band)}
.plot .on{fill:var(--card)}
"""

WIDTH: Final = 400
HEIGHT: Final = 210
LEFT: Final = 44
RIGHT: Final = 10
TOP: Final = 26
BOTTOM: Final = 24
MAX_POINTS: Final = 800
MAX_MARKS: Final = 12
MAX_CLASSES: Final = 8

MarkKind = Literal["change", "break"]
Tone = Literal["bar", "good", "warn", "bad", "idle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A moment on the x axis: a release (`change`) or a change point that was found (`break`)."""

    at: int
    """Index of the point."""
    kind: MarkKind
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A horizontal line: the `target`, or the baseline `before`."""

    value: float
    kind: Literal["target", "before"]
    label: str


def series(
    title: str,
    labels: Sequence[str],
    values: Sequence[float | None],
    *,
    marks: Sequence[Mark] = (),
    levels: Sequence[Level] = (),
    unit: str = "",
) -> str:
    """A line over time; None leaves a gap. Marks stand as vertical lines with numbers explained below."""
    labels, values = list(labels)[:MAX_POINTS], list(values)[:MAX_POINTS]
    known = [v for v in values if v is not None]
    if not known:
        return empty(title)
    top = _round_up(max([*known, *(one.value for one in levels)]))
    legend = [*(f"{n}: {m.label}" for n, m in enumerate(marks[:MAX_MARKS], 1))]
    frame = _Frame(top=top, count=len(values))
    body = [frame.axes(labels, unit)]
    body += [
        f'<line class="{one.kind}" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{frame.y(one.value):.1f}" '
        f'y2="{frame.y(one.value):.1f}"/><text class="soft end" x="{WIDTH - RIGHT}" '
        f'y="{frame.y(one.value) - 3:.1f}">{escape(one.label)}</text>'
        for one in levels
    ]
    for number, mark in enumerate(marks[:MAX_MARKS], 1):
        x = frame.x(mark.at)
        body.append(
            f'<line class="{mark.kind}" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>'
            f'<text class="mid" x="{x:.1f}" y="{TOP - 2}">{number}</text>'
        )
    body += [f'<polyline class="line" points="{run}"/>' for run in frame.runs(values)]
    if len(known) <= 40:
        body += [
            f'<circle class="dot" r="2.2" cx="{frame.x(i):.1f}" cy="{frame.y(v):.1f}"/>'
            for i, v in enumerate(values)
            if v is not None
        ]
    return _svg(title, body, legend=legend)


def bars(title: str, labels: Sequence[str], values: Sequence[float], *, unit: str = "") -> str:
    """A bar a day."""
    labels, values = list(labels)[:MAX_POINTS], list(values)[:MAX_POINTS]
    if not any(values):
        return empty(title)
    frame = _Frame(top=_round_up(max(values)), count=len(values), inset=True)
    width = max(1.0, (WIDTH - LEFT - RIGHT) / len(values) * 0.7)
    body = [frame.axes(labels, unit)]
    body += [
        f'<rect class="bar" x="{frame.x(i) - width / 2:.1f}" y="{frame.y(v):.1f}" width="{width:.1f}" '
        f'height="{max(0.0, HEIGHT - BOTTOM - frame.y(v)):.1f}"/>'
        for i, v in enumerate(values)
        if v > 0
    ]
    return _svg(title, body)


def funnel(title: str, steps: Sequence[tuple[str, int, Tone]]) -> str:
    """One bar under the other, each in proportion to the first and biggest."""
    most = max((n for _, n, _ in steps), default=0)
    if not most:
        return empty(title)
    row = 24
    height = TOP + row * len(steps) + 6
    body = []
    for i, (label, n, tone) in enumerate(steps):
        y, width = TOP + row * i, (WIDTH - 170) * n / most
        body.append(
            f'<text class="end" x="112" y="{y + 15}">{escape(label)}</text>'
            f'<rect class="{tone}" x="120" y="{y + 3}" width="{max(width, 1):.1f}" height="{row - 7}" rx="2"/>'
            f'<text x="{124 + width:.1f}" y="{y + 15}">{n:,}</text>'
        )
    return _svg(title, body, height=height)


def matrix(title: str, cells: Sequence[tuple[str, str, int]]) -> str:
    """A confusion matrix: rows are what people say, columns what the machine said."""
    counts: dict[str, int] = {}
    for a, b, n in cells:
        counts[a] = counts.get(a, 0) + n
        counts.setdefault(b, 0)
    names = sorted(counts, key=lambda n: -counts[n])[:MAX_CLASSES]
    if not names:
        return empty(title)
    found = {(a, b): n for a, b, n in cells}
    most = max((found.get((a, b), 0) for a in names for b in names), default=1) or 1
    size = min(40.0, (WIDTH - 130) / len(names))
    height = int(TOP + 26 + size * len(names))
    body = [f'<text class="soft end" x="112" y="{TOP + 18}">the machine said:</text>']
    for r, a in enumerate(names):
        y = TOP + 22 + r * size
        body.append(
            f'<text class="end" x="112" y="{y + size / 2 + 4:.1f}">{r + 1} {escape(_short(a))}</text>'
        )
        body.append(f'<text class="soft mid" x="{120 + (r + 0.5) * size:.1f}" y="{TOP + 18}">{r + 1}</text>')
        for c, b in enumerate(names):
            n = found.get((a, b), 0)
            strong = n / most
            kind = "good" if r == c else "bad"
            body.append(
                f'<rect class="{kind}" fill-opacity="{0.08 + 0.8 * strong:.2f}" x="{120 + c * size:.1f}" '
                f'y="{y:.1f}" width="{size - 2:.1f}" height="{size - 2:.1f}" rx="2"/>'
                f'<text class="mid{" on" if strong > 0.55 else ""}" x="{120 + (c + 0.5) * size - 1:.1f}" '
                f'y="{y + size / 2 + 4:.1f}">{n}</text>'
            )
    return _svg(title, body, height=height)


def calibration(title: str, bins: Sequence[tuple[float, float, float, float]]) -> str:
    """(confidence, share right, its low, its high) in 0..1; the dashed line is "as sure as right"."""
    if not bins:
        return empty(title)
    frame = _Frame(top=1.0, count=2)
    left, span, base = LEFT, WIDTH - LEFT - RIGHT, HEIGHT - BOTTOM
    body = [frame.axes(["0 % sure", "100 %"], "")]
    body.append(f'<line class="before" x1="{left}" y1="{base}" x2="{left + span}" y2="{TOP}"/>')
    for sure, right, low, high in bins:
        x = left + span * sure
        body.append(
            f'<line class="whisker" x1="{x:.1f}" x2="{x:.1f}" y1="{frame.y(low):.1f}" y2="{frame.y(high):.1f}"/>'
            f'<circle class="dot" r="3.5" cx="{x:.1f}" cy="{frame.y(right):.1f}"/>'
        )
    return _svg(title, body)


def empty(title: str) -> str:
    """What stands where there is nothing to plot."""
    return _svg(
        title,
        [f'<text class="soft mid" x="{WIDTH / 2}" y="56">not enough to say anything yet</text>'],
        height=90,
    )


class _Frame:
    """Axes from 0 to `top` for `count` points."""

    def __init__(self, *, top: float, count: int, inset: bool = False) -> None:
        self._top, self._count = top or 1.0, count
        self._inset = (WIDTH - LEFT - RIGHT) / count / 2 if inset else 0.0

    def x(self, index: float) -> float:
        span = WIDTH - LEFT - RIGHT - 2 * self._inset
        return LEFT + self._inset + (span * index / (self._count - 1) if self._count > 1 else span / 2)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * min(1.0, max(0.0, value / self._top))

    def axes(self, labels: Sequence[str], unit: str) -> str:
        lines = []
        for part in (0.0, 0.5, 1.0):
            y = self.y(self._top * part)
            lines.append(
                f'<line class="{"grid" if part else "axis"}" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            )
            lines.append(
                f'<text class="soft end" x="{LEFT - 5}" y="{y + 4:.1f}">{_number(self._top * part)}{escape(unit)}</text>'
            )
        for i, side in ((0, ""), (len(labels) - 1, " end")):
            if labels and (i == 0 or len(labels) > 1):
                x = LEFT if i == 0 else WIDTH - RIGHT
                lines.append(f'<text class="soft{side}" x="{x}" y="{HEIGHT - 7}">{escape(labels[i])}</text>')
        return "".join(lines)

    def runs(self, values: Sequence[float | None]) -> list[str]:
        """Points of each unbroken stretch."""
        found: list[list[str]] = [[]]
        for i, value in enumerate(values):
            if value is None:
                found.append([])
            else:
                found[-1].append(f"{self.x(i):.1f},{self.y(value):.1f}")
        return [" ".join(run) for run in found if len(run) > 1]


def _svg(title: str, body: Sequence[str], *, height: int = HEIGHT, legend: Sequence[str] = ()) -> str:
    lines = [
        f'<text class="soft" x="{LEFT}" y="{height + 12 + 14 * i}">{escape(_short(text, 62))}</text>'
        for i, text in enumerate(legend)
    ]
    tall = height + (14 * len(legend) + 6 if legend else 0)
    return (
        f'<svg class="plot" viewBox="0 0 {WIDTH} {tall}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>"
        f'<text x="4" y="12">{escape(_short(title, 64))}</text>{"".join(body)}{"".join(lines)}</svg>'
    )


def _short(text: str, limit: int = 16) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _round_up(value: float) -> float:
    """The next of 1, 2, 5 times a power of ten, so that the axis has round numbers."""
    if value <= 0:
        return 1.0
    power = 10.0 ** (len(str(int(value))) - 1) if value >= 1 else 1.0
    while power > value:
        power /= 10
    return next(power * f for f in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if power * f >= value - 1e-12)


def _number(value: float) -> str:
    if value >= 10_000:
        return f"{value / 1000:.0f}k"
    return f"{value:,.0f}" if value >= 10 else f"{value:g}"[:6]
