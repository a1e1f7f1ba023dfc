"""Documents as a person sees them: one file a type, found through `READERS`.

`sanitize_document` never raises: what cannot be read comes back with a status and a reason.
"""

from intake.sanitize.attachments.document import sanitize_document
from intake.sanitize.attachments.registry import READERS

__all__ = ["READERS", "sanitize_document"]
