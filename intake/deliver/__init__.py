"""The last step: artefacts for the mailbox, then what people make of them.

`artefact` turns an outcome into the bytes of a draft or note. `read_left`, `approve` and `feedback` turn
what a reviewer left into what is sent and learned. All of these are pure; `ApprovalDesk` and `SmtpSender`
do the effects.
"""

from intake.deliver.approve import Drafted, Hold, Outgoing, approve
from intake.deliver.artefact import KEYWORDS, Artefact, artefact, artefact_id
from intake.deliver.desk import ApprovalDesk, DeskEvent, SendLedger
from intake.deliver.feedback import Feedback, feedback
from intake.deliver.left import Left, read_left
from intake.deliver.sending import Accepted, NotSent, Sender, SmtpSender, Unknown

__all__ = [
    "KEYWORDS",
    "Accepted",
    "ApprovalDesk",
    "Artefact",
    "DeskEvent",
    "Drafted",
    "Feedback",
    "Hold",
    "Left",
    "NotSent",
    "Outgoing",
    "SendLedger",
    "Sender",
    "SmtpSender",
    "Unknown",
    "approve",
    "artefact",
    "artefact_id",
    "feedback",
    "read_left",
]
