"""Executions: each row carries out one approved action, once; its id is the idempotency key."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, text

from storage.tables.base import metadata
from storage.types import Utc

# Written out, not bound: SQLite uses a partial index only where it can see that it fits.
IS_UNFINISHED = text("state IN ('pending', 'running')")

executions = Table(
    "executions",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    # What was approved, word for word: the decision's row moves on.
    Column("decision_id", Text, nullable=False),
    Column("deal_id", Text, nullable=False),
    Column("rep_id", Text, nullable=False),
    Column("action_type", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("draft", Text),
    Column("read_versions", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("approved_at", Utc, nullable=False),
    Column("undoes", Text),  # the receipt of the effect that this one takes back
    # How far it has come.
    Column("state", Text, nullable=False),
    Column("attempt", Integer, nullable=False),  # the fence: grows with each claim
    Column("tries_left", Integer, nullable=False),
    # Pending: from when it may be claimed. Running: when the lease is over, and the same holds.
    Column("due_at", Utc, nullable=False),
    Column("claimed_by", Text),
    # An attempt may have had its effect without our having learnt of it.
    Column("unsure", Boolean, nullable=False),
    Column("receipt", Text),
    Column("problem", Text, nullable=False),
    Column("refusal", Text),  # what is missing or in conflict, for the modal that asks for it
    Column("undo_until", Utc),
    Column("updated_at", Utc, nullable=False),
    Index("ix_executions_decision_id", "workspace", "decision_id", "approved_at"),
    # All that the sweeper asks for stands in this index.
    Index(
        "ix_executions_unfinished",
        "workspace",
        "due_at",
        "id",
        sqlite_where=IS_UNFINISHED,
        postgresql_where=IS_UNFINISHED,
    ),
    Index("ix_executions_state", "workspace", "state", "updated_at"),
)
