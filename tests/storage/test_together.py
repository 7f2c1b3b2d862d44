"""Who comes alone is served at once; who comes meanwhile is served together."""

import asyncio
from collections.abc import Sequence

import pytest

from storage.together import Together


class Counter:
    """Doubles numbers; `batches` are those that it was given together."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.free = asyncio.Event()

    async def double(self, numbers: Sequence[int]) -> list[int]:
        self.batches.append(list(numbers))
        await self.free.wait()
        if 13 in numbers:
            raise ValueError("thirteen")
        return [2 * number for number in numbers]


async def test_who_comes_while_others_are_served_is_served_together_in_order() -> None:
    counter = Counter()
    together = Together(counter.double, most=3)
    first = asyncio.create_task(together.ask(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    rest = [asyncio.create_task(together.ask(number)) for number in range(2, 7)]
    await asyncio.sleep(0)
    counter.free.set()
    assert await asyncio.gather(first, *rest) == [2, 4, 6, 8, 10, 12]
    assert counter.batches == [[1], [2, 3, 4], [5, 6]]


async def test_an_error_goes_to_those_who_were_served_by_it_and_to_nobody_else() -> None:
    counter = Counter()
    counter.free.set()
    together = Together(counter.double)
    ends = await asyncio.gather(together.ask(13), together.ask(1), return_exceptions=True)
    assert [type(end) for end in ends] == [ValueError, ValueError]
    assert await together.ask(2) == 4


async def test_who_gives_up_waiting_keeps_nobody_from_being_served() -> None:
    counter = Counter()
    together = Together(counter.double)
    gone = asyncio.create_task(together.ask(1))
    stays = asyncio.create_task(together.ask(2))
    await asyncio.sleep(0)
    gone.cancel()
    counter.free.set()
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert await stays == 4


async def test_what_is_told_is_done_by_the_finish_and_a_failure_is_only_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    counter = Counter()
    counter.free.set()
    together = Together(counter.double, most=1)
    for number in (1, 13, 2):
        together.tell(number)
    await together.finish()
    assert counter.batches == [[1], [13], [2]]
    assert [record.message for record in caplog.records] == ["together.failed"]
