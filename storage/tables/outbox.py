"""Mails that were begun, and those that a mail server has taken."""

from sqlalchemy import Column, Table, Text

from storage.tables.base import metadata
from storage.types import Utc

outbox = Table(
    "outbox",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("effect_id", Text, primary_key=True),
    Column("begun_at", Utc, nullable=False),
    Column("receipt", Text),  # None: nobody knows whether it went out
)
