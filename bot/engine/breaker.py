"""A circuit breaker: after a failure nothing is asked for a while, so that nobody waits in vain."""

from collections.abc import Callable


class Breaker:
    """`seconds` is how long it stays open; `clock` counts seconds and never jumps."""

    def __init__(self, clock: Callable[[], float], seconds: float = 2) -> None:
        self._clock = clock
        self._seconds = seconds
        self._open_until = float("-inf")

    @property
    def is_open(self) -> bool:
        return self._clock() < self._open_until

    def trip(self) -> None:
        self._open_until = self._clock() + self._seconds

    def reset(self) -> None:
        self._open_until = float("-inf")
