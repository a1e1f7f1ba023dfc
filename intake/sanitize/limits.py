"""How much of a mail is looked at. Beyond a limit the rest is withheld and said so, never dropped in silence."""  # noqa: E501

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on the work that one mail or document can cause."""

    max_html_chars: int = 2_000_000
    """Characters of one HTML part; newsletters rarely pass 200,000."""
    max_text_chars: int = 2_000_000
    max_nodes: int = 200_000
    """Elements and texts of one HTML tree."""
    max_depth: int = 512
    """Chromium flattens deeper nesting as well."""
    max_css_chars: int = 600_000
    max_rules: int = 8_000
    max_matches: int = 3_000_000
    """Selector steps; a quadratic selector ends here and what it hides counts as uncertain."""
    max_findings: int = 400
    max_attachments: int = 100
    max_attachment_depth: int = 5
    """Messages in messages and archives in archives."""
    max_unpacked_bytes: int = 100_000_000
    max_document_chars: int = 2_000_000
    max_pages: int = 300
    max_rows: int = 50_000
    ocr_s: float = 0.0
    """Seconds of Tesseract for the pictures of one document; none by default."""
