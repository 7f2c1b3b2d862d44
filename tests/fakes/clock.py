"""A clock that stands still until it is moved."""

from datetime import datetime, timedelta


class FakeClock:
    """Call it for the time; it is the only thing in a test that changes by itself never."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def passes(self, by: timedelta) -> None:
        self.at += by
