"""What every command shares: the global options, the settings, and how to print."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from intake.config import Settings
    from intake.roles import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The global options of one call."""

    config: Path | None = None
    json: bool = False
    debug: bool = False

    def settings(self) -> "Settings":
        """The configuration. Raises Misconfigured."""
        from intake.config import find_config, load

        return load(find_config(self.config))

    def permitted(self, act: "Act") -> "Settings":
        """The configuration, for a command that changes something. Raises Refused where one may not."""
        from intake.roles import operator, require

        settings = self.settings()
        require(operator(), act, settings.guard)
        return settings


def say(text: str) -> None:
    """A line for people, on stderr: stdout belongs to results."""
    print(text, file=sys.stderr)


def table(
    heads: "Sequence[str]", lines: "Iterable[Sequence[str]]", *, whole: "Collection[str] | None" = None
) -> None:
    """A table on stdout for people. Nothing is cut: what does not fit goes on in the next line.

    `whole` names the columns that keep to one line, by default the first: names that are read at a glance.
    """
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    held = heads[:1] if whole is None else whole
    columns = [Column(head, overflow="fold", no_wrap=head in held) for head in heads]
    shown = Table(*columns, box=None, pad_edge=False)
    for line in lines:
        shown.add_row(*(Text(cell) for cell in line))  # Text: mail must not bring markup of its own
    Console().print(shown if shown.row_count else "none")


def emit(value: Any) -> None:
    """One JSON document on stdout."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


def fail(text: str, mend: str = "") -> NoReturn:
    """One line with the cause and the mend; exit 2."""
    say(f"mailroom: {' '.join(text.split())}" + (f" — {mend}" if mend else ""))
    sys.exit(2)
