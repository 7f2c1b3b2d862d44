"""Never more often than the rate says: within a process, over several, and without Redis."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from bench.servers import OwnRedis
from bot.engine.breaker import Breaker
from bot.engine.limiter import Limiter, LocalLimiter, Rate
from bot.engine.streams import HASTY
from tests.servers.redis import Unavailable, redis_server


class Seconds:
    """A clock of seconds that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@given(
    every=st.floats(0.1, 5),
    burst=st.integers(1, 5),
    steps=st.lists(st.floats(0, 3), min_size=1, max_size=60),
)
@settings(max_examples=200, deadline=None)
def test_in_no_stretch_of_time_are_there_more_than_rate_and_burst_allow(
    every: float, burst: int, steps: list[float]
) -> None:
    clock = Seconds()
    limiter, rate = LocalLimiter(clock), Rate(every=every, burst=burst)
    granted = []
    for step in steps:
        clock.at += step
        if limiter.wait("key", rate) == 0:
            granted.append(clock.at)
    for first, begin in enumerate(granted):
        for last in range(first, len(granted)):
            allowed = burst + (granted[last] - begin) / every
            assert last - first + 1 <= allowed + 1e-6


def test_who_waits_as_long_as_told_is_granted() -> None:
    clock = Seconds()
    limiter, rate = LocalLimiter(clock), Rate(every=1.5)
    assert limiter.wait("key", rate) == 0
    clock.at += (told := limiter.wait("key", rate))
    assert told == pytest.approx(1.5)
    assert limiter.wait("key", rate) == 0


def test_keys_do_not_disturb_each_other_and_are_forgotten() -> None:
    clock = Seconds()
    limiter = LocalLimiter(clock)
    for number in range(10_050):
        assert limiter.wait(str(number), Rate(every=1)) == 0
        clock.at += 0.001
    assert len(limiter._free) < 10_050


def test_each_of_several_takes_its_share() -> None:
    clock = Seconds()
    limiter = LocalLimiter(clock, share=3)
    limiter.wait("key", Rate(every=1))
    assert limiter.wait("key", Rate(every=1)) == pytest.approx(3)


@pytest.fixture
async def redis() -> AsyncIterator[OwnRedis]:
    try:
        async with redis_server() as server:
            yield server
    except Unavailable as error:
        pytest.skip(reason=f"Redis: {error}")


def _limiter(client: Redis) -> Limiter:
    return Limiter(client, "test", LocalLimiter(time.monotonic, share=4), Breaker(time.monotonic))


@pytest.mark.distributed
async def test_four_processes_share_one_rate(redis: OwnRedis) -> None:
    clients = [Redis.from_url(redis.url, **HASTY) for _ in range(4)]
    limiters, rate = [_limiter(client) for client in clients], Rate(every=0.1)
    granted: list[float] = []
    began = time.monotonic()

    async def busy(limiter: Limiter) -> None:
        for _ in range(100):
            if await limiter.wait("one", rate) == 0:
                granted.append(time.monotonic())
            await asyncio.sleep(0.005)

    await asyncio.gather(*map(busy, limiters))
    assert 3 <= len(granted) <= 1 + (time.monotonic() - began) / rate.every
    for client in clients:
        await client.aclose()


@pytest.mark.distributed
async def test_without_redis_it_goes_on_at_a_share_and_at_once(redis: OwnRedis) -> None:
    client = Redis.from_url(redis.url, **HASTY)
    limiter, rate = _limiter(client), Rate(every=0.1)
    assert await limiter.wait("one", rate) == 0
    assert await limiter.wait("one", rate) > 0
    redis.kill()
    began = time.monotonic()
    assert await limiter.wait("one", rate) == 0
    assert await limiter.wait("one", rate) == pytest.approx(0.4, abs=0.05)
    assert time.monotonic() - began < 1
    await client.aclose()
