"""From a YAML file to `Settings`, with an error that names the file, the key and the mend."""

import difflib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from intake.config.settings import Settings
from intake.errors import Misconfigured

MAX_CONFIG_BYTES = 1_000_000
"""A configuration is written by hand; anything larger is the wrong file."""


def find_config(given: Path | None) -> Path:
    """The file that is meant: the one given, else `$MAILROOM_CONFIG`, else `./mailroom.yaml`."""
    if given is not None:
        return given
    named = os.environ.get("MAILROOM_CONFIG")
    return Path(named) if named else Path("mailroom.yaml")


def load(path: Path) -> Settings:
    """Read and validate a configuration; relative paths become relative to its folder.

    Raises Misconfigured with one line that names file, key and mend.
    """
    data = _read(path)
    try:
        settings = Settings.model_validate(data)
    except ValidationError as exc:
        raise _explain(path, exc) from exc
    return _anchored(settings, path.resolve().parent)


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_CONFIG_BYTES:
            raise Misconfigured(
                f"{path}: larger than {MAX_CONFIG_BYTES} bytes", mend="name the right file with --config"
            )
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as exc:
        raise Misconfigured(
            f"{path}: no such file", mend="write one with `mailroom init`, or name yours with --config"
        ) from exc
    except (OSError, UnicodeDecodeError) as exc:
        raise Misconfigured(
            f"{path}: cannot be read: {exc}", mend="check its rights and that it is UTF-8"
        ) from exc
    except (yaml.YAMLError, RecursionError) as exc:
        mark = getattr(exc, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        problem = getattr(exc, "problem", None) or "not YAML"
        raise Misconfigured(f"{path}{place}: {problem}", mend="mend the YAML there") from exc
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise Misconfigured(
            f"{path}: holds a {type(data).__name__}, not keys and values", mend="see `mailroom init`"
        )
    return data


def _explain(path: Path, exc: ValidationError) -> Misconfigured:
    errors = exc.errors()
    first = errors[0]
    key = ".".join(str(p) for p in first["loc"]) or "(top)"
    text, mend = _text_and_mend(first)
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return Misconfigured(f"{path}: {key}: {text}{more}", mend=mend)


def _text_and_mend(error: ErrorDetails) -> tuple[str, str]:
    loc = error["loc"]
    if error["type"] == "extra_forbidden":
        known = list(_known_keys(loc[:-1]))
        near = difflib.get_close_matches(str(loc[-1]), known, n=1, cutoff=0.5)
        mend = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(sorted(known))}"
        return "unknown key", mend
    if error["type"] == "missing":
        if "workflows" in loc and loc[-1] in {"kpi", "baseline", "owner", "acceptance"}:
            return "missing; a workflow without it cannot be measured or owned, so it is refused", (
                "measure it with `mailroom baseline`" if loc[-1] == "baseline" else f"add {loc[-1]}"
            )
        return "missing", f"add {loc[-1]}"
    text = error["msg"].removeprefix("Value error, ")
    return text[:1].lower() + text[1:], "see `mailroom init` for the right form"


def _known_keys(loc: tuple[int | str, ...]) -> Iterator[str]:
    model: type[BaseModel] = Settings
    for step in loc:
        if isinstance(step, int):
            continue
        field = model.model_fields.get(step)
        nested = _model_in(field.annotation) if field else None
        if nested is None:
            return
        model = nested
    yield from model.model_fields


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for a in get_args(annotation) if (m := _model_in(a))), None)


def _anchored(settings: Settings, folder: Path) -> Settings:
    """The same settings with every relative path made absolute from the file's folder."""
    return Settings.model_construct(
        **{n: _anchor(getattr(settings, n), folder) for n in Settings.model_fields}
    )


def _anchor(value: Any, folder: Path) -> Any:
    if isinstance(value, Path):
        return value if value.is_absolute() else folder / value.expanduser()
    if isinstance(value, BaseModel):
        return value.model_copy(
            update={n: _anchor(getattr(value, n), folder) for n in type(value).model_fields}
        )
    if isinstance(value, list):
        return [_anchor(item, folder) for item in value]
    return value
