"""The built-in CRM keeps the keys of what Daybreak wrote, so that nothing is written twice."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "crm_effects",
        sa.Column("effect_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("effect_id", name="pk_crm_effects"),
    )


def downgrade() -> None:
    op.drop_table("crm_effects")
