"""How fast `daybreak crm load` loads deals, against a bare bulk insert of the same rows."""

import asyncio
import csv
import random
import resource
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bot.crm.files import CrmFiles
from storage.database import Database
from storage.migrate import Schema, upgrade

SMALL, LARGE = 100_000, 1_000_000
_HEADER = (
    *("id", "name", "account_id", "owner_id", "product_id", "pipeline", "stage", "status"),
    *("amount", "currency", "created_at", "close_date", "closed_at", "next_step"),
    *("next_step_due", "forecast_category", "lost_reason", "updated_at"),
)
_STAGES = ("Discovery", "Qualification", "Proposal", "Negotiation", "Closed Won", "Closed Lost")
_STATUS = {"Closed Won": "won", "Closed Lost": "lost"}
_STEPS = ("Send the proposal", "Call about security", "Agree on the pilot", "")
_START = datetime(2024, 1, 1, tzinfo=UTC)


class _Silent:
    def at(self, file: str, read: int, size: int) -> None: ...


async def run() -> dict[str, Any]:
    """Rows per second of a large load, end to end, and of the bare insert in the same run."""
    with tempfile.TemporaryDirectory() as place:
        small = await _measured(Path(place) / "small", SMALL)
        large = await _measured(Path(place) / "large", LARGE)
    return {
        "rows": LARGE,
        "file_mb": large["file_mb"],
        "seconds": large["seconds"],
        "cpu_seconds": large["cpu_seconds"],  # what it would take on a machine of its own
        "rows_per_s": large["rows_per_s"],
        "bare_rows_per_s": large["bare_rows_per_s"],
        "share_of_bare": round(large["rows_per_s"] / large["bare_rows_per_s"], 3),
        "rows_per_s_100k": small["rows_per_s"],
        "time_1m_over_100k": round(large["seconds"] / small["seconds"], 2),
        "peak_rss_mb": large["peak_rss_mb"],
        "peak_rss_mb_100k": small["peak_rss_mb"],
    }


async def _measured(place: Path, rows: int) -> dict[str, Any]:
    _write_files(place, rows)
    database = Database.open(f"sqlite:///{place / 'crm.db'}")
    await upgrade(database, Schema.CRM)
    began, cpu = perf_counter(), process_time()
    report = await CrmFiles(database=database, progress=_Silent()).load(place)
    seconds, cpu = perf_counter() - began, process_time() - cpu
    await database.close()
    if not report.loaded:
        raise RuntimeError(f"the bench's own file was refused: {next(iter(report.faults))}")
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return {
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu, 2),
        "rows_per_s": round(rows / seconds),
        "bare_rows_per_s": round(rows / _bare(place)),
        "peak_rss_mb": peak,
        "file_mb": round((place / "deals.csv").stat().st_size / 1e6),
    }


def _write_files(place: Path, rows: int) -> None:
    place.mkdir()
    _write(place / "people.csv", ("id", "name", "role"), _people())
    _write(place / "accounts.csv", ("id", "name"), _accounts(rows))
    _write(place / "deals.csv", _HEADER, _deals(rows))


def _bare(place: Path) -> float:
    """Seconds to insert the same rows, already read and unchecked, into a similar table."""
    connection = sqlite3.connect(place / "bare.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-32000"):
        connection.execute(f"PRAGMA {pragma}")
    columns = ", ".join(_HEADER[1:])
    connection.execute(f"CREATE TABLE deals (id TEXT PRIMARY KEY, {columns})")
    insert = f"INSERT INTO deals VALUES ({', '.join('?' * len(_HEADER))})"  # noqa: S608
    seconds = 0.0
    with (place / "deals.csv").open(encoding="utf-8", newline="") as text:
        reader = csv.reader(text)
        next(reader)
        connection.execute("BEGIN")
        while rows := list(islice(reader, 20_000)):
            began = perf_counter()
            connection.executemany(insert, rows)
            seconds += perf_counter() - began
        began = perf_counter()
        connection.execute("COMMIT")
        seconds += perf_counter() - began
    connection.close()
    return seconds


def _write(path: Path, header: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(header)
        writer.writerows(rows)


def _people() -> Iterator[tuple[object, ...]]:
    return ((f"p{n}", f"Person {n}", "rep") for n in range(1_000))


def _accounts(deals: int) -> Iterator[tuple[object, ...]]:
    return ((f"a{n}", f"Account {n}") for n in range(deals // 10))


def _deals(count: int) -> Iterator[tuple[object, ...]]:
    """Deals in no order, with ids as CRMs make them, one instant in two to the second."""
    dice = random.Random(7)
    numbers = list(range(count))
    dice.shuffle(numbers)
    for n in numbers:
        created = _START + timedelta(seconds=dice.randrange(80_000_000))
        stage = dice.choice(_STAGES)
        status = _STATUS.get(stage, "open")
        closed = created + timedelta(days=dice.randrange(200))
        yield (
            f"0065g00000{n:08d}",
            f"Deal {n} with account {n % (count // 10)}",
            f"a{dice.randrange(count // 10)}",
            f"p{n % 1_000}",
            "",
            "Sales",
            stage,
            status,
            f"{dice.randrange(1_000, 900_000)}.{dice.randrange(100):02d}",
            "EUR",
            created.isoformat(),
            closed.date().isoformat(),
            "" if status == "open" else closed.date().isoformat(),
            dice.choice(_STEPS),
            closed.date().isoformat() if status == "open" else "",
            "commit" if n % 3 else "pipeline",
            "Price" if status == "lost" else "",
            f"{created:%Y-%m-%dT%H:%M:%SZ}",
        )


if __name__ == "__main__":
    for name, value in asyncio.run(run()).items():
        sys.stdout.write(f"{name} {value}\n")
