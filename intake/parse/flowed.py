"""Text in format=flowed, made whole again (RFC 3676)."""


def unflow(text: str, *, delsp: bool = False) -> str:
    """Join soft-broken lines of the same quote depth; `-- ` and fixed lines stay."""
    out: list[str] = []
    soft_depth: int | None = None
    pieces: list[str] = []
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        rest = line[depth:].removeprefix(" ")
        separator = rest == "-- "
        soft = rest.endswith(" ") and not separator
        if soft and delsp:
            rest = rest[:-1]
        if soft_depth == depth and not separator:
            pieces.append(rest)
        else:
            if pieces:
                out.append("".join(pieces))
            pieces = [">" * depth + (" " if depth else "") + rest]
        soft_depth = depth if soft else None
    if pieces:
        out.append("".join(pieces))
    return "\n".join(out)
