"""IMAP, the client's side: one account on its server, behind `intake.ports.Mailbox`.

`ImapMailbox` is the adapter; `Tokens` keeps its OAuth tokens. Nothing is connected before the first call.
"""

from intake.mailbox.imap import ImapMailbox
from intake.mailbox.oauth import Tokens

__all__ = ["ImapMailbox", "Tokens"]
