"""SQLite without threads: small statements run right where they are awaited.

A thread for each connection, as aiosqlite has, costs a statement ten times what SQLite takes for
it. What may last is still handed to one: the commit, which waits for the disk. Only for statements
that touch few rows; anything larger would hold up whatever else the process does.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from typing import Any

from sqlalchemy import event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool
from sqlalchemy.util import await_only

# Another process may be writing: asking again must not hold up this one.
_PAUSE_SECONDS = 0.002
_PATIENCE_SECONDS = 30.0


class _Cursor(sqlite3.Cursor):
    """Reads all rows at once, as results outlive their transaction, and has what SQLAlchemy 2.1
    asks of every cursor of an asynchronous driver.
    """

    _rows: Sequence[Any] = ()
    _next = 0

    def read(self) -> None:
        self._rows, self._next = super().fetchall() if self.description else (), 0

    def fetchone(self) -> Any:
        row = self._rows[self._next] if self._next < len(self._rows) else None
        self._next += 1
        return row

    def fetchmany(self, size: int | None = None) -> list[Any]:
        since = self._next
        self._next += size or self.arraysize
        return list(self._rows[since : self._next])

    def fetchall(self) -> list[Any]:
        since, self._next = self._next, len(self._rows)
        return list(self._rows[since:])

    async def _async_soft_close(self) -> None:
        """There is no connection to another thread to give back."""


class _Connection(sqlite3.Connection):
    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)


class InlineDialect(SQLiteDialect_pysqlite):
    """Asynchronous in name, so that the same code runs on it."""

    driver = "inline"
    is_async = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        return AsyncAdaptedQueuePool

    # SQLAlchemy insists that something is awaited in each execution.

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        cursor.execute(statement, parameters)
        cursor.read()
        await_only(_at_once())

    def do_executemany(
        self, cursor: Any, statement: str, parameters: Any, context: Any = None
    ) -> None:
        cursor.executemany(statement, parameters)
        await_only(_at_once())

    def do_execute_no_params(self, cursor: Any, statement: str, context: Any = None) -> None:
        cursor.execute(statement)
        cursor.read()
        await_only(_at_once())

    def do_commit(self, dbapi_connection: Any) -> None:
        if dbapi_connection.in_transaction:
            await_only(asyncio.to_thread(dbapi_connection.commit))


async def _at_once() -> None:
    """Nothing to wait for."""


def inline_engine(url: URL, size: int, *, writes: bool) -> AsyncEngine:
    """An engine on the same file; the caller sees to it that writers come one at a time."""
    registry.register("sqlite.inline", __name__, InlineDialect.__name__)
    engine = create_async_engine(
        url.set(drivername="sqlite+inline"),
        hide_parameters=True,
        pool_size=size,
        max_overflow=0 if writes else 4,
        # One thread after the other: where it commits is not where it executes.
        connect_args={
            "check_same_thread": False,
            "isolation_level": None,
            "factory": _Connection,
        },
    )
    event.listen(engine.sync_engine, "begin", _begin_in_turn if writes else _begin)
    return engine


def _begin(connection: Any) -> None:
    """One state of the rows for all statements of a unit."""
    connection.connection.dbapi_connection.execute("BEGIN")


def _begin_in_turn(connection: Any) -> None:
    raw = connection.connection.dbapi_connection
    waited = 0.0
    while waited < _PATIENCE_SECONDS:
        if _has_begun(raw):
            return
        await_only(asyncio.sleep(_PAUSE_SECONDS))
        waited += _PAUSE_SECONDS
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _has_begun(raw: sqlite3.Connection) -> bool:
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return False
        raise
    return True
