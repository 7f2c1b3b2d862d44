"""What a model was asked for past missions and what that had cost; nothing here can write."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from storage.database import ReadOnly
from storage.llm import Call
from storage.tables.llm import llm_calls

_FIELDS = tuple(Call.__dataclass_fields__)
_AT_ONCE = 500  # values in one statement


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCalls:
    """The calls of one workspace."""

    database: ReadOnly
    workspace: str

    async def of_runs(self, runs: Collection[str]) -> list[Call]:
        """All calls for these missions."""
        return [
            call for some in _some(runs) for call in await self._calls(llm_calls.c.run.in_(some))
        ]

    async def answers_about(self, subjects: Collection[str]) -> list[Call]:
        """The calls in which an answer about one of these was given, and not only read again."""
        of = llm_calls.c
        return [
            call
            for some in _some(subjects)
            for call in await self._calls(
                of.subject.in_(some), of.stored.is_(False), of.outcome == "ok"
            )
        ]

    async def _calls(self, *which: ColumnElement[bool]) -> Sequence[Call]:
        query = select(llm_calls).where(llm_calls.c.workspace == self.workspace, *which)
        async with self.database.read() as connection:
            rows: Sequence[Any] = (
                await connection.execute(query.order_by(llm_calls.c.at, llm_calls.c.id))
            ).all()
        return [Call(**{name: getattr(row, name) for name in _FIELDS}) for row in rows]


def _some(values: Collection[str]) -> Iterator[Sequence[str]]:
    """Each once, so many at a time as a statement takes."""
    ordered = sorted(set(values))
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]
