"""Units of work: small ones are quick, those of one moment share a commit, nobody is held up."""

import asyncio
import sqlite3
import struct
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import DatabaseUnavailable
from storage.database import Database
from storage.grouping import Work

_TLS = 80877103
ADD = text("INSERT INTO shelf (name) VALUES (:name)")


@pytest.fixture(params=["as it is", "small"])
async def shelf(request: pytest.FixtureRequest, database: Database) -> Database:
    """A database with one table, in both of its guises."""
    async with database.write() as connection:
        await connection.execute(text("CREATE TABLE shelf (name TEXT PRIMARY KEY)"))
    return database.small if request.param == "small" else database


async def _names(database: Database) -> set[str]:
    async with database.read() as connection:
        return set(await connection.scalars(text("SELECT name FROM shelf")))


def _adding(name: str) -> Work[str]:
    async def work(connection: AsyncConnection) -> str:
        await connection.execute(ADD, {"name": name})
        return name

    return work


def _failing(name: str) -> Work[str]:
    async def work(connection: AsyncConnection) -> str:
        await connection.execute(ADD, {"name": name})
        raise LookupError(name)

    return work


async def test_what_is_written_together_is_there_when_it_returns(shelf: Database) -> None:
    async def one(name: str) -> bool:
        assert await shelf.together(_adding(name)) == name
        return name in await _names(shelf)

    assert all(await asyncio.gather(*(one(f"n{n}") for n in range(40))))


async def test_a_piece_that_fails_is_undone_alone(shelf: Database) -> None:
    pieces = [_failing(f"n{n}") if n % 3 == 0 else _adding(f"n{n}") for n in range(12)]
    results = await asyncio.gather(*map(shelf.together, pieces), return_exceptions=True)
    assert [isinstance(one, LookupError) for one in results] == [n % 3 == 0 for n in range(12)]
    assert await _names(shelf) == {f"n{n}" for n in range(12) if n % 3}


async def test_a_piece_that_breaks_a_rule_of_the_table_spoils_no_other(shelf: Database) -> None:
    twice = await asyncio.gather(
        *(shelf.together(_adding("same")) for _ in range(5)), return_exceptions=True
    )
    assert sum(one == "same" for one in twice) == 1
    assert await _names(shelf) == {"same"}


async def test_who_gives_up_waiting_spoils_no_other(shelf: Database) -> None:
    tasks = [asyncio.create_task(shelf.together(_adding(f"n{n}"))) for n in range(6)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert done[1:] == [f"n{n}" for n in range(1, 6)]


async def test_a_unit_sees_one_state_of_the_rows(shelf: Database) -> None:
    await shelf.together(_adding("first"))
    async with shelf.read() as connection:
        before = (await connection.execute(text("SELECT count(*) FROM shelf"))).scalar_one()
        await shelf.together(_adding("second"))
        after = (await connection.execute(text("SELECT count(*) FROM shelf"))).scalar_one()
    assert (before, after) == (1, 1)


async def test_a_result_outlives_its_unit(shelf: Database) -> None:
    await shelf.together(_adding("one"))
    async with shelf.read() as connection:
        rows = await connection.execute(text("SELECT name FROM shelf"))
    assert [row.name for row in rows] == ["one"]


async def test_large_and_small_writers_take_turns(shelf: Database, database: Database) -> None:
    async def slowly(name: str) -> None:
        async with database.write() as connection:
            await connection.execute(ADD, {"name": name})
            await asyncio.sleep(0.02)

    async with asyncio.timeout(10):
        await asyncio.gather(
            *(slowly(f"s{n}") for n in range(5)),
            *(database.small.together(_adding(f"q{n}")) for n in range(5)),
        )
    assert len(await _names(shelf)) == 10


async def test_another_process_that_writes_holds_up_nothing_but_writing(tmp_path: Path) -> None:
    path = tmp_path / "shelf.db"
    database = Database.open(f"sqlite:///{path}")
    async with database.write() as connection:
        await connection.execute(text("CREATE TABLE shelf (name TEXT PRIMARY KEY)"))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(database.small.together(_adding("late")))
    longest = 0.0
    for _ in range(20):
        before = time.monotonic()
        await asyncio.sleep(0.005)
        longest = max(longest, time.monotonic() - before)
    assert longest < 0.2
    assert not writing.done()
    other.execute("COMMIT")
    other.close()
    assert await writing == "late"
    await database.close()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (b"57P03", b"the database system is starting up"),
        (b"57P03", b"the database system is shutting down"),
        (b"53300", b"sorry, too many clients already"),
    ],
)
async def test_a_server_that_takes_nobody_in_is_an_outage(state: bytes, words: bytes) -> None:
    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await _startup(reader) == _TLS:
            writer.write(b"N")
        parts = (b"SFATAL", b"VFATAL", b"C" + state, b"M" + words, b"")
        body = b"".join(part + b"\0" for part in parts)
        writer.write(b"E" + struct.pack("!I", len(body) + 4) + body)
        writer.close()

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    database = Database.open(f"postgresql://u@127.0.0.1:{port}/x")
    with pytest.raises(DatabaseUnavailable, match="Nothing was changed"):
        async with database.read():
            pass
    await database.close()
    server.close()


async def _startup(reader: asyncio.StreamReader) -> int:
    """What the client opens with: the number of a protocol, or the wish for TLS."""
    (length,) = struct.unpack("!I", await reader.readexactly(4))
    body = await reader.readexactly(length - 4)
    return int(struct.unpack("!I", body[:4])[0])


async def test_an_error_does_not_repeat_the_values_of_its_statement(shelf: Database) -> None:
    with pytest.raises(DBAPIError) as broken:
        async with shelf.write() as connection:
            await connection.execute(
                text("INSERT INTO attic (name) VALUES (:name)"), {"name": "x7"}
            )
    assert "attic" in str(broken.value)
    assert "x7" not in str(broken.value)


async def test_a_reader_can_not_write(shelf: Database) -> None:
    with pytest.raises((DBAPIError, DatabaseUnavailable)):
        async with shelf.read() as connection:
            await connection.execute(ADD, {"name": "no"})


async def test_what_can_not_be_opened_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "dir.db").mkdir()
    database = Database.open(f"sqlite:///{tmp_path / 'dir.db'}")
    with pytest.raises(DatabaseUnavailable, match="Nothing was changed"):
        async with database.small.read():
            pass
    await database.close()
