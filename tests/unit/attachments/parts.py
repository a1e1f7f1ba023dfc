"""What the hand-written files of Office have in common."""

import io
import zipfile
from collections.abc import Mapping

from intake.mail import SanitizedDocument
from intake.sanitize.attachments import sanitize_document

OFFICE = "http://schemas.openxmlformats.org"
RELATIONS = f"{OFFICE}/officeDocument/2006/relationships"


def related(**kinds: str) -> str:
    """Relations, each named as its kind."""
    found = "".join(
        f'<Relationship Id="{kind}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for kind, target in kinds.items()
    )
    return f'<Relationships xmlns="{OFFICE}/package/2006/relationships">{found}</Relationships>'


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def read(data: bytes, name: str) -> SanitizedDocument:
    document = sanitize_document(data, filename=name, media_type=None)
    assert document.status == "read", document.reason
    return document
