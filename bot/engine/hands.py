"""Hands: how many effects this process works on at once, and none of them twice."""

import asyncio

from bot.engine.port import Run


class Hands:
    """Who waits for a free hand has claimed nothing yet, so no lease runs out in the queue."""

    def __init__(self, run: Run, at_once: int) -> None:
        self._run = run
        self._free = asyncio.Semaphore(at_once)
        self._in_hand: set[str] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        self._is_stopping = False

    def holds(self, effect_id: str) -> bool:
        """Whether it is at work here, or waits to be."""
        return effect_id in self._in_hand

    async def take(self, effect_id: str) -> None:
        if effect_id in self._in_hand:
            return
        self._in_hand.add(effect_id)
        self._idle.clear()
        try:
            async with self._free:
                if not self._is_stopping:
                    await self._run(effect_id)
        finally:
            self._in_hand.discard(effect_id)
            if not self._in_hand:
                self._idle.set()

    async def stop(self, seconds: float) -> None:
        """What is at work may end in that time; what is not begun stays undone."""
        self._is_stopping = True
        waiting = asyncio.create_task(self._idle.wait())
        await asyncio.wait({waiting}, timeout=seconds)
        waiting.cancel()
