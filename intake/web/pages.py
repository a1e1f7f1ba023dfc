"""The pages that only show: the board, the mails, one mail, knowledge, figures, alerts, register, audit."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from intake.ledger import Row, audit
from intake.ledger.records import result_of
from intake.ledger.views import show_json, tries
from intake.operate.feedback import REASONS
from intake.web.acts import TOLD
from intake.web.board import OUTCOMES
from intake.web.draft import highlighted, paragraphs, sources
from intake.web.frames import agent_view, all_findings, human_view
from intake.web.mails import Wanted, find, view_of

if TYPE_CHECKING:
    from intake.web.app import Desk
    from intake.web.render import Renderer

AUDIT_ROWS = 200


def router(desk: "Desk", render: "Renderer") -> APIRouter:
    """Everything that is read with GET."""
    api = APIRouter()
    ledger, settings = desk.ledger, desk.settings
    workflows = [w.name for w in settings.workflows]

    def row_named(ident: int) -> Row:
        row = ledger.row(ident) if 0 < ident < 2**62 else None
        if row is None:
            raise HTTPException(404, "No mail has this id")
        return row

    @api.get("/")
    def overview(request: Request) -> HTMLResponse:
        newest = find(ledger, Wanted()).rows[:8]
        return render.page(
            request,
            "overview.html",
            title="Overview",
            board=desk.boards.value(),
            rows=newest,
            outcomes=OUTCOMES,
        )

    @api.get("/board")
    def board(request: Request) -> HTMLResponse:
        """The overview's middle, for renewing it in place."""
        newest = find(ledger, Wanted()).rows[:8]
        return render.page(request, "board.html", board=desk.boards.value(), rows=newest, outcomes=OUTCOMES)

    @api.get("/mails")
    def mails(
        request: Request,
        view: str = "",
        outcome: str = "",
        workflow: str = "",
        q: str = "",
        before: int | None = None,
    ) -> HTMLResponse:
        wanted = Wanted(
            view=view_of(view),
            outcome=outcome if outcome in OUTCOMES else "",
            workflow=workflow[:64],
            query=q.strip()[:200],
            before=before,
        )
        return render.page(
            request,
            "mails.html",
            title={"review": "Drafts to review", "person": "For a person"}.get(wanted.view, "Mails"),
            wanted=wanted,
            found=find(ledger, wanted),
            outcomes=OUTCOMES,
            workflows=workflows,
        )

    @api.get("/mails/{ident}")
    def mail(request: Request, ident: int, told: str = "") -> HTMLResponse:
        row = row_named(ident)
        draft = result_of(row).get("draft")
        workflow = settings.workflow(row.workflow)
        return render.page(
            request,
            "mail.html",
            title=row.subject or "No subject",
            row=row,
            told=TOLD.get(told),
            reasons=REASONS,
            tries=tries(row),
            result=result_of(row),
            full=show_json(ledger, row),
            draft=draft,
            paragraphs=paragraphs(str(draft.get("marked_body") or draft.get("body") or "")) if draft else [],
            sources=sources(draft) if draft else [],
            workflow=workflow,
            workflows=workflows,
            sends=workflow is not None and workflow.send,
            kept=ledger.raw(row.digest) is not None,
        )

    @api.get("/mails/{ident}/human")
    def human(ident: int) -> Response:
        return human_view(ledger.raw(row_named(ident).digest))

    @api.get("/mails/{ident}/agent")
    def agent(request: Request, ident: int) -> HTMLResponse:
        seen = agent_view(desk, row_named(ident).digest)
        found = all_findings(seen) if seen else ()
        return render.page(request, "agent.html", title="The agent's view", seen=seen, findings=found)

    @api.get("/mails/{ident}/source/{n}")
    def source(request: Request, ident: int, n: int) -> HTMLResponse:
        row = row_named(ident)
        draft = result_of(row).get("draft") or {}
        cited = next((s for s in sources(draft) if s.n == n), None)
        if cited is None:
            raise HTTPException(404, "This draft has no such source")
        text = desk.knowledge.extracted(cited.source)
        spans, same = highlighted(text, cited.quotes) if text is not None else ([], False)
        return render.page(
            request,
            "source.html",
            title=cited.title,
            row=row,
            cited=cited,
            spans=spans,
            same=same,
            gone=text is None,
        )

    @api.get("/knowledge")
    def knowledge(request: Request) -> HTMLResponse:
        return render.page(
            request, "knowledge.html", title="Knowledge", state=desk.knowledge.status(), gaps=desk.gaps.peek()
        )

    @api.get("/knowledge/text")
    def document(request: Request, source: str) -> HTMLResponse:
        text = desk.knowledge.extracted(source[:1000])
        if text is None:
            raise HTTPException(404, "The knowledge folder has no such document")
        spans, _ = highlighted(text, ())
        return render.page(
            request, "source.html", title=source, row=None, cited=None, spans=spans, same=True, gone=False
        )

    @api.get("/figures")
    def figures(request: Request, days: int = 30) -> HTMLResponse:
        from intake.operate.charts import overall_plots, workflow_plots

        period = days if days in desk.reports else 30
        found = desk.reports[period].peek()
        plots = [("All mail", overall_plots(found))] if found else []
        plots += [(w.workflow or "none", workflow_plots(found, w)) for w in found.workflows] if found else []
        return render.page(
            request,
            "figures.html",
            title="Figures",
            found=found,
            plots=plots,
            days=period,
            periods=desk.reports,
        )

    @api.get("/figures/report")
    def whole(days: int = 30) -> HTMLResponse:
        """The same as one page to print or to send, as `mailroom report --html` writes it."""
        from intake.operate.page import page

        found = desk.reports[days if days in desk.reports else 30].value()
        policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
        return HTMLResponse(page(found), headers={"Content-Security-Policy": policy})

    @api.get("/plots.css")
    def plots_sheet() -> Response:
        from intake.operate.plots import STYLE

        return Response(STYLE, media_type="text/css")

    @api.get("/alerts")
    def alerts(request: Request) -> HTMLResponse:
        from intake.operate import alerts as wrong

        return render.page(request, "alerts.html", title="Alerts", alerts=wrong.current(ledger))

    @api.get("/register")
    def register(request: Request) -> HTMLResponse:
        from intake.operate.register import register as entries

        found = [asdict(e) for e in entries(settings)]
        return render.page(request, "register.html", title="Register of AI uses", entries=found)

    @api.get("/audit")
    def trail(request: Request, before: int | None = None) -> HTMLResponse:
        found = audit.latest(ledger.engine, AUDIT_ROWS, before=before)
        return render.page(request, "audit.html", title="Audit", entries=found)

    return api
