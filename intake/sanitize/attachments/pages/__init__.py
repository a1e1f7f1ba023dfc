"""What a painted PDF page shows: its objects, a quick look, a close look, and the lines that come of them."""

from intake.sanitize.attachments.pages.page import read_page

__all__ = ["read_page"]
