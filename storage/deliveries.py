"""Messages in Slack: planned with the mission that they tell of, posted once, kept up to date."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import PersonId
from storage.asks import to_draw_again
from storage.claims import Kind, State
from storage.database import Database
from storage.delivery_rows import (
    CardRow,
    Delivery,
    DeliveryState,
    LiveCard,
    Planned,
    card_from,
    delivery_from,
)
from storage.statements import insert_new
from storage.tables.missions import missions
from storage.tables.slack import slack_cards, slack_deliveries

_OF = slack_deliveries.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliveries:
    """The messages of one workspace."""

    database: Database
    workspace: str

    async def unplanned(self, since: date) -> list[str]:
        """Finished mornings from `since` on that have no message yet, oldest first."""
        planned = select(_OF.run_id).where(_OF.workspace == self.workspace)
        query = (
            select(missions.c.run_id)
            .where(
                missions.c.workspace == self.workspace,
                missions.c.kind == Kind.MORNING,
                missions.c.state == State.DONE,
                missions.c.local_date >= since,
                missions.c.run_id.not_in(planned),
            )
            .order_by(missions.c.local_date, missions.c.rep_id)
        )
        async with self.database.read() as connection:
            return list(await connection.scalars(query))

    async def live_cards(self, person_id: PersonId) -> list[LiveCard]:
        query = (
            select(slack_cards.c.deal_id, _OF.run_id, _OF.local_date, _OF.ts)
            .join(
                slack_deliveries,
                and_(
                    _OF.workspace == slack_cards.c.workspace,
                    _OF.run_id == slack_cards.c.run_id,
                ),
            )
            .where(
                slack_cards.c.workspace == self.workspace,
                slack_cards.c.person_id == person_id,
                slack_cards.c.state == "live",
            )
            .order_by(_OF.local_date)
        )
        async with self.database.read() as connection:
            rows = await connection.execute(query)
        return [
            LiveCard(
                deal_id=row.deal_id, home=row.run_id, since=row.local_date, arrived=bool(row.ts)
            )
            for row in rows
        ]

    async def plan(self, planned: Planned, now: datetime) -> bool:
        """Keeps a plan whole; False, and nothing kept, if another process was first."""
        row = {
            "workspace": self.workspace,
            "run_id": planned.run_id,
            "person_id": planned.person_id,
            "target": planned.target,
            "local_date": planned.on,
            "state": DeliveryState.WAITING,
            "unsure": False,
            "attempt": 0,
            "tries": 0,
            "next_try_at": now,
            "revision": 1,
            "shown": 0,
            "planned_at": now,
        }
        async with self.database.write() as connection:
            mine = insert_new(slack_deliveries, connection).values(row).returning(_OF.run_id)
            if (await connection.scalar(mine)) is None:
                return False
            cards = [self._card(card, planned.person_id) for card in planned.cards]
            if cards:
                await connection.execute(insert_new(slack_cards, connection), cards)
            for card in planned.changed:
                await self._change(connection, card)
            homes = sorted({card.run_id for card in planned.changed})
            await connection.execute(
                update(slack_deliveries)
                .where(_OF.workspace == self.workspace, _OF.run_id.in_(homes), _OF.ts.is_not(None))
                .values(revision=_OF.revision + 1, next_try_at=now)
            )
        return True

    async def claim(self, now: datetime, lease: timedelta) -> Delivery | None:
        """The message that has waited longest to be posted or updated, for this process alone."""
        due = (
            _OF.workspace == self.workspace,
            _OF.next_try_at <= now,
            or_(_OF.lease_until.is_(None), _OF.lease_until <= now),
        )
        # What nobody has seen yet comes before what is only out of date.
        order = (_OF.ts.is_not(None), _OF.next_try_at, _OF.run_id)
        oldest = select(slack_deliveries).where(*due).order_by(*order).limit(1)
        async with self.database.write() as connection:
            row = (await connection.execute(oldest)).one_or_none()
            if row is None:
                return None
            is_new = row.ts is None
            values: dict[str, Any] = {"lease_until": now + lease, "attempt": row.attempt + 1}
            if is_new:
                values |= {"state": DeliveryState.SENDING}
            done = await connection.execute(
                update(slack_deliveries)
                .where(*due, _OF.run_id == row.run_id, _OF.attempt == row.attempt)
                .values(values)
            )
        return delivery_from(row, row.attempt + 1) if done.rowcount == 1 else None

    async def about_to_post(self, delivery: Delivery) -> bool:
        """Notes, before the call, that the message may arrive from now on."""
        return await self._set(delivery, unsure=True)

    async def arrived(self, delivery: Delivery, channel: str, ts: str, now: datetime) -> None:
        """Notes where the message is, and that it shows the delivery's revision.

        It stays due, so that whoever comes next brings the rest about.
        """
        await self._set(
            delivery,
            state=DeliveryState.DELIVERED,
            unsure=False,
            channel=channel,
            ts=ts,
            delivered_at=now,
            shown=delivery.revision,
            problem=None,
        )
        if delivery.decision_id is not None:
            await self._give_way(delivery, now)

    async def is_newest(self, delivery: Delivery) -> bool:
        """Whether no newer message about the same decision has reached the same person."""
        query = (
            select(_OF.run_id)
            .where(*self._about_the_same(delivery), _OF.ts.is_not(None))
            .order_by(_OF.planned_at.desc(), _OF.run_id.desc())
            .limit(1)
        )
        async with self.database.read() as connection:
            return (await connection.scalar(query)) in (None, delivery.run_id)

    async def _give_way(self, delivery: Delivery, now: datetime) -> None:
        """Earlier messages to this person about this are out of date."""
        earlier = _OF.ts.is_not(None), _OF.run_id != delivery.run_id
        async with self.database.write() as connection:
            await connection.execute(
                update(slack_deliveries)
                .where(*self._about_the_same(delivery), *earlier)
                .values(revision=_OF.revision + 1, next_try_at=now)
            )

    def _about_the_same(self, delivery: Delivery) -> tuple[ColumnElement[bool], ...]:
        return (
            _OF.workspace == self.workspace,
            _OF.decision_id == delivery.decision_id,
            _OF.person_id == delivery.person_id,
        )

    async def is_shown(self, delivery: Delivery, url: str | None, now: datetime) -> None:
        """Slack shows the delivery's revision; a newer one is due at once."""
        newer = _OF.revision > delivery.revision
        values: dict[str, Any] = {
            "shown": delivery.revision,
            "url": url,
            "lease_until": None,
            "tries": 0,
            "problem": None,
        }
        async with self.database.write() as connection:
            held = self._held(delivery)
            changed = await connection.scalar(select(_OF.run_id).where(held, newer))
            values["next_try_at"] = now if changed else None
            await connection.execute(update(slack_deliveries).where(held).values(values))

    async def failed(
        self, delivery: Delivery, problem: str, again_at: datetime | None, *, unsure: bool
    ) -> None:
        """Notes the failure, and when it is tried again; None gives up."""
        state = DeliveryState.UNDELIVERED if again_at else DeliveryState.GIVEN_UP
        values: dict[str, Any] = {
            "problem": problem,
            "next_try_at": again_at,
            "lease_until": None,
            "tries": delivery.tries + 1,
        }
        if delivery.ts is None:
            values |= {"state": state, "unsure": unsure}
        await self._set(delivery, **values)

    async def draw_again(self, decision_id: str, deal_id: str, at: datetime) -> None:
        """Every message that shows the decision or the deal is out of date."""
        async with self.database.write() as connection:
            await to_draw_again(connection, self.workspace, [(decision_id, deal_id)], at)

    async def put_off(self, delivery: Delivery, at: datetime) -> None:
        """Not now, although nothing is wrong with it."""
        await self._set(delivery, state=DeliveryState.WAITING, next_try_at=at, lease_until=None)

    async def find(self, run_id: str) -> Delivery | None:
        found = await self._all(_OF.run_id == run_id)
        return found[0] if found else None

    async def troubled(self, person_id: PersonId | None = None) -> list[Delivery]:
        """Briefs and weeks that have not arrived or are not up to date, newest first."""
        which: list[ColumnElement[bool]] = [_OF.problem.is_not(None), _OF.decision_id.is_(None)]
        if person_id is not None:
            which.append(_OF.person_id == person_id)
        return await self._all(*which)

    async def cards(self, run_id: str) -> list[CardRow]:
        query = select(slack_cards).where(
            slack_cards.c.workspace == self.workspace, slack_cards.c.run_id == run_id
        )
        async with self.database.read() as connection:
            rows = await connection.execute(query)
        return [card_from(row) for row in rows]

    async def _all(self, *which: Any) -> list[Delivery]:
        query = (
            select(slack_deliveries)
            .where(_OF.workspace == self.workspace, *which)
            .order_by(_OF.local_date.desc(), _OF.run_id)
        )
        async with self.database.read() as connection:
            rows = await connection.execute(query)
        return [delivery_from(row, row.attempt) for row in rows]

    def _held(self, delivery: Delivery) -> Any:
        return and_(
            _OF.workspace == self.workspace,
            _OF.run_id == delivery.run_id,
            _OF.attempt == delivery.attempt,
        )

    async def _set(self, delivery: Delivery, **values: Any) -> bool:
        async with self.database.write() as connection:
            done = await connection.execute(
                update(slack_deliveries).where(self._held(delivery)).values(values)
            )
        return done.rowcount == 1

    def _card(self, card: CardRow, person_id: PersonId) -> dict[str, Any]:
        return {
            "workspace": self.workspace,
            "run_id": card.run_id,
            "deal_id": card.deal_id,
            "person_id": person_id,
            "state": card.state,
            "judged_by": card.judged_by,
            "home": card.home,
        }

    async def _change(self, connection: AsyncConnection, card: CardRow) -> None:
        await connection.execute(
            update(slack_cards)
            .where(
                slack_cards.c.workspace == self.workspace,
                slack_cards.c.run_id == card.run_id,
                slack_cards.c.deal_id == card.deal_id,
            )
            .values(state=card.state, judged_by=card.judged_by)
        )
