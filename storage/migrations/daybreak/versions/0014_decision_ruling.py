"""What the policies said of a decision's content, so that a click need not ask them again."""

import sqlalchemy as sa
from alembic import op

revision = "0014_decision_ruling"
down_revision = "0013_questions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("decisions", sa.Column("ruling", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("decisions") as table:
        table.drop_column("ruling")
