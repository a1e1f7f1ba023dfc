"""The dashboard as one ASGI application: pages, acts, the door, and headers that forbid the rest."""

import secrets
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from intake.config import AccountSettings, Settings
from intake.deliver.acts import ActMailbox
from intake.errors import MailroomError
from intake.ledger import Ledger
from intake.ports import Sanitizer
from intake.web.board import Board, read_board
from intake.web.keeper import Keeper
from intake.web.session import COOKIE, LIFE_S, Door, Person, signing_key

if TYPE_CHECKING:
    from intake.mail import SanitizedMessage
    from intake.operate.gaps import Gap
    from intake.operate.report import Report
    from retrieval.records import Status

HERE: Final = Path(__file__).parent
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
OPEN: Final = ("/static/", "/login", "/livez", "/readyz", "/metrics")
MAX_FORM_BYTES: Final = 600_000
BOARD_S: Final = 10.0
REPORT_S: Final = 120.0
"""How old the first page's counts and the figures may be."""
PERIODS: Final = (7, 30, 90)
GAP_DAYS: Final = 30

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


class KnowledgeShelf(Protocol):
    """The knowledge base, as the dashboard reads it."""

    def status(self) -> "Status": ...

    def extracted(self, source: str) -> str | None: ...


@dataclass(slots=True, kw_only=True)
class Desk:
    """All that the dashboard needs from outside."""

    settings: Settings
    ledger: Ledger
    knowledge: KnowledgeShelf
    mailbox: Callable[[AccountSettings], AbstractContextManager[ActMailbox]]
    sanitizer: Sanitizer
    key: str | None = field(default_factory=lambda: secrets.token_urlsafe(18))
    """Admits whoever started the program, as long as no user is configured."""
    boards: Keeper[Board] = field(init=False)
    reports: "dict[int, Keeper[Report]]" = field(init=False)
    """By the days they cover."""
    gaps: "Keeper[tuple[Gap, ...]]" = field(init=False)
    door: Door = field(init=False)
    read: "dict[str, SanitizedMessage]" = field(default_factory=dict)
    """The last mails whose agent's view was asked for, by digest."""

    def __post_init__(self) -> None:
        now = self.ledger.now
        self.boards = Keeper(lambda: read_board(self.ledger), fresh_s=BOARD_S, now=now)
        self.reports = {
            days: Keeper(partial(self._report, days), fresh_s=REPORT_S, now=now) for days in PERIODS
        }
        web = self.settings.web
        if web.users or web.proxy_header:
            self.key = None
        self.gaps = Keeper(self._gaps, fresh_s=REPORT_S, now=now)
        key = signing_key(self.settings.data_dir)
        self.door = Door(settings=web, key=key, now=self.ledger.now, key_of_the_house=self.key)

    def _gaps(self) -> "tuple[Gap, ...]":
        from intake.operate.gaps import gaps_of

        until = self.ledger.now()
        return gaps_of(self.settings, self.ledger, since=until - GAP_DAYS * 86400, until=until)

    def _report(self, days: int) -> "Report":
        from intake.operate.report import report

        until = datetime.fromtimestamp(self.ledger.now(), UTC)
        return report(self.settings, self.ledger, since=until - timedelta(days=days), until=until)


def dashboard(desk: Desk, *, health: Any = None) -> FastAPI:
    """The application. `health` is a router with /livez, /readyz and /metrics, open to monitors."""
    from intake.web import acts, pages
    from intake.web.render import Renderer

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    render = Renderer(desk)
    if health is not None:
        app.include_router(health)
    app.include_router(pages.router(desk, render))
    app.include_router(acts.router(desk, render))
    app.mount("/static", StaticFiles(directory=HERE / "static"))

    @app.middleware("http")
    async def guard(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
        answer = await _admitted(desk, request, call)
        answer.headers.setdefault("Content-Security-Policy", _POLICY)
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        answer.headers.setdefault("Referrer-Policy", "same-origin")
        answer.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        if not request.url.path.startswith("/static/"):
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    @app.exception_handler(MailroomError)
    async def told(request: Request, exc: MailroomError) -> HTMLResponse:
        return render.problem(request, 409, str(exc), exc.mend)

    @app.exception_handler(HTTPException)
    async def missing(request: Request, exc: HTTPException) -> HTMLResponse:
        return render.problem(request, exc.status_code, str(exc.detail))

    return app


async def _admitted(desk: Desk, request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
    """Only people who are signed in go on, and only forms of their own session."""
    peer = request.client.host if request.client else ""
    person = desk.door.person(request.cookies.get(COOKIE), request.headers, peer)
    request.state.person = person
    if request.url.path.startswith(OPEN):
        return await call(request)
    if person is None:
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            return RedirectResponse("/login", status_code=303)
        return Response("sign in first\n", status_code=401, media_type="text/plain")
    if request.method != "GET":
        if int(request.headers.get("content-length") or MAX_FORM_BYTES + 1) > MAX_FORM_BYTES:
            return Response("too large\n", status_code=413, media_type="text/plain")
        if not same_origin(request):
            return Response("this form is not from here\n", status_code=403, media_type="text/plain")
    return await call(request)


def same_origin(request: Request) -> bool:
    """Whether a browser says that the request comes from a page of ours (Fetch Metadata, Origin)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def set_cookie(desk: Desk, request: Request, answer: Response, value: str) -> None:
    """The session's cookie: never readable by scripts, never sent along from other sites."""
    # Browsers keep a Secure cookie over plain HTTP on loopback; other clients of this machine do not.
    at_home = (request.url.hostname or "") in LOOPBACK
    answer.set_cookie(
        COOKIE,
        value,
        max_age=LIFE_S,
        httponly=True,
        samesite="strict",
        secure=desk.settings.web.secure_cookies and not at_home,
        path="/",
    )


def person_of(request: Request) -> Person:
    """Who asks; the middleware lets nobody else through. Raises HTTPException."""
    person: Person | None = request.state.person
    if person is None:
        raise HTTPException(401, "sign in first")
    return person
