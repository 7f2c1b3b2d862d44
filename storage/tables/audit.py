"""The audit log: a chain of entries that the database itself refuses to change.

`audit_readable` stands apart because it holds what may have to be erased one day: of that, the
chain knows only a hash.
"""

from sqlalchemy import BigInteger, Column, Index, Table, Text

from storage.tables.base import metadata

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("workspace", Text, primary_key=True),
    # Without autoincrement=False the database would count by itself.
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    # Text, not a time type: the hash is over exactly these characters, on either database.
    Column("at", Text, nullable=False),
    Column("by", Text),  # None: Daybreak by itself
    Column("kind", Text, nullable=False),
    Column("decision_id", Text),
    Column("deal_id", Text),
    Column("rep_id", Text),
    Column("effect_id", Text),
    Column("body", Text, nullable=False),
    Column("readable_hash", Text),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index("ix_audit_entries_decision_id", "workspace", "decision_id"),
    Index("ix_audit_entries_deal_id", "workspace", "deal_id"),
    Index("ix_audit_entries_at", "workspace", "at"),
)
audit_readable = Table(
    "audit_readable",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("salt", Text, nullable=False),  # else the hash of a short text could be guessed
    Column("body", Text, nullable=False),
)
