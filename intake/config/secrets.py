"""The values behind `*_env` and `*_file`: what no draft, log, database or prompt may hold."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from intake.config.settings import Settings

MIN_CHARS: Final = 8
MIN_WORD_CHARS: Final = 16
"""A password of letters alone that is shorter may be a word of any language, and would stop honest drafts."""
MAX_FILE_BYTES: Final = 10_000
_FILES: Final = ("password_file", "secret_file", "token_file", "key_file")


def known_secrets(settings: Settings) -> tuple[str, ...]:
    """Every secret that the configuration points to and that is there now; nothing raises."""
    found = dict.fromkeys(_values(settings))
    return tuple(s for s in found if len(s) >= MIN_CHARS and (not s.isalpha() or len(s) >= MIN_WORD_CHARS))


def _values(section: BaseModel) -> Iterator[str]:
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            yield from _values(value)
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, BaseModel):
                    yield from _values(item)
        elif isinstance(value, str) and name.endswith("_env"):
            yield os.environ.get(value, "")
        elif isinstance(value, Path) and name.endswith(_FILES):
            yield _read(value)


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES).decode("utf-8", "replace").strip()
    except OSError:
        return ""
