"""Both engines bring an id to a worker once and soon, within a limit; neither is needed for it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from bench.servers import OwnRedis
from bot.engine.local import LocalEngine
from bot.engine.port import Engine
from bot.engine.streams import StreamEngine, StreamSettings
from tests.servers.redis import Unavailable, redis_server

AT_ONCE = 3


@pytest.fixture
async def redis() -> AsyncIterator[OwnRedis]:
    try:
        async with redis_server() as server:
            yield server
    except Unavailable as error:
        pytest.skip(reason=f"Redis: {error}")


def _streams(redis: OwnRedis) -> StreamEngine:
    settings = StreamSettings(
        url=redis.url, at_once=AT_ONCE, block_ms=50, stop_seconds=1, again_seconds=0.05
    )
    return StreamEngine(settings, time.monotonic)


@pytest.fixture(params=["local", pytest.param("streams", marks=pytest.mark.distributed)])
async def engine(request: pytest.FixtureRequest) -> AsyncIterator[Engine]:
    made: Engine
    if request.param == "local":
        made = LocalEngine(at_once=AT_ONCE, stop_seconds=1)
        yield made
        await made.aclose()
        return
    try:
        async with redis_server() as server:
            made = _streams(server)
            yield made
            await made.aclose()
    except Unavailable as error:
        pytest.skip(reason=f"Redis: {error}")


class Work:
    """What was begun and what is done; nothing ends while the gate is shut."""

    def __init__(self, *, is_open: bool = True) -> None:
        self.begun: list[str] = []
        self.done: list[str] = []
        self.gate = asyncio.Event()
        if is_open:
            self.gate.set()

    async def run(self, effect_id: str) -> None:
        self.begun.append(effect_id)
        await self.gate.wait()
        self.done.append(effect_id)


async def _until(is_so: Callable[[], bool], seconds: float = 5) -> None:
    for _ in range(int(seconds / 0.01)):
        if is_so():
            break
        await asyncio.sleep(0.01)
    assert is_so()


async def test_what_is_sent_is_run(engine: Engine) -> None:
    work = Work()
    async with engine.serving(work.run):
        for number in range(10):
            await engine.send(str(number))
        await _until(lambda: len(work.done) == 10)
    assert sorted(work.done) == [str(n) for n in range(10)]


async def test_no_more_than_so_many_are_begun_at_once(engine: Engine) -> None:
    work = Work(is_open=False)
    async with engine.serving(work.run) as send_here:
        for number in range(10):
            await send_here(str(number))
        await _until(lambda: len(work.begun) == AT_ONCE)
        await asyncio.sleep(0.05)
        assert len(work.begun) == AT_ONCE
        work.gate.set()
        await _until(lambda: len(work.done) == 10)


async def test_what_is_in_hand_is_not_taken_twice(engine: Engine) -> None:
    work = Work(is_open=False)
    async with engine.serving(work.run) as send_here:
        for _ in range(5):
            await send_here("same")
        await _until(lambda: work.begun == ["same"])
        work.gate.set()
        await _until(lambda: work.done == ["same"])
        await asyncio.sleep(0.05)
    assert work.done == ["same"]


async def test_one_that_breaks_stops_no_other(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    work = Work()

    async def run(effect_id: str) -> None:
        if effect_id == "bad":
            raise RuntimeError("broken")
        await work.run(effect_id)

    async with engine.serving(run) as send_here:
        await send_here("bad")
        await engine.send("bad")
        await engine.send("good")
        await _until(lambda: work.done == ["good"])
    assert "RuntimeError" in caplog.text


async def test_a_stop_lets_what_is_begun_end_and_begins_nothing_more(engine: Engine) -> None:
    work = Work(is_open=False)
    async with engine.serving(work.run) as send_here:
        for number in range(5):
            await send_here(str(number))
        await _until(lambda: len(work.begun) == AT_ONCE)
        asyncio.get_running_loop().call_later(0.05, work.gate.set)
    assert len(work.done) == AT_ONCE
    assert len(work.begun) == AT_ONCE


async def test_what_is_sent_where_nobody_serves_is_left_to_the_sweeper() -> None:
    engine = LocalEngine()
    await engine.send("1")
    assert await engine.health() == ""


@pytest.mark.distributed
async def test_what_is_sent_before_a_worker_is_there_waits_for_it(redis: OwnRedis) -> None:
    engine, work = _streams(redis), Work()
    await engine.send("1")
    await asyncio.sleep(0.1)
    async with engine.serving(work.run):
        await _until(lambda: work.done == ["1"])
    await engine.aclose()


@pytest.mark.distributed
async def test_two_workers_share_what_is_sent(redis: OwnRedis) -> None:
    sender, one, two = _streams(redis), _streams(redis), _streams(redis)
    work = Work()
    async with one.serving(work.run), two.serving(work.run):
        for number in range(20):
            await sender.send(str(number))
        await _until(lambda: len(work.done) == 20)
        await asyncio.sleep(0.1)
    assert sorted(work.done, key=int) == [str(n) for n in range(20)]
    for engine in (sender, one, two):
        await engine.aclose()


@pytest.mark.distributed
async def test_without_redis_sending_costs_nothing_and_health_says_so(redis: OwnRedis) -> None:
    engine = _streams(redis)
    assert await engine.health() == ""
    redis.kill()
    began = time.monotonic()
    for number in range(50):
        await engine.send(str(number))
    assert time.monotonic() - began < 0.1
    assert "Nothing is lost" in await engine.health()
    await engine.aclose()


@pytest.mark.distributed
async def test_a_redis_that_comes_back_empty_is_used_again(redis: OwnRedis) -> None:
    engine, work = _streams(redis), Work()
    async with engine.serving(work.run) as send_here:
        await engine.send("before")
        await _until(lambda: work.done == ["before"])
        redis.kill()
        await asyncio.sleep(0.2)
        await send_here("meanwhile")
        await _until(lambda: "meanwhile" in work.done)
        await redis.start()

        async def sent() -> bool:
            await engine.send("after")
            await asyncio.sleep(0.1)
            return "after" in work.done

        async with asyncio.timeout(10):
            while not await sent():
                pass
    await engine.aclose()
