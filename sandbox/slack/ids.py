"""Ids and timestamps as Slack makes them: unique, in order, never twice the same."""

from datetime import datetime
from random import Random

from sandbox.slack.clock import Clock

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


class Ids:
    """The same seed and the same order of calls give the same ids."""

    def __init__(self, clock: Clock, seed: int) -> None:
        self._clock = clock
        self._random = Random(seed)
        self._count = 0
        self._last = 0

    def next(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}0{self.word(5)}{self._count:05d}"

    def word(self, length: int) -> str:
        return "".join(self._random.choices(_LETTERS, k=length))

    def ts(self) -> str:
        """The current microsecond, or the one after the last that was given out."""
        return self._stamp(int(self._clock.seconds() * 1_000_000))

    def ts_at(self, at: datetime) -> str:
        """A timestamp in the past, for what was said before the sandbox opened."""
        micro = int(at.timestamp() * 1_000_000)
        self._count += 1
        return _written(micro - micro % 1000 + self._count % 1000)

    def _stamp(self, micro: int) -> str:
        self._last = max(micro, self._last + 1)
        return _written(self._last)


def _written(micro: int) -> str:
    return f"{micro // 1_000_000}.{micro % 1_000_000:06d}"
