"""Places the events of one deal in business hours, each later than the one before."""

from datetime import date, datetime, timedelta
from random import Random

from sandbox.year.clock import CLOSES, OPENS, Clock


class Timeline:
    """Hands out moments that only move forward and never reach the morning of the day."""

    def __init__(self, clock: Clock, rng: Random, home: str, timezone: str) -> None:
        self._clock = clock
        self._rng = rng
        self._home = home  # the country whose working days the deal goes by
        self._limit = clock.cutoff(timezone)
        self._last: datetime | None = None

    def rewind(self, limit: datetime | None = None) -> None:
        """Starts another stretch of the story, which must end before `limit`."""
        self._last = None
        self._limit = limit or self._limit

    def ago(self, low: int, high: int | None = None) -> date:
        """A day so many working days before the day."""
        return self._clock.before(self._home, self._between(low, high))

    def ahead(self, low: int, high: int | None = None) -> date:
        """A day so many working days after the day."""
        return self._clock.after(self._home, self._between(low, high))

    def later(self, day: date, low: int, high: int | None = None) -> date:
        """A working day so many days after `day`."""
        shifted = day + timedelta(days=self._between(low, high))
        return self._clock.next_working(self._home, shifted)

    def moment(self, day: date, timezone: str) -> datetime:
        """Some time of that day in that zone, after everything placed before."""
        moment = self._clock.some_time(self._rng, day, timezone)
        if self._last is not None and moment <= self._last:
            moment = self._after_last(self._last, timezone)
        if moment >= self._limit and self._last is not None:
            soon = timedelta(minutes=9 + int(self._rng.random() * 20))
            moment = self._last + min(soon, (self._limit - self._last) / 2)
        self._last = moment
        return moment

    def agreed(self, day: date, minute: int, timezone: str) -> datetime:
        """The very minute that was agreed, if nothing later is on record yet."""
        moment = self._clock.moment(day, minute, timezone)
        if self._last is not None and moment <= self._last:
            return self.moment(day, timezone)
        self._last = moment
        return moment

    def _after_last(self, last: datetime, timezone: str) -> datetime:
        minutes = 11 + int(self._rng.random() * 80)
        local = (last + timedelta(minutes=minutes)).astimezone(self._clock.zone(timezone))
        minute = local.hour * 60 + local.minute
        if OPENS <= minute <= CLOSES:
            return local
        day = local.date() if minute < OPENS else local.date() + timedelta(days=1)
        early = OPENS + int(self._rng.random() * 90)
        return self._clock.moment(self._clock.next_working(self._home, day), early, timezone)

    def _between(self, low: int, high: int | None) -> int:
        if high is None or high <= low:
            return low
        return low + int(self._rng.random() * (high - low + 1))
