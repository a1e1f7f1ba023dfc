"""What an owner should know of each document: its age, its use, and what is wrong with it."""

from collections.abc import Mapping
from datetime import UTC, datetime

from retrieval.index import Content, Place, shown_title
from retrieval.records import DocumentStatus

STALE_DAYS = 730
"""A document that nobody has touched for two years is worth a look, where no review date says otherwise."""


def document_status(content: Content, place: Place, cited: Mapping[str, str], now: float) -> DocumentStatus:
    """One line of `knowledge status`; `now` is in seconds of the epoch."""
    facts, problems = content.facts, list(content.facts.problems)
    today = datetime.fromtimestamp(now, UTC).date()
    age_days = max(0.0, (now - place.mtime_ns / 1e9) / 86400)
    if facts.valid_to and facts.valid_to < today:
        problems.append(f"expired on {facts.valid_to}")
    if facts.valid_from and facts.valid_from > today:
        problems.append(f"not valid before {facts.valid_from}")
    if facts.review_by and facts.review_by < today:
        by = f" by {facts.owner}" if facts.owner else ""
        problems.append(f"review was due on {facts.review_by}{by}")
    elif facts.review_by is None and age_days > STALE_DAYS:
        problems.append("not changed for two years")
    return DocumentStatus(
        source=place.source,
        title=shown_title(facts, place.source),
        passages=len(content.pieces),
        modified_at=stamp(place.mtime_ns / 1e9),
        age_days=age_days,
        last_cited=cited.get(place.source),
        audience="internal" if facts.internal else "public",
        language=content.language,
        problems=tuple(problems),
    )


def stamp(seconds: float) -> str:
    """Seconds of the epoch as RFC 3339, UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
