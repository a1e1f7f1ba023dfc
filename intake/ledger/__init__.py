"""What came in, what happened to it, and who did it: tables, migrations, the audit chain.

`open_ledger` gives a `Ledger` on the database that the settings name, its schema brought up to date.
"""

from intake.ledger.open import open_ledger
from intake.ledger.records import Cursor, Decision, Fenced, Glance, Parcel, Row
from intake.ledger.store import Ledger

__all__ = ["Cursor", "Decision", "Fenced", "Glance", "Ledger", "Parcel", "Row", "open_ledger"]
