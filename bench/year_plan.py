"""A made-up company for a year: reps in many zones, their days off, and processes that fail."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.domain.people import Person, PersonId, Role, WorkHours
from storage.claims import Slot
from storage.people_calendar import Absence, Holiday

# Every hour of the day, half and quarter hours, and both hemispheres' clock changes.
ZONES = (
    "Pacific/Auckland",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Australia/Adelaide",
    "Asia/Tokyo",
    "Asia/Singapore",
    "Asia/Bangkok",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Dubai",
    "Asia/Tehran",
    "Africa/Cairo",
    "Africa/Johannesburg",
    "Europe/Berlin",
    "Europe/London",
    "Atlantic/Azores",
    "America/Sao_Paulo",
    "America/St_Johns",
    "America/Santiago",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Pacific/Honolulu",
)
LONGEST_OUTAGE = timedelta(hours=12)
_BREAK = timedelta(minutes=10)
_DAY = timedelta(days=1)
_FRIDAY_OFF = frozenset({6, 0, 1, 2, 3})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """One process is down from `begins` to `ends`. Some die with claims in their hands."""

    begins: datetime
    ends: datetime
    holding: int

    def covers(self, at: datetime) -> bool:
        return self.begins <= at < self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    reps: tuple[Person, ...]
    hours: dict[PersonId, WorkHours]
    leave: tuple[Absence, ...]
    holidays: tuple[Holiday, ...]
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [self.first + _DAY * n for n in range((self.last - self.first).days + 1)]

    def expected(self) -> set[Slot]:
        """Every morning that there has to be, worked out without the calendar under test."""
        closed = {(one.region, one.day) for one in self.holidays}
        away = {(one.person_id, day) for one in self.leave for day in one.days()}
        return {
            Slot(rep.id, day)
            for rep in self.reps
            for day in self.days
            if day.weekday() in self.hours[rep.id].weekdays
            and (rep.region, day) not in closed
            and (rep.id, day) not in away
        }

    def opens(self, slot: Slot) -> datetime:
        rep = self.reps[int(slot.rep_id.removeprefix("rep"))]
        return opens(rep, self.hours[rep.id], slot.on)


def opens(rep: Person, hours: WorkHours, day: date) -> datetime:
    return datetime.combine(day, hours.brief_at, ZoneInfo(rep.timezone)).astimezone(UTC)


def company(reps: int, zones: Sequence[str], first: date, last: date, seed: int) -> Company:
    """Some have other hours or weeks, all have leave, and each region its holidays."""
    random = Random(seed)
    people = tuple(
        Person(
            id=PersonId(f"rep{number:04}"),
            name=f"Rep {number}",
            role=Role.REP,
            timezone=zones[number % len(zones)],
            region=zones[number % len(zones)].split("/")[0],
        )
        for number in range(reps)
    )
    span = (last - first).days + 1
    return Company(
        reps=people,
        hours={one.id: _hours(random) for one in people},
        leave=tuple(_leave(one, first, span, random) for one in people if span > 20),
        holidays=tuple(
            Holiday(day=first + _DAY * random.randrange(span), name="A holiday", region=region)
            for region in sorted({one.region or "" for one in people})
            for _ in range(span // 40)
        ),
        first=first,
        last=last,
    )


def _hours(random: Random) -> WorkHours:
    weekdays = _FRIDAY_OFF if random.random() < 0.1 else WorkHours().weekdays
    # Not later than 08:30: after a later brief, 12 hours of outage may leave nothing of the day.
    brief_at = time(7, 30) if random.random() < 0.1 else WorkHours().brief_at
    return WorkHours(brief_at=brief_at, weekdays=weekdays)


def _leave(rep: Person, first: date, span: int, random: Random) -> Absence:
    begins = first + _DAY * random.randrange(span)
    days = random.randrange(1, max(2, span // 20))
    return Absence(person_id=rep.id, first_day=begins, last_day=begins + _DAY * (days - 1))


def outages(made: Company, replicas: int, seed: int) -> list[list[Outage]]:
    """Each process is down now and then, up to 12 hours; each few days all are down at once.

    Half of them go down in the very seconds in which mornings begin.
    """
    random = Random(seed)
    begin = datetime.combine(made.first, time(), UTC) - _DAY
    end = datetime.combine(made.last, time(), UTC) + 2 * _DAY
    common = list(_some(made, begin, end, timedelta(days=5), random))
    return [
        _apart(sorted([*common, *_some(made, begin, end, timedelta(days=3), random)], key=_begin))
        for _ in range(replicas)
    ]


def _some(
    made: Company, begin: datetime, end: datetime, every: timedelta, random: Random
) -> Iterator[Outage]:
    at = begin
    while (at := at + every * random.uniform(0.5, 1.5)) < end:
        begins = at
        if random.random() < 0.5:
            rep = random.choice(made.reps)
            begins = opens(rep, made.hours[rep.id], at.date()) + timedelta(seconds=1)
        length = LONGEST_OUTAGE * min(1.0, random.uniform(0.002, 1.2))
        yield Outage(begins=begins, ends=begins + length, holding=random.choice((0, 1, 4)))


def _apart(found: list[Outage]) -> list[Outage]:
    """One process can't be down twice at once; between two outages it is up for a while."""
    kept: list[Outage] = []
    for outage in found:
        if not kept or outage.begins >= kept[-1].ends + _BREAK:
            kept.append(outage)
    return kept


def _begin(outage: Outage) -> datetime:
    return outage.begins
