"""What changed, for everybody who watches: the page, journeys, whoever waits for something."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from sandbox.slack.shapes import Json, Message

_PENDING = 1_000


class Kind(StrEnum):
    MESSAGE = "message"
    MESSAGE_CHANGED = "message_changed"
    MESSAGE_DELETED = "message_deleted"
    EPHEMERAL = "ephemeral"
    EPHEMERAL_CHANGED = "ephemeral_changed"
    HOME = "home"
    MODAL = "modal"
    STATUS = "status"
    SESSION = "session"
    PROMPTS = "prompts"
    REACTION = "reaction"
    NOTICE = "notice"
    CHANNEL = "channel"
    READ = "read"
    CLOCK = "clock"
    RESYNC = "resync"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`user` is set when only that person may know; `channel` when only who reads it may."""

    kind: Kind
    user: str | None = None
    channel: str | None = None
    ts: str | None = None
    message: Message | None = None
    body: Json = field(default_factory=dict)


Watching = Callable[[Change], bool]


class Changes:
    """Nobody who watches slowly holds anybody up: who falls behind is told to look anew."""

    def __init__(self) -> None:
        self._queues: dict[asyncio.Queue[Change], Watching] = {}
        self.keeper: Callable[[Change], None] | None = None

    def announce(self, change: Change) -> None:
        if self.keeper is not None:
            self.keeper(change)
        for queue, wants in self._queues.items():
            if not wants(change):
                continue
            if queue.qsize() >= _PENDING:
                _emptied(queue)
                queue.put_nowait(Change(kind=Kind.RESYNC))
                continue
            queue.put_nowait(change)

    @property
    def watchers(self) -> int:
        return len(self._queues)

    def end(self) -> None:
        """Tells everybody who watches that there is nothing more to come."""
        for queue in self._queues:
            queue.put_nowait(Change(kind=Kind.END))

    @contextmanager
    def watched(self, wants: Watching) -> Iterator[asyncio.Queue[Change]]:
        queue: asyncio.Queue[Change] = asyncio.Queue()
        self._queues[queue] = wants
        try:
            yield queue
        finally:
            del self._queues[queue]

    async def stream(self, wants: Watching) -> AsyncIterator[Change]:
        """Every change from now on; ends when the one who listens stops."""
        with self.watched(wants) as queue:
            while (change := await queue.get()).kind is not Kind.END:
                yield change


def _emptied(queue: asyncio.Queue[Change]) -> None:
    while not queue.empty():
        queue.get_nowait()
