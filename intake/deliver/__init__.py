"""The last step: artefacts for the mailbox, then what people make of them.

`artefact` turns an outcome into the bytes of a draft or note, purely.
"""

from intake.deliver.artefact import KEYWORDS, Artefact, artefact, artefact_id

__all__ = ["KEYWORDS", "Artefact", "artefact", "artefact_id"]
