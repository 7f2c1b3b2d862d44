"""Clicks measured: how quickly they are durable and acknowledged, and that none is lost."""

import asyncio
import statistics
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.clicks.company import approved, founded, waiting
from bench.clicks.servers import Bare, Product, installed, served
from bench.clicks.wire import Answered, clicked, slack
from bench.servers import free_port
from bot.config import Settings
from bot.main import Daybreak, assembled

_WARM = 50


async def run(clicks: int, rounds: int) -> dict[str, Any]:
    """At 100 and at 500 at once, in turns with the bare app; the ratio is that of the medians."""
    figures: dict[str, Any] = {"clicks": clicks, "rounds": rounds}
    async with _bench() as bench:
        for at_once in (100, 500):
            ours: list[float] = []
            bare: list[float] = []
            latencies: list[float] = []
            for number in range(rounds):
                name = f"c{at_once}r{number}"
                bare.append(await bench.bare(name, clicks, at_once))
                answers, rate = await bench.ours(name, clicks, at_once)
                ours.append(rate)
                latencies += [one.seconds for one in answers]
            figures |= _named(at_once, sorted(latencies), ours, bare)
        figures["not_200"] = bench.bad
        figures["lost"] = await bench.lost()
    return figures


def _named(
    at_once: int, latencies: Sequence[float], ours: Sequence[float], bare: Sequence[float]
) -> dict[str, Any]:
    count = len(latencies)
    return {
        f"p50_ms_at_{at_once}": round(latencies[count // 2] * 1000, 1),
        f"p99_ms_at_{at_once}": round(latencies[int(count * 0.99)] * 1000, 1),
        f"over_3_s_at_{at_once}": sum(one > 3 for one in latencies),
        f"per_s_at_{at_once}": round(statistics.median(ours)),
        f"bare_per_s_at_{at_once}": round(statistics.median(bare)),
        f"ratio_at_{at_once}": round(statistics.median(ours) / statistics.median(bare), 2),
    }


@dataclass(kw_only=True)
class Bench:
    daybreak: Daybreak
    product: int
    plain: int
    sent: set[str]
    bad: int = 0

    async def ours(self, name: str, clicks: int, at_once: int) -> tuple[list[Answered], float]:
        refs = await waiting(self.daybreak, [f"{name}n{n}" for n in range(clicks)])
        answers, rate = await _timed(self.product, refs, at_once)
        self.sent |= {ref.id for ref in refs}
        self.bad += sum(one.status != 200 for one in answers)
        return answers, rate

    async def bare(self, name: str, clicks: int, at_once: int) -> float:
        refs = await waiting(self.daybreak, [f"{name}b{n}" for n in range(clicks)])
        _, rate = await _timed(self.plain, refs, at_once)
        return rate

    async def lost(self) -> int:
        return len(self.sent - await approved(self.daybreak))


async def _timed(port: int, refs: Sequence[Any], at_once: int) -> tuple[list[Answered], float]:
    began = asyncio.get_running_loop().time()
    answers = await clicked(port, refs, at_once)
    return answers, len(answers) / (asyncio.get_running_loop().time() - began)


@asynccontextmanager
async def _bench() -> AsyncIterator[Bench]:
    with tempfile.TemporaryDirectory(prefix="daybreak-clicks-") as place:
        async with slack() as api:
            settings = installed(Settings(daybreak_home=Path(place) / "var"), api)
            async with assembled(settings) as daybreak:
                await founded(daybreak, Path(place))
                product = Product(settings=settings, roles=("web",))
                async with served(product) as port, served(Bare(port=free_port())) as plain:
                    bench = Bench(daybreak=daybreak, product=port, plain=plain, sent=set())
                    await bench.bare("warm", _WARM, 10)
                    await bench.ours("warm", _WARM, 10)
                    yield bench
