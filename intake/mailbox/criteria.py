"""SEARCH criteria from a stranger's words, so that they stay one quoted string."""

from typing import Final

MAX_SEARCHED: Final = 200
"""Characters of a value that a server is asked for; the exact comparison is ours, afterwards."""


def header_criteria(name: str, value: str) -> tuple[list[bytes], str | None] | None:
    """Arguments of UID SEARCH for a header that contains `value`, and their charset.

    None where nothing of the value can be searched. IMAPClient leaves words such as `<a{3}>` unquoted, and
    a server would wait for a literal that never comes; so ASCII is always quoted here. All else travels
    as a literal.
    """
    searched = _longest_clean_run(value)[:MAX_SEARCHED]
    if not searched or not name.isascii():
        return None
    if searched.isascii():
        quoted = searched.replace("\\", "\\\\").replace('"', '\\"')
        return [f'HEADER "{name}" "{quoted}"'.encode("ascii")], None
    return [b"HEADER", name.encode("ascii"), searched.encode("utf-8", "replace")], "UTF-8"


def same_value(found: str, wanted: str) -> bool:
    """Whether two header values are equal, folding and outer space aside."""
    return "".join(found.split()) == "".join(wanted.split())


def header_value(block: bytes, name: str) -> list[str]:
    """Values of a header in a block that BODY.PEEK[HEADER.FIELDS (…)] gave, unfolded."""
    values: list[str] = []
    wanted = name.lower().encode("ascii", "replace") + b":"
    current = False
    for line in block.replace(b"\r\n", b"\n").split(b"\n"):
        if line[:1] in (b" ", b"\t") and current:
            values[-1] += line.decode("utf-8", "replace")
        else:
            current = line.lower().startswith(wanted)
            if current:
                values.append(line[len(wanted) :].decode("utf-8", "replace").strip())
    return values


def _longest_clean_run(value: str) -> str:
    """The longest piece without control characters and space, which a folded header may hold anywhere."""
    runs = "".join(c if c.isprintable() and not c.isspace() else "\n" for c in value).split("\n")
    return max(runs, key=len, default="")
