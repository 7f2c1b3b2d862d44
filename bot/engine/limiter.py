"""How often something may be done, over all processes: counted in Redis, or here without it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.engine.breaker import Breaker

# The generic cell rate algorithm: one number per key, the time at which the key is free again.
# Redis's own clock, so that processes need not agree on theirs.
_GCRA = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1e6
local every, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local free = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local wait = free - now - every * (burst - 1)
if wait > 1e-6 then return tostring(wait) end
free = free + every
local keep = math.ceil((free - now) * 1000) + 1000
redis.call('SET', KEYS[1], string.format('%.6f', free), 'PX', keep)
return '0'
"""
_AWAY = (RedisError, OSError, TimeoutError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One in so many seconds, and at most so many in a row after a pause."""

    every: float
    burst: int = 1


class LocalLimiter:
    """Within one process. `clock` counts seconds and never jumps; with several processes each
    takes its share: `share` is their number.
    """

    def __init__(self, clock: Callable[[], float], share: int = 1) -> None:
        self._clock = clock
        self._share = share
        self._free: dict[str, float] = {}

    def wait(self, key: str, rate: Rate) -> float:
        """0: granted. Else nothing is taken, and so many seconds are to be waited."""
        now, every = self._clock(), rate.every * self._share
        free = max(self._free.get(key, now), now)
        wait = free - now - every * (rate.burst - 1)
        if wait > 1e-6:
            return wait
        self._forget(now)
        self._free[key] = free + every
        return 0

    def _forget(self, now: float) -> None:
        """What is free is as good as unknown; keys would pile up for ever."""
        if len(self._free) > 10_000:
            self._free = {key: free for key, free in self._free.items() if free > now}


class Limiter:
    """Counts in Redis; while that is away, in this process at a share of the rate."""

    def __init__(self, client: Redis | None, prefix: str, local: LocalLimiter, breaker: Breaker):
        self._script: Any = None if client is None else client.register_script(_GCRA)
        self._prefix = prefix
        self._local = local
        self._breaker = breaker

    async def take(self, key: str, rate: Rate) -> None:
        """Returns when it may be done."""
        wait = await self.wait(key, rate)
        while wait > 0:
            await asyncio.sleep(wait)
            wait = await self.wait(key, rate)

    async def wait(self, key: str, rate: Rate) -> float:
        """0: granted. Else nothing is taken, and so many seconds are to be waited."""
        if self._script is None or self._breaker.is_open:
            return self._local.wait(key, rate)
        try:
            name = f"{self._prefix}:limit:{key}"
            return float(await self._script(keys=[name], args=[rate.every, rate.burst]))
        except _AWAY:
            self._breaker.trip()
            return self._local.wait(key, rate)
