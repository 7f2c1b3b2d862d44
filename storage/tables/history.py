"""What deals were before: the fields that a pipeline is made of, each time one of them changed.

A row holds how a deal was until an instant. The first sync writes none: what it finds has no past
here, and `since` says from when on there is one.
"""

from sqlalchemy import Column, Date, Table, Text

from storage.tables.base import metadata
from storage.types import Amount, Utc

deal_history = Table(
    "mirror_deal_history",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("deal_id", Text, primary_key=True),
    Column("until", Utc, primary_key=True),
    Column("owner_id", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("amount", Amount),
    Column("close_date", Date),
)

deal_history_starts = Table(
    "mirror_deal_history_starts",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("since", Utc, nullable=False),
)

KEPT = ("owner_id", "stage", "status", "amount", "close_date")
