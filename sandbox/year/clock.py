"""Working days, holidays and business hours, so that nobody in the year writes at night."""

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

OPENS, CLOSES = 8 * 60 + 20, 17 * 60 + 40

# Fixed public holidays as (month, day). Movable ones are left out, except Thanksgiving: the
# point is that usage and mail dip on days that a reader can look up, not a full almanac.
HOLIDAYS: dict[str, tuple[tuple[int, int], ...]] = {
    "US": ((1, 1), (7, 4), (11, 11), (12, 25)),
    "CA": ((1, 1), (7, 1), (12, 25), (12, 26)),
    "MX": ((1, 1), (5, 1), (9, 16), (12, 25)),
    "BR": ((1, 1), (4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (12, 25)),
    "GB": ((1, 1), (12, 25), (12, 26)),
    "IE": ((1, 1), (3, 17), (12, 25), (12, 26)),
    "DE": ((1, 1), (5, 1), (10, 3), (12, 24), (12, 25), (12, 26)),
    "AT": ((1, 1), (5, 1), (8, 15), (10, 26), (11, 1), (12, 8), (12, 25), (12, 26)),
    "CH": ((1, 1), (8, 1), (12, 25), (12, 26)),
    "FR": ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)),
    "BE": ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)),
    "ES": ((1, 1), (1, 6), (5, 1), (8, 15), (10, 12), (11, 1), (12, 6), (12, 8), (12, 25)),
    "IT": ((1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25)),
    "NL": ((1, 1), (4, 27), (12, 25), (12, 26)),
    "SE": ((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26)),
    "DK": ((1, 1), (6, 5), (12, 24), (12, 25), (12, 26)),
    "SG": ((1, 1), (5, 1), (8, 9), (12, 25)),
    "IN": ((1, 26), (8, 15), (10, 2), (12, 25)),
    "AU": ((1, 1), (1, 26), (4, 25), (12, 25), (12, 26)),
    "NZ": ((1, 1), (1, 2), (2, 6), (4, 25), (12, 25), (12, 26)),
    "JP": ((1, 1), (1, 2), (1, 3), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (11, 3)),
}
# Weeks in which a country's firms hardly work: (first, last) as (month, day).
PAUSES: dict[str, tuple[tuple[tuple[int, int], tuple[int, int]], ...]] = {
    "FR": (((8, 3), (8, 21)),),
    "IT": (((8, 8), (8, 23)),),
    "ES": (((8, 10), (8, 21)),),
    "SE": (((7, 6), (7, 31)),),
    "JP": (((8, 12), (8, 16)),),
}


def thanksgiving(year: int) -> date:
    """The fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 21)


class Clock:
    """Days and instants around one fixed day `on`, for every country of the year."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._days: dict[str, list[date]] = {}
        self._zones: dict[str, ZoneInfo] = {}
        self._cutoffs: dict[str, datetime] = {}

    def is_holiday(self, country: str, day: date) -> bool:
        if country == "US" and day == thanksgiving(day.year):
            return True
        return (day.month, day.day) in HOLIDAYS.get(country, ())

    def is_pause(self, country: str, day: date) -> bool:
        """Summer closing, and the days between the years."""
        if (day.month, day.day) >= (12, 24) or (day.month, day.day) <= (1, 2):
            return True
        spans = PAUSES.get(country, ())
        return any(first <= (day.month, day.day) <= last for first, last in spans)

    def working_days(self, country: str) -> list[date]:
        """All working days from three years before `on` to one and a half after, in order."""
        if country not in self._days:
            start = self.on - timedelta(days=1100)
            span = (start + timedelta(days=n) for n in range(1650))
            self._days[country] = [
                day for day in span if day.weekday() < 5 and not self.is_holiday(country, day)
            ]
        return self._days[country]

    def before(self, country: str, working: int) -> date:
        """The day that lies so many working days before `on` (1: the last one before it)."""
        days = self.working_days(country)
        return days[bisect_left(days, self.on) - working]

    def after(self, country: str, working: int) -> date:
        """The day that lies so many working days after `on` (1: the next one)."""
        days = self.working_days(country)
        return days[bisect_right(days, self.on) - 1 + working]

    def next_working(self, country: str, day: date) -> date:
        """`day` itself if it is a working day, otherwise the first one after it."""
        days = self.working_days(country)
        return days[bisect_left(days, day)]

    def last_working(self, country: str, day: date) -> date:
        """`day` itself if it is a working day, otherwise the last one before it."""
        days = self.working_days(country)
        return days[bisect_right(days, day) - 1]

    def zone(self, name: str) -> ZoneInfo:
        if name not in self._zones:
            self._zones[name] = ZoneInfo(name)
        return self._zones[name]

    def cutoff(self, timezone: str) -> datetime:
        """08:00 on the day, where the rep works: nothing that happened is later."""
        if timezone not in self._cutoffs:
            local = datetime(
                self.on.year, self.on.month, self.on.day, 8, tzinfo=self.zone(timezone)
            )
            self._cutoffs[timezone] = local.astimezone(UTC)
        return self._cutoffs[timezone]

    def moment(self, day: date, minute: int, timezone: str) -> datetime:
        """An instant from a local day and minute of that day."""
        hours, minutes = divmod(minute, 60)
        return datetime(day.year, day.month, day.day, hours, minutes, tzinfo=self.zone(timezone))

    def some_time(self, rng: Random, day: date, timezone: str) -> datetime:
        """Some instant of the business hours of that day."""
        minute = OPENS + int(rng.random() * (CLOSES - OPENS))
        return self.moment(day, minute, timezone)
