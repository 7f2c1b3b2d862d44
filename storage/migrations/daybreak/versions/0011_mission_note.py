"""How a mission was made, where a person should know."""

import sqlalchemy as sa
from alembic import op

revision = "0011_mission_note"
down_revision = "0010_decision_proposed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("missions", sa.Column("note", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("missions", "note")
