"""YAML front matter of a text document: its title, validity and audience."""

import re
from datetime import date
from typing import Any

from retrieval.records import Facts

MAX_CHARS = 16_000
"""Front matter is a few lines; what is longer is text."""

_BLOCK = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].{0,40})?")
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_KNOWN = frozenset("title valid_from valid_to audience language owner review_by priority".split())  # noqa: SIM905


class BadFrontMatter(ValueError):
    """A validity or the whole block cannot be read: citing the document would be a guess."""


def split(text: str) -> tuple[Facts, int]:
    """What the front matter says, and where the document's own text begins (0 without front matter).

    Raises BadFrontMatter.
    """
    found = _BLOCK.match(text[:MAX_CHARS])
    if not found:
        return Facts(), 0
    values = _values(found[1])
    if values is None:
        return Facts(), 0
    return _facts(values), found.end()


def _values(block: str) -> dict[str, str] | None:
    """Scalars by lower-case key; None where the block is not keys and values at all (a rule, a table)."""
    import yaml

    try:
        # BaseLoader makes strings of everything and objects of nothing.
        data: Any = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError) as exc:
        if not re.search(r"^(?:title|valid_from|valid_to|audience)\s{0,5}:", block, re.MULTILINE):
            return None
        line = getattr(getattr(exc, "problem_mark", None), "line", None)
        raise BadFrontMatter(
            f"front matter is not YAML{f', line {line + 2}' if line is not None else ''}"
        ) from exc
    if data in ("", None):
        return {}
    if not isinstance(data, dict):
        return None
    return {str(key).strip().lower(): value for key, value in data.items() if isinstance(value, str)}


def _facts(values: dict[str, str]) -> Facts:
    problems = [f"front matter: unknown key {key!r}" for key in values if key not in _KNOWN][:5]
    audience = values.get("audience", "public").strip().lower()
    if audience not in {"public", "internal"}:
        problems.append(f"audience {audience!r} is neither public nor internal: taken as internal")
    language = values.get("language", "").strip().lower()[:2] or None
    try:
        priority = max(-1000.0, min(1000.0, float(values.get("priority", "0") or 0)))
    except ValueError:
        priority = 0.0
        problems.append(f"priority {values['priority']!r} is not a number")
    return Facts(
        title=" ".join(values.get("title", "").split())[:300] or None,
        valid_from=_date(values, "valid_from"),
        valid_to=_date(values, "valid_to"),
        internal=audience != "public",
        language=language,
        owner=values.get("owner", "").strip()[:300] or None,
        review_by=_date(values, "review_by"),
        priority=priority if priority == priority else 0.0,
        problems=tuple(problems),
    )


def _date(values: dict[str, str], key: str) -> date | None:
    text = values.get(key, "").strip()
    if text.lower() in {"", "null", "none", "~", "-"}:
        return None
    try:
        if found := _ISO.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _GERMAN.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError as exc:
        raise BadFrontMatter(f"front matter: {key} {text[:40]!r} is not a date") from exc
    raise BadFrontMatter(f"front matter: {key} {text[:40]!r} is not a date; write it as 2026-12-31")
