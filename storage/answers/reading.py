"""Runs the queries of one answer on one consistent view, within its time."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.answers import statements
from storage.answers.columns import column
from storage.answers.derived import DERIVED
from storage.answers.query import Cell, Fold, Groups, Now, Records, Scope
from storage.answers.sources import SOURCES
from storage.database import Database
from storage.tables.history import deal_history_starts
from storage.tables.mirror import crm_schemas

_SECONDS = 10.0


class TooLong(Exception):
    """The database took longer than an answer may take."""


class TooLarge(Exception):
    """A sum is larger than the database can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRows:
    """Reads for answers in one workspace, in the view of one moment."""

    database: Database
    workspace: str
    seconds: float = _SECONDS

    async def hidden(self) -> Mapping[str, Collection[str]]:
        """Which fields (`kind.field`) the CRM hides from which role."""
        query = select(crm_schemas.c.hidden).where(crm_schemas.c.workspace == self.workspace)
        async with self.database.read() as connection:
            found: Mapping[str, Collection[str]] | None = await connection.scalar(query)
            return found or {}

    async def history_since(self) -> datetime | None:
        """From when on it is known what deals were before; None before the first sync."""
        query = select(deal_history_starts.c.since).where(
            deal_history_starts.c.workspace == self.workspace
        )
        async with self.database.read() as connection:
            since: datetime | None = await connection.scalar(query)
            return since

    async def read(
        self, queries: Sequence[Groups | Records], owners: frozenset[str] | None, now: Now
    ) -> list[list[tuple[Cell, ...]]]:
        """The rows of each query: figures exact, amounts and days as what they mean.

        `owners` are those whose records may be seen; None: everybody's.

        Raises TooLong after the time that an answer may take, and TooLarge.
        """
        scope = Scope(workspace=self.workspace, owners=owners)
        async with self.database.read() as connection:
            try:
                async with asyncio.timeout(self.seconds):
                    await self._limit(connection)
                    return [await _rows(connection, query, scope, now) for query in queries]
            except TimeoutError:
                await _interrupt(connection)
                raise TooLong from None
            except DBAPIError as error:
                raise _named(error) from None

    async def _limit(self, connection: AsyncConnection) -> None:
        """PostgreSQL stops by itself, should the process that asked be gone."""
        if connection.dialect.name == "postgresql":
            milliseconds = int(self.seconds * 1000)
            await connection.execute(text(f"SET LOCAL statement_timeout = {milliseconds}"))


async def _interrupt(connection: AsyncConnection) -> None:
    """SQLite runs in a thread that knows of no cancellation."""
    if connection.dialect.name == "sqlite":
        raw = await connection.get_raw_connection()
        driver: Any = raw.driver_connection
        await driver.interrupt()


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
