"""People who click until they are told that it is stored, and many of them once more."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

import aiohttp

# Slack gives up on a click after that time.
_PATIENCE = aiohttp.ClientTimeout(total=3)


@dataclass(kw_only=True)
class Clickers:
    """`ports` gives those that are up, as a load balancer would; `answers` counts what came."""

    random: Random
    repeated: float  # the share of clicks that come again
    ports: Callable[[], Sequence[int]]
    # So many are on their way at once: people who can't get through must not be a flood.
    at_once: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(16))
    stored: set[str] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    repeats: int = 0

    async def click_all(self, decisions: Sequence[str], progress: Callable[[], float]) -> None:
        """One click on each, as many as the progress (0 to 1) allows, and again on some."""
        session = aiohttp.ClientSession(timeout=_PATIENCE)
        async with session, asyncio.TaskGroup() as group:
            for number, name in enumerate(decisions):
                while progress() < number / len(decisions):  # noqa: ASYNC110  # a dial, no event
                    await asyncio.sleep(0.01)
                group.create_task(self._until_stored(session, name, f"{name}:1", 0))
                if self.random.random() < self.repeated:
                    self.repeats += 1
                    # Half are Slack's redelivery of the same click, half a second tap.
                    key = f"{name}:{self.random.choice('12')}"
                    again = self.random.choice((0, self.random.uniform(0, 2)))
                    group.create_task(self._until_stored(session, name, key, again))

    async def _until_stored(
        self, session: aiohttp.ClientSession, name: str, key: str, at: float
    ) -> None:
        await asyncio.sleep(at)
        is_stored = False
        while not is_stored:
            is_stored = await self._stored(session, name, key)
            await asyncio.sleep(0 if is_stored else self.random.uniform(0.1, 0.6))
        self.stored.add(name)

    async def _stored(self, session: aiohttp.ClientSession, name: str, key: str) -> bool:
        ports = self.ports()
        if not ports:
            return False
        url = f"http://127.0.0.1:{self.random.choice(ports)}/decisions/{name}"
        try:
            async with self.at_once, session.post(url, params={"click": key}) as answer:
                self.answers[str(answer.status)] += 1
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError) as error:
            self.answers[type(error).__name__] += 1
            return False
