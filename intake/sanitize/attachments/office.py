"""What every Office package may carry besides text: macros, outside links, embedded objects."""

from intake.sanitize.attachments.package import Package
from intake.sanitize.attachments.reader import Page, Refused

_OUTSIDE = {
    "attachedTemplate": "remote-template",
    "oleObject": "external-link",
    "externalLinkPath": "external-link",
    "externalLink": "external-link",
    "frame": "external-link",
    "subDocument": "external-link",
    "image": "remote-image",
    "linkedImage": "remote-image",
}
"""Kinds of relationship that fetch from outside when the file is opened. Hyperlinks wait for a click."""


def report(package: Package, page: Page) -> None:
    """Refuse macros, report what reaches outside or is embedded. Raises Refused."""
    names = package.names()
    for name in names:
        lower = name.lower()
        if lower.endswith("vbaproject.bin") or "/macrosheets/" in lower:
            page.find("macro", name, "package", "flagged")
            raise Refused("macro")
        if "/embeddings/" in lower or "/activex/" in lower:
            page.find("embedded-object", name, "package", "flagged")
        if lower.endswith(".rels"):
            folder, _, file = name.rpartition("_rels/")
            for kind, target, external in package.relations(folder + file.removesuffix(".rels")).values():
                if external and kind in _OUTSIDE:
                    page.find(_OUTSIDE[kind], target, name, "flagged")
