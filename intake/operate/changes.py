"""What changed in configuration, program and knowledge, noted when it is first seen."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from intake.config import Settings
from intake.ledger import Ledger
from intake.ledger.measurements import measure, measured

STATE: Final = "state"
CHANGE: Final = "change"
MAX_FILES: Final = 20_000
MAX_HASHED_BYTES: Final = 20_000_000
"""Of larger documents size and time stand for the content."""
MAX_NAMED: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that was different from then on. `what` is `configuration`, `program` or `knowledge`."""

    at: float
    what: str
    text: str
    names: tuple[str, ...] = ()
    """Sections, or paths of documents."""


def note(settings: Settings, ledger: Ledger) -> list[Change]:
    """Compare what is with what was noted last, and note the differences. Reads each document."""
    found = []
    for what, state in (("configuration", _sections(settings)), ("knowledge", _documents(settings))):
        held = measured(ledger, STATE, key=what, limit=1)
        before = held[0].body if held else None
        if before == state:
            continue
        measure(ledger, STATE, what, state)
        if before is None:
            continue
        text, names = _difference(what, before, state)
        measure(ledger, CHANGE, what, {"text": text, "names": names[:100]})
        found.append(Change(at=ledger.now(), what=what, text=text, names=tuple(names)))
    return found


def changes(ledger: Ledger, *, since: float, until: float | None = None) -> tuple[Change, ...]:
    """What was noted in that time, oldest first."""
    return tuple(
        Change(at=m.at, what=m.key, text=str(m.body["text"]), names=tuple(m.body.get("names") or ()))
        for m in reversed(measured(ledger, CHANGE, since=since))
        if until is None or m.at < until
    )


def _difference(what: str, before: dict[str, Any], now: dict[str, Any]) -> tuple[str, list[str]]:
    added = sorted(set(now) - set(before))
    gone = sorted(set(before) - set(now))
    other = sorted(n for n in set(now) & set(before) if now[n] != before[n])
    parts = [
        f"{word} {_listed(names)}"
        for word, names in (("added", added), ("changed", other), ("removed", gone))
        if names
    ]
    return f"{what}: {'; '.join(parts)}", [*added, *other, *gone]


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return ", ".join(names[:MAX_NAMED]) + more


def _sections(settings: Settings) -> dict[str, Any]:
    """A digest of each part of the configuration; the program's version is one of them."""
    from importlib.metadata import version

    plain = settings.model_dump(mode="json")
    state: dict[str, Any] = {"program": version("mailroom")}
    for name, value in plain.items():
        if name == "workflows":
            state |= {f"workflow {w['name']}": _digest(w) for w in value}
        elif name == "models":
            named = {use: m for use, m in value.items() if isinstance(m, dict)}
            state |= {f"model {use} ({m['name']})": _digest(m) for use, m in named.items()}
            state["models"] = _digest({k: v for k, v in value.items() if not isinstance(v, dict)})
        else:
            state[name] = _digest(value)
    return state


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _documents(settings: Settings) -> dict[str, Any]:
    """A digest of each document of the knowledge folder, by its path there."""
    folder, state = settings.knowledge.folder, dict[str, Any]()
    if not folder.is_dir():
        return state
    for path in sorted(folder.rglob("*"))[:MAX_FILES]:
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or any(part.startswith((".", "~$")) for part in name.split("/")):
            continue
        found = _document(path)
        if found is not None:
            state[name] = found
    return state


def _document(path: Path) -> str | None:
    try:
        if not path.is_file():
            return None
        stat = path.stat()
        if stat.st_size > MAX_HASHED_BYTES:
            return f"{stat.st_size}-{stat.st_mtime_ns}"
        return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    except OSError:
        return None  # being written or gone: the next look sees it
