"""Runs the queries of one answer on one consistent view, within its time."""

import asyncio
import importlib
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import aiosqlite
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.answers import statements
from storage.answers.columns import column
from storage.answers.derived import DERIVED
from storage.answers.facts import Facts, facts
from storage.answers.query import Cell, Condition, Fold, Groups, Now, Records, Scope, Test
from storage.answers.sources import SOURCES
from storage.database import Database

if TYPE_CHECKING:
    from storage.answers.memory.keeper import Keeper

_SECONDS, _AGAIN = 10.0, 0.02


class TooLong(Exception):
    """The database took longer than an answer may take."""


class TooLarge(Exception):
    """A sum is larger than the database can hold."""


class AnswerRows:
    """Reads for answers in one workspace: figures of deals from memory where they can be, all
    else from the tables.
    """

    def __init__(
        self, *, database: Database, workspace: str, seconds: float = _SECONDS, memory: bool = True
    ) -> None:
        self._database, self._workspace, self._seconds = database, workspace, seconds
        self._in_memory = memory
        self._facts: Facts | None = None

    @cached_property
    def _keeper(self) -> "Keeper | None":
        if not self._in_memory:
            return None
        # With it comes numpy: only where somebody asks.
        keeping = importlib.import_module("storage.answers.memory.keeper")
        keeper: Keeper = keeping.Keeper(self._database, self._workspace)
        return keeper

    async def facts(self) -> Facts:
        """What is known of the workspace at this moment."""
        async with self._database.small.read() as connection:
            self._facts = await facts(connection, self._workspace, self._facts)
        return self._facts

    async def read(
        self, queries: Sequence[Groups | Records], owners: frozenset[str] | None, now: Now
    ) -> list[list[tuple[Cell, ...]]]:
        """The rows of each query: figures exact, amounts and days as what they mean.

        `owners` are those whose records may be seen; None: everybody's. Raises TooLong after the
        time that an answer may take, and TooLarge.
        """
        if self._keeper is None:
            return await self._from_tables(queries, owners, now)
        version = (self._facts or await self.facts()).version
        found: list[list[tuple[Cell, ...]] | None] = []
        rest: list[Groups | Records] = []
        for query in queries:
            rows = None
            if isinstance(query, Groups):
                rows = await self._keeper.rows(query, owners, now, version)
            elif (ids := await self._keeper.first(query, owners, now, version)) is not None:
                query = replace(query, where=(_is_one_of(ids),), any_of=())
            found.append(rows)
            rest.extend([query] if rows is None else [])
        read = iter(await self._from_tables(rest, owners, now) if rest else ())
        return [next(read) if rows is None else rows for rows in found]

    async def _from_tables(
        self, queries: Sequence[Groups | Records], owners: frozenset[str] | None, now: Now
    ) -> list[list[tuple[Cell, ...]]]:
        scope = Scope(workspace=self._workspace, owners=owners)
        async with self._database.read() as connection:
            watch = asyncio.create_task(_stop_after(await _driver(connection), self._seconds))
            try:
                await _limit(connection, self._seconds)
                return [await _rows(connection, query, scope, now) for query in queries]
            except DBAPIError as error:
                raise _named(error) from None
            finally:
                watch.cancel()


def _is_one_of(ids: Sequence[str]) -> Condition:
    return Condition(column="deal.id", test=Test.IN, values=tuple(ids))


async def _limit(connection: AsyncConnection, seconds: float) -> None:
    """PostgreSQL stops by itself, should the process that asked be gone."""
    if connection.dialect.name == "postgresql":
        milliseconds = max(1, int(seconds * 1000))
        await connection.execute(text(f"SET LOCAL statement_timeout = {milliseconds}"))


async def _driver(connection: AsyncConnection) -> Any:
    raw = await connection.get_raw_connection()
    return raw.driver_connection


async def _stop_after(driver: Any, seconds: float) -> None:
    """SQLite runs in a thread that knows of no cancellation, but it can be interrupted."""
    if isinstance(driver, aiosqlite.Connection):
        await asyncio.sleep(seconds)
        while True:  # it might have been between two statements
            await driver.interrupt()
            await asyncio.sleep(_AGAIN)


def _named(error: DBAPIError) -> Exception:
    said = str(error.orig).lower()
    if "overflow" in said or "out of range" in said:
        return TooLarge()
    if "statement timeout" in said or "interrupted" in said:
        return TooLong()
    return error


async def _rows(
    connection: AsyncConnection, query: Groups | Records, scope: Scope, now: Now
) -> list[tuple[Cell, ...]]:
    match query:
        case Records():
            found = (await connection.execute(statements.records(query, scope, now))).all()
            scales = [column(SOURCES[query.entity], path, now).scale for path in query.columns]
            derived = [
                scale if path in DERIVED else 1
                for path, scale in zip(query.columns, scales, strict=True)
            ]
            return [tuple(_shown(c, s) for c, s in zip(row, derived, strict=True)) for row in found]
        case Groups():
            found = (await connection.execute(statements.groups(query, scope, now))).all()
            return [_meant(query, row, now) for row in found]


def _meant(query: Groups, row: Sequence[Any], now: Now) -> tuple[Cell, ...]:
    """A row as what it means: raw integers divided by their scale."""
    keys = len(query.keys)
    cells = list(row[keys:])
    if any(figure.fold is Fold.PERCENTILE for figure in query.figures):
        cells = [statements.percentile(*cells)]
    source = SOURCES[query.entity]
    for place, figure in enumerate(query.figures):
        if figure.column is None or figure.fold in (Fold.COUNT, Fold.DISTINCT):
            continue
        cells[place] = _scaled(cells[place], column(source, figure.column, now).scale)
    return (*row[:keys], *cells)


def _shown(value: Any, scale: int) -> Cell:
    """Columns of tables are as they are; what was computed may be in other units."""
    plain = isinstance(value, bool) or (scale == 1 and not isinstance(value, float))
    return value if plain else _scaled(value, scale)


def _scaled(value: Any, scale: int) -> Cell:
    if value is None or not isinstance(value, int | float | Decimal):
        return value
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return exact / scale
