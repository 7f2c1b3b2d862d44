"""The engine over Redis Streams: an id reaches a worker in milliseconds, wherever that runs.

Redis is a doorbell: with it gone, rows are found by the sweepers, only later.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError
from taskiq import AckableMessage, TaskiqError
from taskiq.receiver import Receiver
from taskiq_redis import RedisStreamBroker

from bot.engine.breaker import Breaker
from bot.engine.hands import Hands
from bot.engine.port import Run, Send
from bot.engine.tasks import TASK, executing

log = logging.getLogger(__name__)
# By default the client would try again for 4.9 s when nobody listens.
HASTY: dict[str, Any] = {"retry": None, "socket_timeout": 0.2, "socket_connect_timeout": 0.2}
_AWAY = (RedisError, TaskiqError, OSError, TimeoutError)


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamSettings:
    """`prefix` keeps several Daybreaks on one Redis apart."""

    url: str
    prefix: str = "daybreak"
    at_once: int = 16
    # Entries kept; what is trimmed is a row all the same.
    longest: int = 10_000
    block_ms: int = 500
    stop_seconds: float = 5
    again_seconds: float = 0.5


class Doorbell(RedisStreamBroker):
    """Reads what is new and nothing else: what a dead worker had taken is found by the sweepers,
    which need no lock for it and no new entry that wakes them.
    """

    async def listen(self) -> AsyncGenerator[AckableMessage, None]:
        async with Redis(connection_pool=self.connection_pool) as client:
            while True:
                # The client types an answer for every protocol at once.
                fetched: Any = await client.xreadgroup(
                    self.consumer_group_name,
                    self.consumer_name,
                    {self.queue_name: ">"},
                    count=self.count,
                    block=self.block,
                    noack=True,
                )
                for _, entries in fetched or ():
                    for _, entry in entries:
                        yield AckableMessage(data=entry[b"data"], ack=_nothing)


class StreamEngine:
    """`clock` counts seconds and never jumps."""

    def __init__(self, settings: StreamSettings, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._breaker = Breaker(clock)
        self._sender = _broker(settings, **HASTY)
        # Registered for its name; what is sent from here is worked on elsewhere.
        self._task = self._sender.register_task(_elsewhere, TASK)
        self._client = Redis.from_url(settings.url, **HASTY)
        self._sending: set[asyncio.Task[None]] = set()

    async def send(self, effect_id: str) -> None:
        """In the background: a broker that is down must not hold up an acknowledgement."""
        if self._breaker.is_open:
            return
        task = asyncio.create_task(self._kick(effect_id))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _kick(self, effect_id: str) -> None:
        try:
            await self._task.kiq(effect_id)
        except _AWAY as error:
            self._breaker.trip()
            log.warning("engine.redis_away", extra={"error": type(error).__name__})

    @asynccontextmanager
    async def serving(self, run: Run) -> AsyncIterator[Send]:
        hands = Hands(run, self._settings.at_once)
        stop = asyncio.Event()
        listening = asyncio.create_task(self._listening(hands, stop))
        own = _Own(hands)
        try:
            yield own.send
        finally:
            stop.set()
            await hands.stop(self._settings.stop_seconds)
            listening.cancel()
            await asyncio.gather(listening, *own.tasks, return_exceptions=True)

    async def health(self) -> str:
        try:
            await self._client.ping()
        except _AWAY as error:
            return (
                f"Redis does not answer ({type(error).__name__}). Nothing is lost: approved actions"
                " are carried out a few seconds later than usual. Check REDIS_URL and the server."
            )
        return ""

    async def aclose(self) -> None:
        if self._sending:
            await asyncio.wait(set(self._sending), timeout=1)
        await self._sender.shutdown()
        await self._client.aclose()

    async def _listening(self, hands: Hands, stop: asyncio.Event) -> None:
        """Listens until it is stopped; a listener that fell over is set up again."""
        while not stop.is_set():
            task = asyncio.create_task(self._listen_once(hands, stop))
            try:
                await asyncio.wait({task})
            finally:
                task.cancel()
            error = None if task.cancelled() else task.exception()
            if error is not None:
                log.warning("engine.listener_lost", extra={"error": type(error).__name__})
                await asyncio.sleep(self._settings.again_seconds)

    async def _listen_once(self, hands: Hands, stop: asyncio.Event) -> None:
        # A read waits for new entries, so it needs more time than a write.
        patience = self._settings.block_ms / 1000 + 1
        broker = _broker(self._settings, retry=None, socket_timeout=patience)
        broker.is_worker_process = True
        broker.register_task(executing(hands), TASK)
        try:
            # Makes the group anew if Redis has come back empty.
            await broker.startup()
            receiver = Receiver(broker, max_async_tasks=self._settings.at_once, run_startup=False)
            await receiver.listen(stop)
        finally:
            await broker.shutdown()


class _Own:
    """What the sweeper finds is worked on right here, without asking Redis."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self.tasks: set[asyncio.Task[None]] = set()

    async def send(self, effect_id: str) -> None:
        if self._hands.holds(effect_id):
            return
        task = asyncio.create_task(self._hands.take(effect_id))
        self.tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("effect.broken", extra={"error": type(error).__name__}, exc_info=error)


def _broker(settings: StreamSettings, **connection: Any) -> Doorbell:
    return Doorbell(
        settings.url,
        queue_name=f"{settings.prefix}:effects",
        consumer_group_name="workers",
        # From the beginning: what was sent before the group was made counts as well.
        consumer_id="0",
        maxlen=settings.longest,
        xread_block=settings.block_ms,
        # More would wait here for a free hand while another worker has one.
        xread_count=4,
        **connection,
    )


async def _nothing() -> None:
    """There is nothing to acknowledge: an entry is gone once it is read."""


async def _elsewhere(effect_id: str) -> None:
    raise NotImplementedError
