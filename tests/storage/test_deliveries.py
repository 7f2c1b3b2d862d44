"""A message is planned once, held by one process at a time, and known by its place."""

import asyncio
from datetime import UTC, date, datetime, timedelta

from bot.domain.deals import DealId
from bot.domain.people import PersonId
from storage.database import Database
from storage.deliveries import Deliveries
from storage.delivery_rows import CardRow, DeliveryState, Planned

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
LEASE = timedelta(minutes=1)
ANN = PersonId("ann")


def planned(run_id: str = "r1", *changed: CardRow) -> Planned:
    card = CardRow(run_id=run_id, deal_id=DealId("d1"), state="live", judged_by=run_id)
    return Planned(run_id=run_id, person_id=ANN, on=date(2026, 3, 2), cards=[card], changed=changed)


def store(database: Database) -> Deliveries:
    return Deliveries(database=database, workspace="home")


async def test_of_many_plans_at_once_one_is_kept(database: Database) -> None:
    kept = await asyncio.gather(*(store(database).plan(planned(), NOW) for _ in range(5)))
    assert sum(kept) == 1


async def test_of_many_processes_one_gets_a_message(database: Database) -> None:
    deliveries = store(database)
    await deliveries.plan(planned(), NOW)
    held = await asyncio.gather(*(deliveries.claim(NOW, LEASE) for _ in range(5)))
    assert sum(one is not None for one in held) == 1
    assert await deliveries.claim(NOW + LEASE, LEASE) is not None


async def test_who_was_overtaken_changes_nothing(database: Database) -> None:
    deliveries = store(database)
    await deliveries.plan(planned(), NOW)
    slow = await deliveries.claim(NOW, LEASE)
    fast = await deliveries.claim(NOW + LEASE, LEASE)
    assert slow is not None
    assert fast is not None
    assert not await deliveries.about_to_post(slow)
    await deliveries.arrived(fast, "D1", "1.1", NOW)
    await deliveries.failed(slow, "late", None, unsure=True)
    found = await deliveries.find("r1")
    assert found is not None
    assert (found.state, found.ts, found.problem) == (DeliveryState.DELIVERED, "1.1", None)


async def test_a_changed_card_makes_its_message_due_again(database: Database) -> None:
    deliveries = store(database)
    await deliveries.plan(planned(), NOW)
    held = await deliveries.claim(NOW, LEASE)
    assert held is not None
    await deliveries.arrived(held, "D1", "1.1", NOW)
    await deliveries.is_shown(held, "https://x.example", NOW)
    assert await deliveries.claim(NOW, LEASE) is None
    (live,) = await deliveries.live_cards(ANN)
    assert (live.home, live.arrived) == ("r1", True)
    gone = CardRow(run_id="r1", deal_id=DealId("d1"), state="withdrawn", judged_by="r2")
    await deliveries.plan(planned("r2", gone), NOW)
    posts = await deliveries.claim(NOW, LEASE)
    updates = await deliveries.claim(NOW, LEASE)
    assert posts is not None
    assert updates is not None
    assert (posts.run_id, updates.run_id) == ("r2", "r1")
    assert updates.shown < updates.revision
    assert [one.home for one in await deliveries.live_cards(ANN)] == ["r2"]


async def test_what_failed_waits_and_is_told_of(database: Database) -> None:
    deliveries = store(database)
    await deliveries.plan(planned(), NOW)
    held = await deliveries.claim(NOW, LEASE)
    assert held is not None
    await deliveries.failed(held, "Slack said: no.", NOW + LEASE, unsure=False)
    assert await deliveries.claim(NOW, LEASE) is None
    (troubled,) = await deliveries.troubled(ANN)
    assert (troubled.state, troubled.tries) == (DeliveryState.UNDELIVERED, 1)
    assert await deliveries.troubled(PersonId("bob")) == []
    assert await deliveries.claim(NOW + LEASE, LEASE) is not None
