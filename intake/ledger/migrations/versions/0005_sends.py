"""Which approved replies were sent, or may have been: claimed before, recorded after."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sends",
        sa.Column("artefact_id", sa.String(255), primary_key=True),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
    )
    op.create_index("ix_sends_at", "sends", ["account", "at"], unique=False)
