"""What norms are computed from, and the norms of each day once they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, or_, select

from bot.domain.deals import StageChange
from storage.database import Database
from storage.mirror.rows import columns_of, stage_change_of
from storage.statements import insert_new
from storage.tables.mirror import deals, norms, stage_changes, syncs


@dataclass(frozen=True, slots=True, kw_only=True)
class WonDeal:
    """A deal that was won, with its way there, oldest step first."""

    pipeline: str | None
    created_at: datetime | None
    closed_at: datetime | None
    changes: Sequence[StageChange]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What was won up to a moment; `amounts` are those of won and open deals."""

    won: Sequence[WonDeal]
    amounts: Sequence[Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class NormsStore:
    """The norms of one workspace. They hold for a day, or until the next full sync."""

    database: Database
    workspace: str

    async def find(self, now: datetime) -> tuple[int, str | None]:
        """Which full state of the mirror is the present one, and its norms as JSON, if computed."""
        today = and_(
            norms.c.workspace == syncs.c.workspace,
            norms.c.generation == syncs.c.generation,
            norms.c.day == now.date(),
        )
        query = (
            select(syncs.c.generation, norms.c.body)
            .select_from(syncs.outerjoin(norms, today))
            .where(syncs.c.workspace == self.workspace, syncs.c.complete_started_at.is_not(None))
        )
        async with self.database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return (0, None) if row is None else (row.generation, row.body)

    async def save(self, generation: int, body: str, digest: str, now: datetime) -> None:
        """Who comes second changes nothing."""
        key = {"workspace": self.workspace, "day": now.date(), "generation": generation}
        async with self.database.write() as connection:
            await connection.execute(
                insert_new(norms, connection),
                [key | {"digest": digest, "body": body, "computed_at": now}],
            )

    async def history(self, now: datetime) -> History:
        won = self._won(now)
        of = deals.c
        held = select(of.id, of.pipeline, of.created_at, of.closed_at, of.amount).where(won)
        open_amounts = select(of.amount).where(
            self._live(), of.status == "open", of.amount.is_not(None)
        )
        steps = (
            select(*columns_of(stage_changes, StageChange))
            .join(deals, and_(won, of.id == stage_changes.c.deal_id))
            .where(
                stage_changes.c.workspace == self.workspace,
                stage_changes.c.deleted_at.is_(None),
                stage_changes.c.at <= now,
            )
        )
        async with self.database.read() as connection:
            deals_won = (await connection.execute(held)).all()
            amounts = [*(await connection.execute(open_amounts)).scalars()]
            changes = [stage_change_of(row) for row in (await connection.execute(steps)).all()]
        by_deal = _by_deal(changes)
        return History(
            won=[
                WonDeal(
                    pipeline=row.pipeline,
                    created_at=row.created_at,
                    closed_at=row.closed_at,
                    changes=by_deal.get(row.id, ()),
                )
                for row in deals_won
            ],
            amounts=[*amounts, *(row.amount for row in deals_won if row.amount is not None)],
        )

    def _live(self) -> ColumnElement[bool]:
        return and_(deals.c.workspace == self.workspace, deals.c.deleted_at.is_(None))

    def _won(self, now: datetime) -> ColumnElement[bool]:
        by_then = or_(deals.c.closed_at.is_(None), deals.c.closed_at <= now)
        return and_(self._live(), deals.c.status == "won", by_then)


def _by_deal(changes: Sequence[StageChange]) -> Mapping[str, Sequence[StageChange]]:
    found: dict[str, list[StageChange]] = {}
    for change in changes:
        found.setdefault(change.deal_id, []).append(change)
    return found
