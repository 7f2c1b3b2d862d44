"""Ends of the audit chain kept in a file: once a day, and a cut chain shows against them."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import BadInput
from storage.anchors import Anchors
from storage.audit import AuditLog, Entry
from storage.audit_chain import Head
from storage.database import Database

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def anchors(database: Database, tmp_path: Path) -> Anchors:
    log = AuditLog(database=database, workspace="home")
    return Anchors(path=tmp_path / "new" / "heads.jsonl", log=log)


async def _happens(anchors: Anchors, times: int = 1) -> None:
    await anchors.log.append(*(Entry(at=NOW, kind="a.b") for _ in range(times)))


async def test_nothing_is_kept_of_an_empty_log(anchors: Anchors) -> None:
    assert await anchors.keep(NOW) is None
    assert await anchors.kept() == []


async def test_the_end_is_kept_once_a_day_and_when_it_has_moved(anchors: Anchors) -> None:
    await _happens(anchors)
    first = await anchors.keep(NOW)
    await _happens(anchors)
    assert await anchors.keep(NOW + DAY / 2) is None
    second = await anchors.keep(NOW + DAY)
    assert await anchors.keep(NOW + 2 * DAY) is None
    assert [head and head.seq for head in (first, second)] == [1, 2]
    assert await anchors.kept() == [first, second]


async def test_other_places_are_told(anchors: Anchors) -> None:
    told: list[int] = []

    def outlet() -> Callable[[Head, datetime], Awaitable[None]]:
        async def tell(head: Head, now: datetime) -> None:
            told.append(head.seq)

        return tell

    await _happens(anchors, 3)
    await Anchors(path=anchors.path, log=anchors.log, outlets=[outlet()]).keep(NOW)
    assert told == [3]


async def test_a_cut_log_shows_against_the_file(anchors: Anchors, database: Database) -> None:
    await _happens(anchors, 5)
    await anchors.keep(NOW)
    triggers = {
        "sqlite": "DROP TRIGGER audit_entries_no_delete",
        "postgresql": "ALTER TABLE audit_entries DISABLE TRIGGER USER",
    }
    async with database.write() as connection:
        await connection.execute(text(triggers[database.dialect]))
        await connection.execute(text("DELETE FROM audit_entries WHERE seq > 3"))
    report = await anchors.log.verify(await anchors.kept())
    assert [str(fault) for fault in report.faults] == [
        "entry 4 and all up to 5, which was anchored, are cut off"
    ]


async def test_a_workspace_has_its_own_lines(anchors: Anchors, database: Database) -> None:
    await _happens(anchors)
    await anchors.keep(NOW)
    other = AuditLog(database=database, workspace="other")
    assert await Anchors(path=anchors.path, log=other).kept() == []


async def test_a_damaged_file_is_named(anchors: Anchors) -> None:
    anchors.path.parent.mkdir()
    anchors.path.write_text("not json\n")
    with pytest.raises(BadInput, match=r"heads\.jsonl is damaged"):
        await anchors.keep(NOW)
