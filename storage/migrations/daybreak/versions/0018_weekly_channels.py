"""A summary of the week for channels that asked for one."""

import sqlalchemy as sa
from alembic import op

from storage.types import Utc

revision = "0018_weekly_channels"
down_revision = "0017_decision_asks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "weekly_channels",
        sa.Column("workspace", sa.Text(), primary_key=True),
        sa.Column("channel", sa.Text(), primary_key=True),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("since", Utc(), nullable=False),
    )
    with op.batch_alter_table("slack_deliveries") as table:
        table.add_column(sa.Column("target", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("slack_deliveries") as table:
        table.drop_column("target")
    op.drop_table("weekly_channels")
