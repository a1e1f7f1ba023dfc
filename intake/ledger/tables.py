"""The tables of the ledger: what came, what happened to it, and who did it.

The ledger is also the queue: a row is `waiting` until a worker takes it, `working` under a lease,
then `done` or `dead`. Times are aware UTC and kept as seconds since 1970, the same on every database.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

_KEY = BigInteger().with_variant(Integer, "sqlite")

messages = Table(
    "messages",
    metadata,
    Column("id", _KEY, primary_key=True, autoincrement=True),
    Column("account", String(64), nullable=False),
    Column("folder", String(255), nullable=False),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("message_id", Text),
    Column("sender", Text, nullable=False, default=""),
    Column("sender_name", Text, nullable=False, default=""),
    Column("subject", Text, nullable=False, default=""),
    Column("thread", Text, nullable=False, default=""),
    Column("flags", Text, nullable=False, default=""),
    Column("size", BigInteger, nullable=False, default=0),
    Column("truncated", Integer, nullable=False, default=0),
    Column("received_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("decided_at", Float),
    Column("finished_at", Float),
    Column("state", String(8), nullable=False, default="waiting"),
    Column("due_at", Float, nullable=False, default=0.0),
    Column("owner", String(100)),
    Column("lease_until", Float, nullable=False, default=0.0),
    Column("run", Integer, nullable=False, default=0),
    Column("fence", Integer, nullable=False, default=0),
    Column("attempts", Integer, nullable=False, default=0),
    Column("waits", Integer, nullable=False, default=0),
    Column("outcome", String(12)),
    Column("reason", Text),
    Column("workflow", String(64)),
    Column("error", Text),
    Column("trace", Text),
    Column("artefact_folder", String(255)),
    Column("artefact_message_id", String(255)),
    Column("artefact_uid", BigInteger),
    Column("artefact_state", String(10)),
    Column("tokens", BigInteger, nullable=False, default=0),
    Column("cost", Float, nullable=False, default=0.0),
    Column("result", Text),
    UniqueConstraint("account", "folder", "uidvalidity", "uid", name="uq_messages_key"),
    Index("ix_messages_queue", "state", "due_at"),
    Index("ix_messages_digest", "digest"),
    Index("ix_messages_thread", "account", "thread"),
    Index("ix_messages_sender", "sender", "decided_at"),
    Index("ix_messages_decided", "decided_at"),
    Index("ix_messages_received", "received_at"),
    Index("ix_messages_outcome", "outcome", "id"),
    Index("ix_messages_workflow", "workflow", "id"),
    Index("ix_messages_board", "decided_at", "outcome", "workflow"),
)

raws = Table(
    "raws",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("data", LargeBinary, nullable=False),
    Column("stored_at", Float, nullable=False),
)
"""The bytes of each mail, kept as long as `retention.raw` says."""

outbox = Table(
    "outbox",
    metadata,
    Column("message", _KEY, primary_key=True, autoincrement=False),
    Column("folder", String(255), nullable=False),
    Column("artefact_id", String(255), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("flags", Text, nullable=False, default=""),
    Column("keyword", String(64)),
)
"""Artefacts that were decided and are not yet known to lie in the mailbox."""

cursors = Table(
    "cursors",
    metadata,
    Column("account", String(64), primary_key=True),
    Column("folder", String(255), primary_key=True),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("last_uid", BigInteger, nullable=False),
    Column("started_at", Float, nullable=False),
    Column("polled_at", Float, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", _KEY, primary_key=True, autoincrement=False),
    Column("at", Float, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("message", BigInteger),
    Column("body", Text, nullable=False),
    Column("leaves", Text),
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_audit_message", "message"),
)
"""Append only. `leaves` holds personal text beside the chain, so that it may be deleted."""

leases = Table(
    "leases",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("owner", String(100), nullable=False),
    Column("fence", Integer, nullable=False),
    Column("until", Float, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    Column("key", String(120), primary_key=True),
    Column("text", Text, nullable=False),
    Column("since", Float, nullable=False),
    Column("told_at", Float, nullable=False),
    Column("ended_at", Float),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", _KEY, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("message", BigInteger, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("workflow", String(64)),
    Column("entry", BigInteger, nullable=False),
    Index("ix_feedback_message", "message"),
    Index("ix_feedback_at", "at"),
)
"""What people said of an outcome. Their text stands in the leaves of audit entry `entry`, for `forget`."""

judgements = Table(
    "judgements",
    metadata,
    Column("message", _KEY, primary_key=True, autoincrement=False),
    Column("at", Float, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("verdict", String(10), nullable=False),
    Column("origin", String(10), nullable=False),
    Column("distance", Integer, nullable=False),
    Column("similarity", Float, nullable=False),
    Column("sent_at", Float),
    Index("ix_judgements_at", "at"),
)
"""What became of each draft in people's hands. Holds no text."""

reviews = Table(
    "reviews",
    metadata,
    Column("message", _KEY, primary_key=True, autoincrement=False),
    Column("reviewer", String(100), primary_key=True),
    Column("at", Float, nullable=False),
    Column("workflow", String(64)),
    Column("agrees", Integer, nullable=False),
    Index("ix_reviews_at", "at"),
)
"""What a person said of a sampled outcome: its workflow (NULL: none of them) and whether it was right."""

corrections = Table(
    "corrections",
    metadata,
    Column("id", _KEY, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("message", BigInteger, nullable=False),
    Column("workflow", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("decided_at", Float),
    Column("decided_by", String(100)),
    UniqueConstraint("message", "workflow", name="uq_corrections"),
)
"""Proposed examples; only the `confirmed` ones teach. `text` is a customer's: `forget` deletes the row."""

demotions = Table(
    "demotions",
    metadata,
    Column("source", String(400), primary_key=True),
    Column("at", Float, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("message", BigInteger),
    Column("state", String(10), nullable=False),
)
"""Sources that reviewers refused: `demoted` until somebody says `restored`."""

measurements = Table(
    "measurements",
    metadata,
    Column("id", _KEY, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("key", String(120), nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_measurements_kind", "kind", "at"),
)
"""Results of canary cases, shadow runs, drift tests and weekly duties, as JSON without personal text."""

sends = Table(
    "sends",
    metadata,
    Column("artefact_id", String(255), primary_key=True),
    Column("account", String(64), nullable=False),
    Column("state", String(8), nullable=False),
    Column("at", Float, nullable=False),
    Index("ix_sends_at", "account", "at"),
)
"""Replies by their Message-ID: `claimed` before anything is sent, `sent` once the server took it."""
