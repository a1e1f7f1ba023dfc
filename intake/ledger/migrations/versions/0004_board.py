"""Indexes for the dashboard: a page of mails of one outcome or workflow, and counts of a period."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_messages_outcome", "messages", ["outcome", "id"], unique=False)
    op.create_index("ix_messages_workflow", "messages", ["workflow", "id"], unique=False)
    op.create_index("ix_messages_board", "messages", ["decided_at", "outcome", "workflow"], unique=False)
