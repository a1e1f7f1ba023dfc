"""The marked words of a page: `Vaa` is meant to be seen, `Haa` to be hidden."""

import re

from intake.sanitize import sanitize_html


def kept(html: str) -> list[str]:
    """The marked words that reach the text."""
    return re.findall(r"\b[HV][a-z]{2}\b", sanitize_html(html, where="x").text)
