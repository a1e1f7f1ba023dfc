"""Alerts as a person lists and tries them: the ledger's table, and one signed test to the webhook."""

import hashlib
import hmac
import json

from sqlalchemy import select

from intake.config import Settings
from intake.ledger import Ledger
from intake.ledger.tables import alerts
from intake.operate.alerts import Alert

TIMEOUT_S = 10.0


def listed(ledger: Ledger, *, limit: int = 1000) -> list[tuple[Alert, float | None]]:
    """Every alert and when it ended (seconds since 1970, None while it lasts), newest first."""
    query = select(alerts).order_by(alerts.c.ended_at.is_not(None), alerts.c.since.desc()).limit(limit)
    with ledger.engine.connect() as db:
        return [
            (Alert(key=r.key, text=r.text, since=r.since, over=r.ended_at is not None), r.ended_at)
            for r in db.execute(query)
        ]


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 (RFC 2104) over the timestamp's characters and the body, in hexadecimal.

    The time is signed too, so that a receiver can refuse what was recorded and sent again.
    """
    return hmac.new(secret.encode(), timestamp.encode("ascii") + body, hashlib.sha256).hexdigest()


def send_test(settings: Settings, *, now: float) -> str | None:
    """Send one alert marked as a test to the webhook; the failure as a line, None where it arrived.

    Raises Misconfigured where the secret is not there. Call it only with a webhook configured.
    """
    import httpx

    body = json.dumps({"key": "test", "text": "a test of the alerts", "since": now, "over": False}).encode()
    stamp, headers = str(int(now)), {"Content-Type": "application/json"}
    headers["X-Mailroom-Timestamp"] = stamp
    secret = settings.alerts.webhook_secret()
    if secret:
        plain = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers["X-Mailroom-Signature"] = f"sha256={plain}"
        headers["X-Mailroom-Signature-Timestamped"] = f"sha256={signature(secret, stamp, body)}"
    try:
        answer = httpx.post(str(settings.alerts.webhook), content=body, headers=headers, timeout=TIMEOUT_S)
        answer.raise_for_status()
    except httpx.HTTPStatusError as exc:
        return f"the webhook answered {exc.response.status_code}"
    except (httpx.HTTPError, httpx.InvalidURL) as exc:
        return f"the webhook does not answer: {type(exc).__name__}"  # its text may hold a secret of the URL
    return None
