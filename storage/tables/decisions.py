"""Decisions: each row is one proposed action waiting for, or having had, a human's word."""

from sqlalchemy import Column, Index, Integer, Table, Text

from storage.tables.base import metadata
from storage.types import Utc

decisions = Table(
    "decisions",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("rep_id", Text, nullable=False),
    Column("deal_id", Text, nullable=False),
    Column("run_id", Text, nullable=False),  # the mission that last proposed it
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", Text, nullable=False),  # of the exact content that a person would approve
    Column("action_type", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("draft", Text),
    Column("options", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("read_versions", Text, nullable=False),  # record -> version the evidence was read at
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Index("ix_decisions_rep", "workspace", "rep_id", "state"),
    Index("ix_decisions_deal", "workspace", "deal_id"),
)
