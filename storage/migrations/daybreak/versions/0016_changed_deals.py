"""Deals are found by when the mirror last heard of them, for what is kept of them in memory."""

import sqlalchemy as sa
from alembic import op

revision = "0016_changed_deals"
down_revision = "0015_llm_reply_keys"
branch_labels = None
depends_on = None

GONE = sa.text("deleted_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_mirror_deals_workspace_synced_at", "mirror_deals", ["workspace", "synced_at"]
    )
    op.create_index(
        "ix_mirror_deals_workspace_deleted_at",
        "mirror_deals",
        ["workspace", "deleted_at"],
        sqlite_where=GONE,
        postgresql_where=GONE,
    )


def downgrade() -> None:
    op.drop_index("ix_mirror_deals_workspace_deleted_at", "mirror_deals")
    op.drop_index("ix_mirror_deals_workspace_synced_at", "mirror_deals")
