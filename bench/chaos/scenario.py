"""One run of chaos: processes that are killed at random moments, servers that go down, and people
who click all the while.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext, ForkServerProcess
from random import Random
from typing import Any

from bench.chaos.clicks import Clickers
from bench.chaos.crm import KeylessCrm
from bench.chaos.process import PACE, Place, live
from bench.chaos.truth import Truth, decisions_to_click, make_ready
from bench.chaos.weakened import ALL_SOUND, Soundness
from bench.servers import OwnPostgres, OwnRedis, answering, free_port

_SETTLING = 90.0
_GROWN_UP = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """`database` is an address; the servers, where given, are taken down once while it runs."""

    name: str
    database: str
    workers: int
    approvals: int
    kills: int
    seed: int
    repeated: float = 0.3
    redis: OwnRedis | None = None
    postgres: OwnPostgres | None = None
    redis_down: float = 6
    postgres_down: float = 3
    # How long a process lives at least and at most before it is killed.
    life: tuple[float, float] = (0.0, 1.5)
    sound: Soundness = ALL_SOUND


@dataclass(kw_only=True)
class Herd:
    """The processes that are up, and what was done to them."""

    scenario: Scenario
    crm: str
    random: Random
    ports: list[int]
    context: ForkServerContext
    up: dict[int, ForkServerProcess] = field(default_factory=dict)
    ready: list[int] = field(default_factory=list)
    begun: dict[str, float] = field(default_factory=dict)
    kills: int = 0

    def start(self, port: int) -> None:
        name = f"{port}-{len(self.begun)}"
        redis = self.scenario.redis
        place = Place(
            name=name,
            database=self.scenario.database,
            redis=redis.url if redis else None,
            crm=self.crm,
            port=port,
            sound=self.scenario.sound,
        )
        process = self.context.Process(target=live, args=(place,), daemon=True)
        self.begun[name] = asyncio.get_running_loop().time()
        process.start()
        self.up[port] = process

    def kill(self, port: int) -> None:
        """SIGKILL: nothing is finished, nobody is told."""
        process = self.up.pop(port)
        # No new click goes there; those under way are hit.
        if port in self.ready:
            self.ready.remove(port)
        process.kill()
        process.join()
        self.kills += 1

    async def cull(self) -> None:
        """Kills at random moments until there were enough kills; each is started again at once."""
        async with asyncio.TaskGroup() as group:
            for port in self.ports:
                group.create_task(self._cull(port))

    async def _cull(self, port: int) -> None:
        while self.kills < self.scenario.kills:
            # Most are up when it happens to them, some are not even that.
            if self.random.random() < _GROWN_UP:
                await self._until_ready(port)
            await asyncio.sleep(self.random.uniform(*self.scenario.life))
            await asyncio.to_thread(self.kill, port)
            self.start(port)
        await self._until_ready(port)

    async def _until_ready(self, port: int) -> None:
        await answering(port, 60)
        self.ready.append(port)

    def progress(self) -> float:
        return self.kills / self.scenario.kills if self.scenario.kills else 1.0


async def run(scenario: Scenario) -> dict[str, Any]:
    """The figures of one run. What is wrong in it is counted under `lost`, `duplicates`, …"""
    await make_ready(scenario.database, scenario.approvals)
    random = Random(scenario.seed)
    crm = KeylessCrm(random=Random(scenario.seed + 1), timeout=PACE.timeout.total_seconds())
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(crm.serving())
        herd = await stack.enter_async_context(_herd(scenario, address, random))
        clickers = Clickers(
            random=Random(scenario.seed + 2),
            repeated=scenario.repeated,
            ports=lambda: herd.ready,
        )
        names = decisions_to_click(scenario.approvals)
        async with asyncio.TaskGroup() as group:
            group.create_task(herd.cull())
            group.create_task(clickers.click_all(names, herd.progress))
            group.create_task(_outages(scenario, herd.progress))
        truth = Truth(database=scenario.database, names=names, crm=crm)
        settled = await truth.settled(_SETTLING)
        found = await truth.compared()
    return {
        "scenario": scenario.name,
        "approvals": scenario.approvals,
        "clicks": clickers.answers.total(),
        "answers": dict(clickers.answers),
        "repeated_clicks": clickers.repeats,
        "kills": herd.kills,
        "silences": sum(crm.fates[fate] for fate in crm.fates if fate.startswith("silent")),
        "settled_after_s": settled,
        **found,
        **_restarts(herd, crm),
    }


@asynccontextmanager
async def _herd(scenario: Scenario, crm: str, random: Random) -> AsyncIterator[Herd]:
    context = get_context("forkserver")
    context.set_forkserver_preload(["__main__", "bench.chaos.process"])
    ports = [free_port() for _ in range(scenario.workers)]
    herd = Herd(scenario=scenario, crm=crm, random=random, ports=ports, context=context)
    try:
        for port in ports:
            herd.start(port)
        yield herd
    finally:
        for port in list(herd.up):
            herd.kill(port)


async def _outages(scenario: Scenario, progress: Callable[[], float]) -> None:
    """Redis goes down early on, PostgreSQL in the second half."""
    async with asyncio.TaskGroup() as group:
        if scenario.redis is not None:
            group.create_task(_redis_down(scenario, scenario.redis, progress))
        if scenario.postgres is not None:
            group.create_task(_postgres_down(scenario, scenario.postgres, progress))


async def _redis_down(scenario: Scenario, server: OwnRedis, progress: Callable[[], float]) -> None:
    await _come_to(0.25, progress)
    server.kill()
    await asyncio.sleep(scenario.redis_down)
    await server.start()


async def _postgres_down(
    scenario: Scenario, server: OwnPostgres, progress: Callable[[], float]
) -> None:
    await _come_to(0.6, progress)
    await server.stop_at_once()
    await asyncio.sleep(scenario.postgres_down)
    await server.start()


async def _come_to(point: float, progress: Callable[[], float]) -> None:
    while progress() < point:  # noqa: ASYNC110  # a dial, no event
        await asyncio.sleep(0.05)


def _restarts(herd: Herd, crm: KeylessCrm) -> dict[str, Any]:
    """From the start of a process to the first effect that came from it."""
    waits = sorted(
        crm.first_by[name] - at for name, at in herd.begun.items() if name in crm.first_by
    )
    if not waits:
        return {}
    middle = waits[len(waits) // 2]
    return {
        "restart_to_effect_p50_s": round(middle, 3),
        "restart_to_effect_max_s": round(waits[-1], 3),
    }
