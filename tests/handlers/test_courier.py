"""The courier delivers at once, and then rests so that a flood of rings does not keep it busy."""

import asyncio
from datetime import UTC, datetime

from handlers.courier import Bell, Courier

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


async def test_a_flood_of_rings_is_few_rounds_and_the_last_ring_is_heard() -> None:
    bell, rounds, last = Bell(), [0], asyncio.Event()

    async def deliver(_: datetime) -> None:
        rounds[0] += 1
        await asyncio.sleep(0.002)
        if flood.done():
            last.set()

    async def ring() -> None:
        for _ in range(50):
            bell.ring()
            await asyncio.sleep(0.001)

    running = asyncio.create_task(
        Courier(deliver=deliver, now=lambda: NOW, heard=bell.heard()).run()
    )
    flood = asyncio.create_task(ring())
    await flood
    bell.ring()
    await asyncio.wait_for(last.wait(), 5)
    running.cancel()
    # Without a rest it would be a round for every other ring or so.
    assert 2 <= rounds[0] <= 12


async def test_a_round_that_fails_is_not_the_last() -> None:
    bell, rounds, again = Bell(), [0], asyncio.Event()

    async def deliver(_: datetime) -> None:
        rounds[0] += 1
        if rounds[0] == 1:
            bell.ring()
            raise ValueError("unforeseen")
        again.set()

    running = asyncio.create_task(
        Courier(deliver=deliver, now=lambda: NOW, heard=bell.heard()).run()
    )
    bell.ring()
    await asyncio.wait_for(again.wait(), 5)
    running.cancel()
