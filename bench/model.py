"""What our layers around a model cost, how a morning keeps to its provider's limit, and the start
without one; against a stand-in on loopback.
"""

import asyncio
import random
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, Literal

from pydantic import BaseModel, Field

from bot.llm.openai_compatible import openai_compatible
from bot.llm.port import Block, Known, Ok, Prompt, Request, Spec, Trust
from bot.llm.stack import Limits, Model, Outside, layered
from sandbox.llm.chat import chat_completions
from sandbox.llm.server import Bucket, StandIn
from storage.database import Database
from storage.llm import Calls, Purse, Replies
from storage.migrate import Schema, upgrade

CONCURRENCY = 20
LATENCY = 0.5  # seconds; a real one takes longer
_DEALS, _PER_MINUTE, _SECONDS = 1_000, 50.0, 2.0
_START = """
import asyncio, pathlib, sys, tempfile, time
from bot.config import Settings
from bot.main import assembled
async def start():
    with tempfile.TemporaryDirectory() as home:
        async with assembled(Settings(daybreak_home=pathlib.Path(home))):
            status = pathlib.Path("/proc/self/status").read_text().splitlines()
            held = [line.split()[1] for line in status if line.startswith("RssAnon")]
            print(time.process_time(), int(held[0]) / 1024, "anthropic" in sys.modules)
asyncio.run(start())
"""


class Form(BaseModel):
    verdict: Literal["monitor", "act_now"]
    confidence: float = Field(ge=0, le=1)
    reason: str = Field(max_length=300)


ANSWER = {"verdict": "monitor", "confidence": 0.5, "reason": "They wait for [CONTACT_1]."}
SPEC = Spec(form=Form, prompt=Prompt(task="judge", version="1", text="Say what is so. " * 80))
NAMES = tuple(Known(kind="CONTACT", name=f"Anna{n} Petersen{n}") for n in range(6))
TEXT = "F1 [question by them]: Could Anna3 Petersen3 call +49 30 901820 on Friday?\n" + (
    "F2 [promise by us]: We will come back to you with the numbers, 44,350 EUR.\n" * 20
)


def request(number: int) -> Request[Form]:
    block = Block(text=f"Deal {number}\n{TEXT}", trust=Trust.OUTSIDE, source="facts")
    return Request(spec=SPEC, blocks=(block,), known=NAMES, subject=f"d{number}", run="r1")


async def run(scale: float = 60.0) -> dict[str, Any]:
    """`scale`: how many times faster than life the rate-limited morning runs."""
    return (
        {f"overhead_{name}": value for name, value in (await _overhead()).items()}
        | {f"morning_{name}": value for name, value in (await _morning(scale)).items()}
        | {f"start_{name}": value for name, value in (await _start()).items()}
    )


async def _overhead(calls: int = 400) -> dict[str, Any]:
    """The same calls bare and through all layers, on a real database, one after the other."""
    # Spread out as in life: twenty answers in the same millisecond would only measure a queue.
    stand_in = StandIn(fill=lambda body: ANSWER, latency=LATENCY, spread=0.5)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(chat_completions(stand_in))
        provider = await stack.enter_async_context(
            openai_compatible(
                url=f"{stand_in.url}/v1", model="local", key=None, nonce=lambda: uuid.uuid4().hex
            )
        )
        database = await stack.enter_async_context(_database())
        model = _layers(provider, database, Limits(at_once=CONCURRENCY))
        # Warm; and what the first call learns of the provider's limit is not measured.
        await _timed(lambda n: provider.fill(request(-n), 30), 60)
        await _timed(lambda n: model.fill(request(-n), 30), 60)
        stand_in.chance = random.Random(7)
        bare = await _timed(lambda n: provider.fill(request(n), 30), calls)
        stand_in.chance = random.Random(7)  # the same answers take the same time
        through = await _timed(lambda n: model.fill(request(n), 30), calls)
        await model.settle()
    return {
        "bare_p50_ms": round(bare, 2),
        "layered_p50_ms": round(through, 2),
        "p50_ms": round(through - bare, 2),
        "calls": calls,
        "at_once": CONCURRENCY,
    }


async def _timed(call: Callable[[int], Awaitable[Any]], calls: int) -> float:
    """The median of a call in milliseconds, `CONCURRENCY` at once."""
    times: list[float] = []
    numbers = iter(range(calls))

    async def work() -> None:
        for number in numbers:
            began = perf_counter()
            outcome = await call(number)
            times.append((perf_counter() - began) * 1_000)
            if not isinstance(outcome, Ok):
                raise RuntimeError(f"no answer: {outcome}")

    await asyncio.gather(*(work() for _ in range(CONCURRENCY)))
    return statistics.median(times)


async def _morning(scale: float) -> dict[str, Any]:
    # The burst is not scaled: it is what a provider allows at once.
    bucket = Bucket(per_minute=_PER_MINUTE * scale, clock=time.monotonic, burst=_PER_MINUTE)
    stand_in = StandIn(fill=lambda body: ANSWER, latency=_SECONDS / scale, bucket=bucket)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(chat_completions(stand_in))
        provider = await stack.enter_async_context(
            openai_compatible(
                url=f"{stand_in.url}/v1", model="local", key=None, nonce=lambda: uuid.uuid4().hex
            )
        )
        database = await stack.enter_async_context(_database())
        model = _layers(provider, database, Limits(at_once=8))
        began = perf_counter()
        ends = await asyncio.gather(*(model.fill(request(n), 3_600) for n in range(_DEALS)))
        seconds = (perf_counter() - began) * scale
        await model.settle()
    return {
        "deals": _DEALS,
        "answered": sum(isinstance(end, Ok) for end in ends),
        "refused_for_pace": stand_in.limited,
        "minutes": round(seconds / 60, 1),
        "minutes_at_the_limit": round((_DEALS - _PER_MINUTE) / _PER_MINUTE, 1),
        "scale": scale,
    }


async def _start() -> dict[str, Any]:
    """On rules, in a process of its own; processor time, as others may use this machine too."""
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", _START], capture_output=True, text=True, check=True
    )
    seconds, megabytes, imported = done.stdout.split()
    return {
        "cpu_seconds": round(float(seconds), 2),
        "own_mb": round(float(megabytes)),
        "imports_anthropic": imported == "True",
    }


class _database:
    """A database of its own for as long as it is measured."""

    async def __aenter__(self) -> Database:
        self._place = tempfile.TemporaryDirectory()
        self._made = Database.open(f"sqlite:///{Path(self._place.name) / 'bench.db'}")
        await upgrade(self._made, Schema.DAYBREAK)
        return self._made

    async def __aexit__(self, *exit: object) -> None:
        await self._made.close()
        self._place.cleanup()


def _layers(provider: Any, database: Database, limits: Limits) -> Model:
    def now() -> datetime:
        return datetime.now(UTC)

    return layered(
        provider,
        shelf=Replies(database=database, workspace="bench", now=now),
        purse=Purse(database=database, workspace="bench"),
        accounts=Calls(database=database, workspace="bench"),
        limits=limits,
        outside=Outside(
            clock=time.monotonic,
            now=now,
            new_id=lambda: uuid.uuid4().hex,
            chance=random.SystemRandom().random,
        ),
    )
