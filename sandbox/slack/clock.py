"""The sandbox's clock: it runs, or stands still, and can be moved forward for everybody at once."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic


class Clock:
    """Call it for the time. What waits for an instant wakes up when the clock is moved past it."""

    def __init__(self, at: datetime, *, is_still: bool = False) -> None:
        self._at = at.astimezone(UTC)
        self._is_still = is_still
        self._began = monotonic()
        self._moved = asyncio.Event()
        self._watchers: list[Callable[[datetime], None]] = []

    def __call__(self) -> datetime:
        if self._is_still:
            return self._at
        return self._at + timedelta(seconds=monotonic() - self._began)

    def seconds(self) -> float:
        return self().timestamp()

    def watch(self, watcher: Callable[[datetime], None]) -> None:
        """Calls the watcher with the new time after each move."""
        self._watchers.append(watcher)

    def moves(self, by: timedelta) -> None:
        """Time never goes back: Slack's timestamps could not."""
        if by < timedelta(0):
            raise ValueError("the clock only goes forward")
        self._at += by
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()
        for watcher in self._watchers:
            watcher(self())

    def moves_to(self, at: datetime) -> None:
        self.moves(at.astimezone(UTC) - self())

    async def wait_until(self, at: datetime) -> None:
        while (left := (at - self()).total_seconds()) > 0:
            moved = self._moved
            try:
                await asyncio.wait_for(moved.wait(), None if self._is_still else left)
            except TimeoutError:
                continue
