"""The audit log of ten thousand decisions verified, against merely reading the same rows."""

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from storage.audit import AuditLog, Entry, append
from storage.database import Database
from storage.migrate import Schema, upgrade

_AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
_EACH, _BATCH = 5, 5_000  # proposed, approved, running, done, seen


async def run(decisions: int = 10_000) -> dict[str, Any]:
    """Seconds by the wall; `bare_seconds` reads every column without looking at it."""
    with tempfile.TemporaryDirectory() as place:
        database = Database.open(f"sqlite:///{Path(place) / 'bench.db'}")
        try:
            await upgrade(database, Schema.DAYBREAK)
            await _fill(database, decisions)
            log = AuditLog(database=database, workspace="home")
            begun = time.perf_counter()
            report = await log.verify()
            took = time.perf_counter() - begun
            bare = await _bare(database)
        finally:
            await database.close()
    return {
        "decisions": decisions,
        "entries": report.entries,
        "faults": len(report.faults),
        "seconds": round(took, 3),
        "bare_seconds": round(bare, 3),
        "times_bare": round(took / bare, 1),
    }


async def _fill(database: Database, decisions: int) -> None:
    for start in range(0, decisions * _EACH, _BATCH):
        rows = [_entry(n) for n in range(start, min(start + _BATCH, decisions * _EACH))]
        async with database.write() as connection:
            await append(connection, "home", rows)


def _entry(n: int) -> Entry:
    return Entry(
        at=_AT,
        kind="decision.approved",
        decision_id=f"d{n // _EACH}",
        deal_id="deal",
        rep_id="ann",
        body={"version": n % _EACH},
        readable={"subject": f"Offer {n} für José"},
    )


async def _bare(database: Database) -> float:
    begun = time.perf_counter()
    async with database.read() as connection:
        await connection.execute(text("SELECT * FROM audit_entries"))
    return time.perf_counter() - begun
