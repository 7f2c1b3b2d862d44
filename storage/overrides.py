"""Overrides: rules that somebody with the right to has lifted, once, for one exact content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.domain.people import PersonId, Role
from storage.database import Database
from storage.statements import insert
from storage.tables.policies import policy_overrides


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """`content` names what exactly it holds for: whatever is edited later needs another word."""

    decision_id: str
    rule: str
    content: str
    by: PersonId
    role: Role
    reason: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """The overrides of one workspace."""

    database: Database
    workspace: str

    async def save(self, override: Override) -> None:
        """Saying it twice keeps the latest reason and expiry."""
        row = {name: getattr(override, name) for name in Override.__slots__}
        async with self.database.write() as connection:
            statement = insert(policy_overrides, connection).values(
                row | {"workspace": self.workspace}
            )
            new = statement.excluded
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["workspace", "decision_id", "rule", "content"],
                    set_={name: new[name] for name in ("by", "role", "reason", "at", "until")},
                )
            )

    async def standing(self, decision_id: str, content: str, now: datetime) -> list[Override]:
        """Those that hold for this content now."""
        of = policy_overrides.c
        return await self._all(of.decision_id == decision_id, of.content == content, of.until > now)

    async def since(self, start: datetime) -> list[Override]:
        """The exceptions report: every override said since then, oldest first."""
        return await self._all(policy_overrides.c.at >= start)

    async def _all(self, *which: object) -> list[Override]:
        of = policy_overrides.c
        query = (
            select(*(of[name] for name in Override.__slots__))
            .where(of.workspace == self.workspace, *which)  # type: ignore[arg-type]  # conditions
            .order_by(of.at, of.decision_id, of.rule)
        )
        async with self.database.read() as connection:
            rows: Sequence[tuple[object, ...]] = [
                tuple(row) for row in await connection.execute(query)
            ]
        return [_override(row) for row in rows]


def _override(row: Sequence[object]) -> Override:
    values = dict(zip(Override.__slots__, row, strict=True))
    return Override(**(values | {"role": Role(str(values["role"]))}))  # type: ignore[arg-type]  # as saved
