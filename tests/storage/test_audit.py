"""The audit log: the database refuses changes, and whoever makes them anyway is found out."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from bot.domain.people import PersonId
from storage.audit import AuditLog, Entry, append
from storage.audit_chain import Head
from storage.database import Database
from storage.tables.audit import audit_entries, audit_readable

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
ANN = PersonId("ann")
_TRIGGERS = {
    "sqlite": [f"DROP TRIGGER audit_entries_no_{each}" for each in ("update", "delete", "replace")],
    "postgresql": ["ALTER TABLE audit_entries DISABLE TRIGGER USER"],
}


@pytest.fixture
async def log(database: Database) -> AuditLog:
    made = AuditLog(database=database, workspace="home")
    await made.append(*(_entry(n) for n in range(1, 11)))
    return made


def _entry(n: int) -> Entry:
    return Entry(
        at=NOW + timedelta(seconds=n),
        kind="decision.approved",
        by=ANN,
        decision_id=f"d{n % 3}",
        deal_id=f"deal{n % 2}",
        rep_id="ann",
        body={"version": n},
        readable={"subject": f"Offer {n} für José"},
    )


async def _tamper(database: Database, *statements: object) -> None:
    """What somebody with all rights on the database can do."""
    async with database.write() as connection:
        for trigger in _TRIGGERS[database.dialect]:
            await connection.execute(text(trigger))
        for statement in statements:
            await connection.execute(statement)  # type: ignore[call-overload]  # any statement


def _set(which: int, **values: object) -> object:
    return update(audit_entries).where(audit_entries.c.seq == which).values(**values)


async def _faults(log: AuditLog, *anchors: Head) -> list[str]:
    return [str(fault) for fault in (await log.verify(anchors)).faults]


async def test_an_untouched_chain_is_whole(log: AuditLog) -> None:
    report = await log.verify([await log.head()])
    assert (report.entries, report.faults, report.head) == (10, (), await log.head())


async def test_an_empty_chain_is_whole(database: Database) -> None:
    report = await AuditLog(database=database, workspace="new").verify()
    assert (report.entries, report.faults) == (0, ())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET body = '{}' WHERE seq = 3",
        "DELETE FROM audit_entries WHERE seq = 3",
        "DELETE FROM audit_entries",
    ],
)
async def test_the_database_refuses_to_change_entries(
    log: AuditLog, database: Database, statement: str
) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.write() as connection:
            await connection.execute(text(statement))
    assert await _faults(log) == []


async def test_the_database_refuses_to_replace_or_truncate(
    log: AuditLog, database: Database
) -> None:
    again = "SELECT * FROM audit_entries WHERE seq = 3"
    statement = {
        "sqlite": f"INSERT OR REPLACE INTO audit_entries {again}",
        "postgresql": "TRUNCATE audit_entries",
    }[database.dialect]
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.write() as connection:
            await connection.execute(text(statement))
    assert (await log.verify()).entries == 10


@pytest.mark.parametrize(
    "changed",
    [
        {"body": '{"version":8}'},
        {"at": "2026-11-20T08:00:04.000001+00:00"},
        {"by": "bob"},
        {"by": None},
        {"kind": "decision.approvee"},
        {"decision_id": "d2"},
        {"deal_id": None},
        {"rep_id": "bob"},
        {"effect_id": "e"},
        {"readable_hash": None},
    ],
)
async def test_a_flipped_value_is_found_where_it_is(
    log: AuditLog, database: Database, changed: dict[str, object]
) -> None:
    await _tamper(database, _set(4, **changed))
    assert await _faults(log) == ["entry 4 was altered"]


async def test_a_changed_entry_with_a_new_hash_breaks_the_next_one(
    log: AuditLog, database: Database
) -> None:
    await _tamper(database, _set(4, hash="f" * 64))
    assert await _faults(log) == [
        "entry 4 was altered",
        "entry 5 does not follow the one before it",
    ]


async def test_a_deleted_entry_is_missed(log: AuditLog, database: Database) -> None:
    await _tamper(database, delete(audit_entries).where(audit_entries.c.seq.in_([1, 5, 6])))
    assert await _faults(log) == [
        "entry 1 is missing (1 in a row are gone)",
        "entry 5 is missing (2 in a row are gone)",
    ]


async def test_a_deletion_that_closes_the_gap_is_found(log: AuditLog, database: Database) -> None:
    later = [_set(n, seq=n - 1) for n in range(6, 11)]
    await _tamper(database, delete(audit_entries).where(audit_entries.c.seq == 5), *later)
    assert (await _faults(log))[:2] == [
        "entry 5 does not follow the one before it",
        "entry 5 was altered",
    ]


async def test_two_entries_that_changed_places_are_found(log: AuditLog, database: Database) -> None:
    await _tamper(database, _set(4, seq=99), _set(5, seq=4), _set(99, seq=5))
    places = {fault.seq for fault in (await log.verify()).faults}
    assert {4, 5} <= places <= {4, 5, 6}


async def test_a_cut_tail_shows_against_an_anchor_alone(log: AuditLog, database: Database) -> None:
    anchor = await log.head()
    await _tamper(database, delete(audit_entries).where(audit_entries.c.seq > 7))
    assert await _faults(log) == []
    assert await _faults(log, anchor) == [
        "entry 8 and all up to 10, which was anchored, are cut off"
    ]


async def test_a_chain_written_anew_differs_from_its_anchor(
    log: AuditLog, database: Database
) -> None:
    anchor = await log.head()
    await _tamper(database, delete(audit_entries), delete(audit_readable))
    await log.append(*(_entry(n + 1) for n in range(1, 11)))
    assert await _faults(log) == []
    assert await _faults(log, anchor) == ["entry 10 is not the one that was anchored"]


async def test_an_altered_readable_part_is_found(log: AuditLog, database: Database) -> None:
    changed = update(audit_readable).where(audit_readable.c.seq == 2).values(body="{}")
    await _tamper(database, changed)
    assert await _faults(log) == ["entry 2 has an altered readable part"]


async def test_what_was_erased_lawfully_leaves_a_whole_chain(log: AuditLog) -> None:
    await log.erase([2, 3], NOW, ANN, "José asked for it")
    assert await _faults(log) == []
    found = [entry async for entry in log.entries()]
    assert [entry["seq"] for entry in found if entry["readable"] is None] == [2, 3, 11]
    assert json.loads(found[-1]["body"]) == {"entries": [2, 3], "why": "José asked for it"}


async def test_what_was_erased_in_silence_is_missed(log: AuditLog, database: Database) -> None:
    await _tamper(database, delete(audit_readable).where(audit_readable.c.seq == 2))
    assert await _faults(log) == [
        "entry 2 lost its readable part, and no entry says that it was erased"
    ]


async def test_equal_texts_in_two_entries_cannot_be_told_from_their_hashes(
    database: Database,
) -> None:
    log = AuditLog(database=database, workspace="home")
    await log.append(_entry(1), _entry(1))
    await log.append(_entry(1))
    hashes = {entry["readable_hash"] async for entry in log.entries()}
    assert len(hashes) == 3


async def test_workspaces_have_chains_of_their_own(log: AuditLog, database: Database) -> None:
    other = AuditLog(database=database, workspace="other")
    await other.append(_entry(1))
    assert ((await other.head()).seq, (await log.head()).seq) == (1, 10)
    assert await _faults(other) == []


async def test_an_entry_is_there_only_if_its_transaction_is(
    log: AuditLog, database: Database
) -> None:
    async def writes_and_fails() -> None:
        async with database.write() as connection:
            await append(connection, "home", [_entry(11)])
            raise LookupError

    with pytest.raises(LookupError):
        await writes_and_fails()
    assert (await log.head()).seq == 10


async def test_many_writers_at_once_make_one_chain(log: AuditLog) -> None:
    await asyncio.gather(*(log.append(_entry(n), _entry(n)) for n in range(20)))
    report = await log.verify()
    assert (report.entries, report.faults) == (50, ())


async def test_entries_can_be_narrowed(log: AuditLog) -> None:
    async def seqs(**narrow: object) -> list[int]:
        return [entry["seq"] async for entry in log.entries(**narrow)]  # type: ignore[arg-type]

    assert await seqs(decision_id="d1") == [1, 4, 7, 10]
    assert await seqs(deal_id="deal0", since=NOW + timedelta(seconds=5)) == [6, 8, 10]
    assert await seqs(rep_id="bob") == []


async def test_hostile_texts_are_kept_as_they_are(database: Database) -> None:
    log = AuditLog(database=database, workspace="home")
    hostile = "\x00\ud800‮'; DROP TABLE audit_entries; --"
    await log.append(Entry(at=NOW, kind="a.b", body={"x": hostile}, readable={"y": hostile}))
    (entry,) = [entry async for entry in log.entries()]
    assert json.loads(entry["body"])["x"] == json.loads(entry["readable"])["y"] == hostile
    assert await _faults(log) == []


async def test_more_than_a_page_of_decisions_is_verified_whole(database: Database) -> None:
    log = AuditLog(database=database, workspace="home")
    async with database.write() as connection:
        await append(connection, "home", [_entry(n) for n in range(6_000)])
    report = await log.verify()
    assert (report.entries, report.faults) == (6_000, ())
