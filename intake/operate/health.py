"""`/metrics`, `/livez` and `/readyz` of a running agent."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from intake.workflow import Agent


def health(agent: "Agent") -> Any:
    """A FastAPI router over the agent's ledger. Holds no words of any mail."""
    from fastapi import APIRouter, Response
    from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
    from sqlalchemy.exc import SQLAlchemyError

    api = APIRouter()

    @api.get("/livez")
    def livez() -> dict[str, str]:
        return {"status": "ok"}

    @api.get("/readyz")
    def readyz(response: Response) -> dict[str, object]:
        try:
            pending, oldest = agent.ledger.pending()
        except SQLAlchemyError as exc:
            response.status_code = 503
            return {"status": "database", "error": type(exc).__name__}
        age = max(0.0, agent.ledger.now() - oldest) if oldest is not None else 0.0
        if not agent.ready.is_set():
            response.status_code = 503
            return {"status": "starting", "pending": pending, "queue_age_s": round(age, 1)}
        return {"status": "ok", "pending": pending, "queue_age_s": round(age, 1)}

    @api.get("/metrics")
    def metrics() -> Response:
        registry = CollectorRegistry()
        # What this process did since it started, as Prometheus wants it: several workers add up, and nobody
        # counts a million rows each fifteen seconds.
        counts = Counter("mailroom_messages", "Mails by outcome", ["outcome"], registry=registry)
        for outcome, n in sorted(agent.summary.outcomes.items()):
            counts.labels(outcome=outcome).inc(n)
        pending, oldest = agent.ledger.pending()
        Gauge("mailroom_pending", "Mails not finished", registry=registry).set(pending)
        age = max(0.0, agent.ledger.now() - oldest) if oldest is not None else 0.0
        Gauge("mailroom_queue_age_seconds", "Age of the oldest mail not finished", registry=registry).set(age)
        return Response(generate_latest(registry), media_type="text/plain; version=0.0.4")

    return api
