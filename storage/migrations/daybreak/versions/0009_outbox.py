"""Which mails were begun and which went out, so that none goes out twice."""

import sqlalchemy as sa
from alembic import op

revision = "0009_outbox"
down_revision = "0008_llm"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("effect_id", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "effect_id", name="pk_outbox"),
    )


def downgrade() -> None:
    op.drop_table("outbox")
