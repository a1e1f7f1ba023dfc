"""What every Office package may carry besides text: macros, outside links, embedded objects."""

from intake.sanitize.attachments.package import Package, local
from intake.sanitize.attachments.reader import Page, Refused

LONG = 24
"""Characters from which a property is no mere name."""
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


def properties(package: Package, page: Page) -> None:
    """What the file says of itself is metadata: never text."""
    for name in ("docProps/core.xml", "docProps/custom.xml", "docProps/app.xml"):
        root = package.xml(name)
        for one in root.iter() if root is not None else ():
            text = (one.text or "").strip()
            if len(text) > LONG and " " in text and local(one.tag) not in {"Application", "Template"}:
                page.find("d6-docprops", text, name)
