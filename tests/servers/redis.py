"""A Redis for the tests: one of their own, on a free port, that they may kill."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bench.servers import OwnRedis, Unavailable, own_redis

__all__ = ["Unavailable", "redis_server"]


@asynccontextmanager
async def redis_server() -> AsyncIterator[OwnRedis]:
    """Started and empty. Raises Unavailable with the reason."""
    with own_redis() as server:
        await server.start()
        yield server
