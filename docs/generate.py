"""Writes the generated pages of docs/reference: commands and configuration. `--check` only compares."""

import sys
from pathlib import Path

from intake.cli.main import COMMANDS
from intake.config.template import template

HERE = Path(__file__).parent / "reference"


def pages() -> dict[str, str]:
    """Each generated page's name and text."""
    rows = "\n".join(f"| `mailroom {name}` | {line} |" for name, (_, line) in COMMANDS.items())
    return {
        "commands.md": (
            "# Commands\n\nWritten by `make docs`. `mailroom COMMAND --help` has the options.\n\n"
            "Global options, anywhere on the line: `--config PATH`, `--json`, `--debug`. Exit status: "
            "0 done, "
            "1 done and something found or failed, 2 wrong use or configuration.\n\n"
            f"| command | does |\n| --- | --- |\n{rows}\n"
        ),
        "configuration.md": (
            "# Configuration\n\nWritten by `make docs` from the models. "
            "`mailroom schema` prints the JSON Schema.\n\n"
            f"```yaml\n{template()}```\n"
        ),
    }


def main() -> int:
    stale = [name for name, text in pages().items() if _text(name) != text]
    if "--check" in sys.argv:
        print("stale: " + ", ".join(stale) if stale else "the reference is true")
        return 1 if stale else 0
    for name in stale:
        (HERE / name).write_text(pages()[name], encoding="utf-8")
    return 0


def _text(name: str) -> str:
    file = HERE / name
    return file.read_text(encoding="utf-8") if file.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
