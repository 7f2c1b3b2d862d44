"""What policies count and what people have lifted: mails sent, and overrides with their reasons."""

from sqlalchemy import Column, Index, Table, Text

from storage.tables.base import metadata
from storage.types import Utc

# One row per effect that took its place under the caps; the effect's retries find it there.
policy_sends = Table(
    "policy_sends",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("effect_id", Text, primary_key=True),
    Column("contact_id", Text, nullable=False),
    Column("rep_id", Text, nullable=False),
    Column("domain", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Index("ix_policy_sends_contact_id", "workspace", "contact_id", "at"),
    Index("ix_policy_sends_rep_id", "workspace", "rep_id", "at"),
    Index("ix_policy_sends_domain", "workspace", "domain", "at"),
    Index("ix_policy_sends_at", "workspace", "at"),
)

policy_overrides = Table(
    "policy_overrides",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("decision_id", Text, primary_key=True),
    Column("rule", Text, primary_key=True),
    Column("content", Text, primary_key=True),  # names the exact content that it holds for
    Column("by", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("until", Utc, nullable=False),
)
