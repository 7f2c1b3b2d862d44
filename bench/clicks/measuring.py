"""Clicks measured: how quickly they are durable and acknowledged, and that none is lost."""

import asyncio
import statistics
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.clicks.company import approved, founded, waiting
from bench.clicks.servers import Bare, Product, Served, installed, served
from bench.clicks.wire import Answered, clicked, slack
from bench.servers import free_port
from bot.config import Settings
from bot.domain.briefs import DecisionRef
from bot.main import Daybreak, assembled

_WARM = 50


@dataclass(kw_only=True)
class Side:
    """One of the two, and its figures of each round. CPU time does not depend on others."""

    server: Served
    rates: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    async def round(self, refs: Sequence[DecisionRef], at_once: int) -> list[Answered]:
        loop = asyncio.get_running_loop()
        began, cpu = loop.time(), self.server.cpu_seconds()
        answers = await clicked(self.server.port, refs, at_once)
        self.rates.append(len(answers) / (loop.time() - began))
        self.cpu_ms.append((self.server.cpu_seconds() - cpu) / len(answers) * 1000)
        return answers

    def forget(self) -> None:
        self.rates.clear()
        self.cpu_ms.clear()


@dataclass(kw_only=True)
class Bench:
    daybreak: Daybreak
    ours: Side
    bare: Side
    sent: set[str] = field(default_factory=set)
    refused: int = 0

    async def at(self, at_once: int, clicks: int, rounds: int) -> dict[str, Any]:
        """In turns, so that both meet the same noise."""
        self.ours.forget()
        self.bare.forget()
        seconds: list[float] = []
        for number in range(rounds):
            refs = await waiting(self.daybreak, [f"c{at_once}r{number}n{n}" for n in range(clicks)])
            await self.bare.round(refs, at_once)
            answers = await self.ours.round(refs, at_once)
            seconds += [one.seconds for one in answers]
            self.sent |= {ref.id for ref in refs}
            self.refused += sum(one.status != 200 for one in answers)
        return self._named(at_once, sorted(seconds))

    def _named(self, at_once: int, seconds: Sequence[float]) -> dict[str, Any]:
        ours, bare = statistics.median(self.ours.rates), statistics.median(self.bare.rates)
        figures = {
            "p50_ms": round(seconds[len(seconds) // 2] * 1000, 1),
            "p99_ms": round(seconds[int(len(seconds) * 0.99)] * 1000, 1),
            "over_3_s": sum(one > 3 for one in seconds),
            "per_s": round(ours),
            "bare_per_s": round(bare),
            "ratio": round(ours / bare, 2),
            "cpu_ms_each": round(statistics.median(self.ours.cpu_ms), 2),
            "bare_cpu_ms_each": round(statistics.median(self.bare.cpu_ms), 2),
        }
        return {f"{name}_at_{at_once}": value for name, value in figures.items()}


async def run(clicks: int, rounds: int) -> dict[str, Any]:
    """At 100 and at 500 at once, on the embedded defaults; the bare app stores nothing."""
    figures: dict[str, Any] = {"clicks": clicks, "rounds": rounds}
    async with _bench() as bench:
        await bench.at(10, _WARM, 1)
        for at_once in (100, 500):
            figures |= await bench.at(at_once, clicks, rounds)
        figures["refused"] = bench.refused
        figures["lost"] = len(bench.sent - await approved(bench.daybreak))
    return figures


@asynccontextmanager
async def _bench() -> AsyncIterator[Bench]:
    with tempfile.TemporaryDirectory(prefix="daybreak-clicks-") as place:
        async with slack() as api:
            settings = installed(Settings(daybreak_home=Path(place) / "var"), api)
            async with assembled(settings) as daybreak:
                await founded(daybreak, Path(place))
                product, bare = Product(settings=settings, roles=("web",)), Bare(port=free_port())
                async with served(product) as ours, served(bare) as plain:
                    yield Bench(daybreak=daybreak, ours=Side(server=ours), bare=Side(server=plain))
