"""Names and labels that lie about what a file is."""

from intake.mail import Finding

DANGEROUS = frozenset(
    [
        "exe",
        "com",
        "scr",
        "pif",
        "bat",
        "cmd",
        "ps1",
        "psm1",
        "vbs",
        "vbe",
        "js",
        "jse",
        "wsf",
        "wsh",
        "hta",
        "msi",
        "msp",
        "jar",
        "cpl",
        "lnk",
        "reg",
        "iso",
        "img",
        "vhd",
        "dll",
        "sys",
        "app",
        "dmg",
        "apk",
        "deb",
        "rpm",
        "sh",
        "command",
        "scf",
        "url",
        "chm",
        "gadget",
        "inf",
        "ade",
        "mde",
        "xll",
        "wll",
        "appx",
        "msix",
        "library-ms",
    ]
)
"""Extensions that a double click runs, on some desktop."""
_FORMAT = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
_DOCUMENT = frozenset(
    [
        "pdf",
        "doc",
        "docx",
        "xls",
        "xlsx",
        "ppt",
        "pptx",
        "jpg",
        "jpeg",
        "png",
        "gif",
        "txt",
        "csv",
        "rtf",
        "odt",
        "ods",
        "html",
        "htm",
        "eml",
        "zip",
    ]
)
_ALIAS = {
    "application/x-pdf": "application/pdf",
    "application/x-zip-compressed": "application/zip",
    "application/x-zip": "application/zip",
    "text/x-markdown": "text/markdown",
    "text/rtf": "application/rtf",
    "application/csv": "text/csv",
    "text/comma-separated-values": "text/csv",
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "text/x-vcard": "text/vcard",
    "text/directory": "text/vcard",
    "application/ics": "text/calendar",
    "application/ms-tnef": "application/vnd.ms-tnef",
    "application/xhtml+xml": "text/html",
}
_VAGUE = frozenset(
    {
        "",
        "application/octet-stream",
        "binary/octet-stream",
        "application/unknown",
        "application/download",
        "application/force-download",
        "application/x-download",
    }
)


def lies(
    data: bytes, filename: str | None, claimed: str, media_type: str, extensions: tuple[str, ...]
) -> tuple[Finding, ...]:
    """Findings about a name or a label that tells another type than the content."""
    found: list[Finding] = []
    name = filename or ""
    if any(c in name for c in _FORMAT):
        found.append(Finding.of("filename-bidi", name, "filename", "flagged"))
    parts = [p.strip().lower() for p in name.strip().strip(".").split(".")]
    if len(parts) > 2 and parts[-1] in DANGEROUS and parts[-2] in _DOCUMENT:
        found.append(Finding.of("double-extension", name, "filename", "flagged"))
    if "   " in name:
        found.append(Finding.of("filename-padding", name, "filename", "flagged"))
    extension = parts[-1] if len(parts) > 1 else ""
    if extensions and extension and extension not in extensions and extension in _DOCUMENT | DANGEROUS:
        found.append(Finding.of("type-mismatch", f"{name} is {media_type}", "filename", "flagged"))
    elif not _agrees(claimed, media_type):
        found.append(
            Finding.of("type-mismatch", f"labelled {claimed}, is {media_type}", "Content-Type", "flagged")
        )
    found += _polyglot(data, media_type)
    return tuple(found)


def _agrees(claimed: str, media_type: str) -> bool:
    claimed = _ALIAS.get(claimed, claimed)
    if claimed in _VAGUE or claimed == media_type:
        return True
    both_text = claimed.startswith("text/") and media_type.startswith("text/")
    both_image = claimed.startswith("image/") and media_type.startswith("image/")
    # Browsers and clients label CSV, macro-less templates and the like as the nearest office type.
    office = ("application/vnd.", "application/msword", "application/ms")
    both_office = claimed.startswith(office) and (
        media_type.startswith(office) or media_type in {"text/csv", "application/encrypted"}
    )
    mail = media_type == "message/rfc822" and claimed.startswith(("text/plain", "message/"))
    return (
        both_text
        or both_image
        or both_office
        or mail
        or (claimed.startswith("text/") and media_type in {"application/json", "application/rtf"})
    )


def _polyglot(data: bytes, media_type: str) -> list[Finding]:
    """A second format that other programs would find in the same bytes."""
    also: list[str] = []
    tail = data[-70_000:]
    zipped = media_type.startswith(("application/vnd.openxml", "application/vnd.oasis", "application/zip"))
    if not zipped and b"PK\x05\x06" in tail and b"PK\x01\x02" in tail:
        also.append("application/zip")
    if media_type != "application/pdf" and b"%PDF-" in data[:1024] and not media_type.startswith("text/"):
        also.append("application/pdf")
    if media_type.startswith(("image/", "application/pdf")) and b"<script" in data[:1024].lower():
        also.append("text/html")
    return [
        Finding.of("polyglot", f"{media_type} that is also {other}", "content", "flagged") for other in also
    ]
