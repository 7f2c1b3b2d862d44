"""Keeps what deals were before a sync overwrites them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.statements import insert_new
from storage.tables.history import KEPT, deal_history, deal_history_starts
from storage.tables.mirror import deals

Row = Mapping[str, Any]


async def remember(
    connection: AsyncConnection, workspace: str, rows: Sequence[Row], now: datetime
) -> None:
    """Before `rows` replace the deals of the mirror: what of them is different there."""
    start = {"workspace": workspace, "since": now}
    await connection.execute(insert_new(deal_history_starts, connection), [start])
    columns = [deals.c[name] for name in ("id", "synced_at", *KEPT)]
    known = {
        row.id: row
        for row in await connection.execute(
            select(*columns).where(
                deals.c.workspace == workspace, deals.c.id.in_([row["id"] for row in rows])
            )
        )
    }
    changed = [
        _before(workspace, known[row["id"]]._mapping, row, now)
        for row in rows
        if row["id"] in known and _differs(known[row["id"]]._mapping, row)
    ]
    if changed:
        await connection.execute(insert_new(deal_history, connection), changed)


def _differs(known: Mapping[Any, Any], row: Row) -> bool:
    return any(known[name] != row[name] for name in KEPT)


def _before(workspace: str, known: Mapping[Any, Any], row: Row, now: datetime) -> dict[str, Any]:
    """How it was until it changed: when the CRM says it did, if that can be, else until now."""
    said = row.get("updated_at")
    until = said if said is not None and known["synced_at"] < said < now else now
    return {"workspace": workspace, "deal_id": row["id"], "until": until} | {
        name: known[name] for name in KEPT
    }
