"""Chaos in small: real processes, SIGKILL, servers that go down; and a harness that has teeth."""

import pytest

from bench.chaos.campaign import WEAK, on_servers, on_sqlite, wrong
from bench.chaos.scenario import run
from bench.servers import Unavailable

pytestmark = [pytest.mark.chaos, pytest.mark.slow]


async def test_on_sqlite_nothing_is_lost_and_nothing_happens_twice() -> None:
    figures = await on_sqlite(150, 8, seed=3)
    assert wrong(figures) == 0, figures
    assert figures["kills"] >= 8


@pytest.mark.distributed
async def test_on_postgresql_and_redis_neither_even_while_both_go_down() -> None:
    try:
        async with on_servers(150, 8, seed=4, redis_down=2, postgres_down=1) as scenario:
            figures = await run(scenario)
    except Unavailable as error:
        pytest.skip(reason=str(error))
    assert wrong(figures) == 0, figures


@pytest.mark.parametrize("name", WEAK)
async def test_with_one_safeguard_taken_out_it_goes_wrong(name: str) -> None:
    figures = await on_sqlite(150, 3, seed=5, sound=WEAK[name], workers=2, repeated=1)
    assert wrong(figures) > 0
