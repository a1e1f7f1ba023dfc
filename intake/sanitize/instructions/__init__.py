"""How much a text reads as an instruction to a machine: spans, scores and names.

It decides between `flagged` and `quarantined`. It is not the defence: content has no power either way.
"""

from intake.sanitize.instructions.carried import Decoded, decoded
from intake.sanitize.instructions.likeness import Likeness, likeness

__all__ = ["Decoded", "Likeness", "decoded", "likeness"]
