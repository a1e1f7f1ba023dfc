"""The dashboard: what happened to each mail, why, and what a person may do about it.

Server-rendered pages over the ledger; a mail's own HTML is shown in a frame that can do nothing.
"""

from intake.web.app import Desk, dashboard
from intake.web.session import hash_password

__all__ = ["Desk", "dashboard", "hash_password"]
