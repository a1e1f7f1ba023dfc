"""The nouns of mail: frozen values that travel from step to step, and their JSON.

Nothing here reads a clock, a file or a network, and nothing here imports another room.
"""

from intake.mail.document import Block, SanitizedDocument, Status
from intake.mail.finding import Action, Defect, Finding, Verdict
from intake.mail.message import Address, Header, ParsedMessage, Part, RawMessage, SanitizedMessage, digest_of
from intake.mail.reply import (
    Citation,
    Claim,
    Classification,
    ContractResult,
    Draft,
    Field,
    ModelUse,
    Outcome,
    OutcomeKind,
    Passage,
    Proposal,
    Question,
    Quote,
    Sentence,
    Stop,
)

__all__ = [
    "Action",
    "Address",
    "Block",
    "Citation",
    "Claim",
    "Classification",
    "ContractResult",
    "Defect",
    "Draft",
    "Field",
    "Finding",
    "Header",
    "ModelUse",
    "Outcome",
    "OutcomeKind",
    "ParsedMessage",
    "Part",
    "Passage",
    "Proposal",
    "Question",
    "Quote",
    "RawMessage",
    "SanitizedDocument",
    "SanitizedMessage",
    "Sentence",
    "Status",
    "Stop",
    "Verdict",
    "digest_of",
]
