"""Writes the generated pages of docs/reference. `--check` only compares."""

import json
import sys
from pathlib import Path

from intake.cli.main import COMMANDS
from intake.config.template import template

HERE = Path(__file__).parent / "reference"
SAMPLES = Path(__file__).parents[1] / "bench" / "samples" / "fidelity" / "techniques.json"
BY_HAND = "<!-- from here on written by hand -->"


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
        "techniques.md": techniques(),
        "attacks.md": attacks(),
    }


def attacks() -> str:
    """The first attack of each kind of the red-team suite, and what the sanitizer says of it."""
    from intake.sanitize import sanitize
    from sandbox.redteam.suite import suite

    first = {a.technique: a for a in reversed(suite()) if not a.technique.startswith("language-")}
    rows = []
    for kind, attack in sorted(first.items()):
        seen = sanitize(attack.raw)
        findings = [*seen.findings, *(f for part in seen.attachments for f in part.findings)]
        told = ", ".join(f"`{t}`" for t in dict.fromkeys(f.technique for f in findings)) or "nothing"
        words = next((f.text for f in findings if len(f.text.split()) > 3), seen.text)
        rows.append(f"| {kind} | {attack.goal} | {_cell(words)} | {seen.verdict} | {told} |")
    return (
        "# Attacks\n\nWritten by `make docs` from the suite that `mailroom redteam` runs: the first mail "
        "of each kind, its words (what was\nhidden, else what a person reads), and what stands in the "
        "receipt. `clean` does not mean harmless: such words are only\ncontent, and the draft is held by "
        "the checks on what it says, cites and where it goes.\n\n"
        "| kind | what it wants | its words | verdict | findings |\n"
        "| --- | --- | --- | --- | --- |\n" + "\n".join(rows) + "\n"
    )


def _cell(text: str) -> str:
    """At most 110 characters of a text on one line, as it can stand in a table."""
    flat = "".join(c if c.isprintable() else f"U+{ord(c):04X} " for c in " ".join(text.split()))
    short = flat if len(flat) <= 110 else flat[:109].rstrip() + "…"
    return "`" + short.replace("`", "'").replace("|", "\\|") + "`"


def techniques() -> str:
    """The techniques of HTML with the sample of each that the tests run; then the page as it stands."""
    rows = []
    for sample in json.loads(SAMPLES.read_text(encoding="utf-8")):
        example = sample["html"].replace("|", "\\|").replace("`", "'").replace("\n", " ")
        example = "".join(c if c.isprintable() else f"&#x{ord(c):X};" for c in example)
        rows.append(f"| `{sample['id']}` | {sample['what']} | `{example}` |")
    _, _, rest = _text("techniques.md").partition(BY_HAND)
    return (
        "# Techniques in the receipt\n\nEach finding has one of these ids. `removed` means that a person "
        "does not see it, `withheld` that it cannot be told,\n`flagged` that it stays and should be known, "
        "`quarantined` that hidden text reads as an instruction.\n\n## In HTML\n\nWritten by `make docs` "
        "from the samples of the tests. "
        "Words with `H` are hidden from a person, those with `V` are seen;\n"
        "ids of a way to say it in CSS (`css-var`, `nth-child`, …) are reported as what they do, such as "
        "`display-none`.\n\n| id | what it is | example |\n| --- | --- | --- |\n"
        + "\n".join(rows)
        + f"\n\n{BY_HAND}{rest}"
    )


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
