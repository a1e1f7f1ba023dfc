"""What a painted PDF page shows: its cost, its objects, a quick look, a close look, and the lines of them."""

from intake.sanitize.attachments.pages.packed import check_packed
from intake.sanitize.attachments.pages.page import read_page
from intake.sanitize.attachments.pages.weight import check_weight

__all__ = ["check_packed", "check_weight", "read_page"]
