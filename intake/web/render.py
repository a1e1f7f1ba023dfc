"""Templates, with what every page needs and nothing that a mail could fill with markup."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape

from intake.roles import allowed

if TYPE_CHECKING:
    from intake.web.app import Desk
    from intake.web.session import Person

HERE: Final = Path(__file__).parent
RELATIVE_DAYS: Final = 7


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"when": when, "clock": clock, "span": span, "percent": percent}
    return made


class Renderer:
    """Renders a template for the person who asks."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk

    def page(self, request: Request, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        person: Person | None = getattr(request.state, "person", None)

        def may(act: str) -> bool:
            return person is not None and allowed(person.role, act)

        text = (
            _environment()
            .get_template(name)
            .render(
                person=person,
                may=may,
                here=request.url.path,
                now=self._desk.ledger.now(),
                accounts=self._desk.settings.accounts,
                **values,
            )
        )
        return HTMLResponse(text, status_code=status)

    def problem(self, request: Request, status: int, text: str, mend: str = "") -> HTMLResponse:
        """A page that says what is wrong and what to do."""
        return self.page(request, "problem.html", status=status, title="Not possible", text=text, mend=mend)


def when(seconds: float | None, now: float) -> str:
    """A moment as people say it: `3 min ago` within a week, else its date."""
    if seconds is None:
        return "–"
    ago = now - seconds
    if ago < -60:
        return clock(seconds)
    if ago < 60:
        return "just now"
    if ago < RELATIVE_DAYS * 86400:
        return f"{span(ago)} ago"
    return datetime.fromtimestamp(seconds, UTC).strftime("%d %b %Y")


def clock(seconds: float | None) -> str:
    """A moment in full, UTC."""
    return "–" if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def span(seconds: float | None) -> str:
    """A length of time in its largest unit."""
    if seconds is None:
        return "–"
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} s"


def percent(share: float) -> str:
    return f"{share:.0%}"
