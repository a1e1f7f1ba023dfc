"""The commented `mailroom.yaml` that `mailroom init` writes, generated from the models.

Every key stands in it with its default and the sentence of its docstring, so that the file and the
program cannot drift apart.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from intake.config.settings import Settings

EXAMPLE: dict[str, Any] = {
    "accounts": [
        {
            "name": "support",
            "address": "support@example.com",
            "imap": {
                "host": "imap.example.com",
                "username": "support@example.com",
                "password_env": "SUPPORT_PASSWORD",
            },
        }
    ],
    "workflows": [
        {
            "name": "opening-hours",
            "owner": "you@example.com",
            "purpose": "tells when we are open",
            "trigger": "somebody asks for our opening hours",
            "done_when": "a reply is approved or the mail is escalated",
            "kpi": {
                "name": "first-response time",
                "unit": "minutes",
                "baseline": {"mean": 190, "stdev": 85},
                "target": 15,
            },
            "acceptance": {"min_accepted": 0.7, "max_unsupported": 0.0},
            "examples": [
                "When are you open?",
                "What are your opening hours on Saturday?",
                "Are you open on Sunday?",
                "Until what time can I come by?",
                "Do you close over lunch?",
            ],
            "personal_data": ["name", "e-mail address"],
            "legal_basis": "legitimate interest",
        }
    ],
}
"""What a first file sets; all else is shown commented, with its default."""


def template(example: dict[str, Any] | None = None) -> str:
    """The text of a first configuration file. It loads as it stands."""
    head = (
        "# Mailroom's configuration. Lines behind # are keys at their defaults: uncomment to change.\n"
        "# Secrets never stand here: *_env names an environment variable, *_file a file.\n"
        "# `mailroom check` tries everything that is named here.\n\n"
    )
    return head + "\n".join(_section(Settings, EXAMPLE if example is None else example, 0)) + "\n"


def _section(
    model: type[BaseModel], given: dict[str, Any], depth: int, *, active: bool = False
) -> Iterator[str]:
    """The keys of a section; those that are not given are commented out, or written out where `active`."""
    pad = "  " * depth
    mark = "" if active else "# "
    for name, field in model.model_fields.items():
        if depth == 0:
            yield ""
        if field.description:
            yield from (f"{pad}# {line}" for line in field.description.splitlines())
        nested = _model_in(field.annotation)
        if name in given:
            yield from _given(name, given[name], nested, depth)
        elif nested is None or field.is_required() or _is_list(field):
            yield f"{pad}{mark}{name}: {_default(field)}"
        else:
            yield f"{pad}{mark}{name}:"
            inner = _section(nested, {}, 1, active=True)
            yield from (f"{pad}{mark}{line}" for line in inner)


def _given(name: str, value: Any, nested: type[BaseModel] | None, depth: int) -> Iterator[str]:
    pad = "  " * depth
    if nested is not None and isinstance(value, dict):
        yield f"{pad}{name}:"
        yield from _section(nested, value, depth + 1)
    elif nested is not None and isinstance(value, list):
        yield f"{pad}{name}:"
        for item in value:
            lines = list(_section(nested, item, depth + 2))
            first = next(i for i, line in enumerate(lines) if not line.lstrip().startswith("#"))
            lines[first] = f"{pad}  - {lines[first].lstrip()}"
            yield from lines
    else:
        yield f"{pad}{name}: {_flow(value)}"


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if value is PydanticUndefined:
        return "…"
    if isinstance(value, BaseModel):
        return _flow(value.model_dump(mode="json"))
    return _flow(value)


def _flow(value: Any) -> str:
    if isinstance(value, Path):
        value = str(value)
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10_000).strip()
    return re.sub(r"\n\.\.\.$", "", text)


def _is_list(field: FieldInfo) -> bool:
    return isinstance(field.get_default(call_default_factory=True), list) or field.default is None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for a in get_args(annotation) if (m := _model_in(a))), None)


def json_schema() -> str:
    """The JSON Schema of the configuration (draft 2020-12), for editors."""
    schema = Settings.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=2, ensure_ascii=False)
