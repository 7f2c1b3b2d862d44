"""Connections: one writer that begins IMMEDIATE and one read-only reader on SQLite, a pool on
PostgreSQL; the same Core statements run on both.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from bot.errors import BadSetting, DatabaseUnavailable
from storage.grouping import Grouping, Work
from storage.inline import inline_engine

_T = TypeVar("_T")

BUSY_MS = 30_000
# PostgreSQL is shut down, has crashed, is starting up, or has no connection left.
_DOWN = frozenset({"57P01", "57P02", "57P03", "53300"})
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}


class Database:
    """One database. `write()` and `read()` are units of work: committed whole or not at all."""

    def __init__(
        self,
        writer: AsyncEngine,
        reader: AsyncEngine,
        turn: AbstractAsyncContextManager[object] | None = None,
        small: "Database | None" = None,
    ) -> None:
        self._writer = writer
        self._reader = reader
        # SQLite has one writer at a time: who waits here does not wait in SQLite.
        self._turn = turn or nullcontext()
        self._small = small
        self._grouping = Grouping(write=self.write)

    @classmethod
    def open(cls, url: str) -> "Database":
        """Takes `sqlite:///path`, `sqlite://` (in memory) or `postgresql://…`.

        Raises BadSetting for any other URL, without repeating it (it may hold a password).
        """
        parsed = _parsed(url)
        if parsed.get_backend_name() == "sqlite":
            turn = asyncio.Lock()
            inline = _inline(parsed)
            return cls(*_sqlite(parsed), turn, inline and cls(*inline, turn))
        engine = _engine(parsed, pool_size=10, max_overflow=10, pool_pre_ping=True)
        return cls(engine, engine)

    @property
    def small(self) -> "Database":
        """The same database for units that touch few rows, at a tenth of the cost on SQLite."""
        return self._small or self

    @property
    def dialect(self) -> str:
        return self._writer.dialect.name

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that may write. Never keep it open across a network call."""
        with _named_errors():
            async with self._turn, self._writer.begin() as connection:
                yield connection

    async def together(self, work: Work[_T]) -> _T:
        """Work in a transaction that it may share with others of the same moment; it is committed
        when this returns, and undone by itself if it raises.
        """
        if self.dialect == "sqlite":
            return await self._grouping.run(work)
        async with self.write() as connection:
            return await work(connection)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A consistent view that refuses to write."""
        with _named_errors():
            async with self._reader.connect() as connection:
                if self.dialect == "postgresql":
                    await connection.execution_options(
                        isolation_level="REPEATABLE READ", postgresql_readonly=True
                    )
                yield connection

    @property
    def read_only(self) -> "ReadOnly":
        return ReadOnly(self.read)

    async def close(self) -> None:
        if self._small is not None:
            await self._small.close()
        await self._grouping.finish()
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()


@dataclass(frozen=True, slots=True)
class ReadOnly:
    """A database without the means to write: who is given this can't, and the type says so.

    What reads is refused by the database too: see `Database.read`.
    """

    read: Callable[[], AbstractAsyncContextManager[AsyncConnection]]


class _named_errors:
    """Turns "can't open" and "locked" into a sentence; other faults stay what they are."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError | InterfaceError) or (
            isinstance(error, DBAPIError) and _is_outage(error)
        ):
            raise DatabaseUnavailable(
                "The database can't be reached or opened. Nothing was changed."
                " Check DATABASE_URL and DAYBREAK_HOME, then run: daybreak doctor"
            ) from error


def _is_outage(error: DBAPIError) -> bool:
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if state in _DOWN or state.startswith("08"):
        return True
    text = str(error.orig).lower()
    return isinstance(error, OperationalError) and any(
        words in text for words in ("unable to open", "readonly", "locked", "disk", "connect")
    )


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
        driver = _DRIVERS[parsed.get_backend_name()]
    except (ArgumentError, KeyError):
        raise BadSetting(
            "A database URL is not one that Daybreak knows. Nothing was started."
            " Use sqlite:///path/to/file or postgresql://user@host/name."
        ) from None
    return parsed.set(drivername=driver)


def _engine(url: URL, **given: Any) -> AsyncEngine:
    """Its errors do not repeat the values of their statements."""
    return create_async_engine(url, hide_parameters=True, **given)


def _sqlite(url: URL) -> tuple[AsyncEngine, AsyncEngine]:
    memory = url.database in (None, "", ":memory:")
    if memory:
        # One shared connection: each new connection to :memory: would be another database.
        engine = _engine(url, poolclass=StaticPool)
        event.listen(engine.sync_engine, "connect", _connect_writer)
        event.listen(engine.sync_engine, "begin", _begin_immediate)
        return engine, engine
    with _named_errors():
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    writer = _engine(url, pool_size=1, max_overflow=0, pool_timeout=BUSY_MS / 1000)
    reader = _engine(url, pool_size=4, max_overflow=4)
    event.listen(writer.sync_engine, "connect", _connect_writer)
    # A deferred transaction that turns to writing fails at once when another writer came first,
    # whatever the busy time-out; an immediate one waits for its turn.
    event.listen(writer.sync_engine, "begin", _begin_immediate)
    event.listen(reader.sync_engine, "connect", _connect_reader)
    # Without it each statement would see a state of its own.
    event.listen(reader.sync_engine, "begin", _begin_reading)
    return writer, reader


def _inline(url: URL) -> tuple[AsyncEngine, AsyncEngine] | None:
    """None in memory: there the one connection serves everything."""
    if url.database in (None, "", ":memory:"):
        return None
    writer, reader = inline_engine(url, 1, writes=True), inline_engine(url, 4, writes=False)
    event.listen(writer.sync_engine, "connect", _connect_inline_writer)
    event.listen(reader.sync_engine, "connect", _connect_reader)
    return writer, reader


def _connect_writer(connection: Any, record: object) -> None:
    connection.isolation_level = None
    _pragmas(connection, "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")


def _connect_inline_writer(connection: Any, record: object) -> None:
    _connect_writer(connection, record)
    # It asks again by itself, so that nothing else stands still meanwhile.
    connection.execute("PRAGMA busy_timeout=0")


def _connect_reader(connection: Any, record: object) -> None:
    connection.isolation_level = None
    _pragmas(connection, "query_only=ON")


def _pragmas(connection: sqlite3.Connection, *pragmas: str) -> None:
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={BUSY_MS}", *pragmas, "mmap_size=268435456", "cache_size=-32000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_reading(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
