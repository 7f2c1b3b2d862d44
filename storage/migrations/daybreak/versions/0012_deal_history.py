"""What deals were before: their owner, stage, status, amount and close date at each change."""

import sqlalchemy as sa
from alembic import op

revision = "0012_deal_history"
down_revision = "0011_mission_note"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "mirror_deal_history",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("deal_id", sa.Text(), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("close_date", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "deal_id", "until", name="pk_mirror_deal_history"),
    )
    op.create_table(
        "mirror_deal_history_starts",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", name="pk_mirror_deal_history_starts"),
    )


def downgrade() -> None:
    op.drop_table("mirror_deal_history_starts")
    op.drop_table("mirror_deal_history")
