"""What a painted PDF page shows: its cost, objects and fonts, a quick look, a close look, and its lines."""

from intake.sanitize.attachments.pages.letters import Fonts
from intake.sanitize.attachments.pages.packed import check_packed
from intake.sanitize.attachments.pages.page import read_page
from intake.sanitize.attachments.pages.weight import check_weight

__all__ = ["Fonts", "check_packed", "check_weight", "read_page"]
