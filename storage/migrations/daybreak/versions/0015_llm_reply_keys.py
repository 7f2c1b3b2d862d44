"""The keys of the last days' replies are read from an index alone."""

from alembic import op

revision = "0015_llm_reply_keys"
down_revision = "0014_decision_ruling"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_llm_replies_at", "llm_replies", ["workspace", "at", "key"])


def downgrade() -> None:
    op.drop_index("ix_llm_replies_at", "llm_replies")
