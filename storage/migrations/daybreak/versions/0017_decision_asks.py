"""Messages that ask one person for a word on one decision, beside the briefs."""

import sqlalchemy as sa
from alembic import op

revision = "0017_decision_asks"
down_revision = "0016_changed_deals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("slack_deliveries") as table:
        table.add_column(sa.Column("decision_id", sa.Text(), nullable=True))
        table.create_index("ix_slack_deliveries_decision_id", ["workspace", "decision_id"])
    op.create_index("ix_slack_cards_deal_id", "slack_cards", ["workspace", "deal_id"])


def downgrade() -> None:
    op.drop_index("ix_slack_cards_deal_id", "slack_cards")
    with op.batch_alter_table("slack_deliveries") as table:
        table.drop_index("ix_slack_deliveries_decision_id")
        table.drop_column("decision_id")
