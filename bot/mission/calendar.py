"""When whose mission is due: pure, from hours, zones, and what is recorded of the mornings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.missions import Moment
from bot.domain.people import Person, PersonId, WorkHours
from storage.claims import Record, Slot, Standing

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLimits:
    """The local times between which a mission may begin at all, whatever a person's hours say.

    A morning that was held up begins until `last_start`; one that was cut off is taken over until
    `last_resume`, early enough to be finished by the evening.
    """

    earliest: time = time(7)
    last_start: time = time(20, 30)
    last_resume: time = time(20, 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The instants that bound one rep's mission of one day."""

    opens: datetime
    last_start: datetime
    last_resume: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A mission that may begin now, and no more at `until`."""

    slot: Slot
    opens: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What there is to do: missions to run, longest waiting first, and mornings lost for good."""

    due: tuple[Due, ...]
    missed: Mapping[Slot, str]


def zone_of(person: Person) -> ZoneInfo:
    """The person's zone; UTC where the CRM's is none that exists, so that their day still comes."""
    try:
        return person.zone
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def instant_of(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When that local time comes: of a repeated one the first, of a skipped one the gap's end."""
    local = datetime.combine(day, clock)
    early = local.replace(tzinfo=zone).astimezone(UTC)
    if early.astimezone(zone).replace(tzinfo=None) == local:
        return early
    return _end_of_gap(local, zone)


def moment_at(person: Person, now: datetime) -> Moment:
    """This instant as the person lives it."""
    zone = zone_of(person)
    return Moment(now=now, today=now.astimezone(zone).date(), zone=zone.key)


def moment_on(person: Person, day: date) -> Moment:
    """The usual start of that day where the person is; what `--on` means."""
    zone = zone_of(person)
    return Moment(now=instant_of(day, WorkHours().brief_at, zone), today=day, zone=zone.key)


def window(day: date, hours: WorkHours, zone: ZoneInfo, limits: DayLimits) -> Window | None:
    """None on a day off, and on a day that the zone skipped."""
    if not hours.works_on(day):
        return None
    # Hours outside the limits are moved to the nearest edge: a brief at night is nobody's wish.
    clock = min(max(hours.brief_at, limits.earliest), limits.last_start)
    opens = instant_of(day, clock, zone)
    if opens.astimezone(zone).date() != day:
        return None
    return Window(
        opens=opens,
        last_start=instant_of(day, limits.last_start, zone),
        last_resume=instant_of(day, limits.last_resume, zone),
    )


def agenda(
    people: Iterable[Person],
    hours: Mapping[PersonId, WorkHours],
    record: Record,
    now: datetime,
    limits: DayLimits,
) -> Agenda:
    """Looks at each person's local today, and at the days since their last recorded morning."""
    book = _Book(
        people={person.id: (person, zone_of(person)) for person in people},
        hours=hours,
        record=record,
        now=now,
        limits=limits,
        windows={},
    )
    due = [found for person_id in book.people if (found := book.due(person_id))]
    return Agenda(
        due=tuple(sorted(due, key=lambda d: (d.opens, d.slot))),
        missed=dict([*book.unfinished(), *book.never_begun()]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """What the agenda of one instant is made from; people who share a day share its window."""

    people: Mapping[PersonId, tuple[Person, ZoneInfo]]
    hours: Mapping[PersonId, WorkHours]
    record: Record
    now: datetime
    limits: DayLimits
    windows: dict[tuple[date, str, WorkHours], Window | None]

    def due(self, person_id: PersonId) -> Due | None:
        slot = Slot(person_id, self._today(person_id))
        bounds = self._window(slot)
        if bounds is None or slot in self.record.settled or self.now < bounds.opens:
            return None
        standing = self.record.unfinished.get(slot)
        if standing is not None and not standing.is_free(self.now):
            return None
        until = bounds.last_start if standing is None else bounds.last_resume
        if self.now > until:
            return None
        return Due(slot=slot, opens=bounds.opens, until=until)

    def unfinished(self) -> Iterable[tuple[Slot, str]]:
        """Mornings that were begun, are nobody's now, and may not be taken up any more."""
        for slot, standing in self.record.unfinished.items():
            if standing.is_free(self.now) and self._is_over(slot):
                yield slot, _how_often(standing)

    def never_begun(self) -> Iterable[tuple[Slot, str]]:
        """Before the first recorded morning nothing counts as missed: the person may be new."""
        for person_id, latest in self.record.latest.items():
            if person_id not in self.people:
                continue
            today = self._today(person_id)
            day = latest + _DAY
            while day <= today:
                slot, bounds = Slot(person_id, day), self._window(Slot(person_id, day))
                if bounds is not None and self.now > bounds.last_start:
                    yield slot, self._nobody_began(slot, bounds)
                day += _DAY

    def _is_over(self, slot: Slot) -> bool:
        if slot.rep_id not in self.people:
            return True
        bounds = self._window(slot)
        # Begun, then turned into a day off: nobody waits for it any more.
        return bounds is None or self.now > bounds.last_resume

    def _nobody_began(self, slot: Slot, bounds: Window) -> str:
        zone = self.people[slot.rep_id][1]
        return (
            f"No mission began between {bounds.opens.astimezone(zone):%H:%M} and"
            f" {bounds.last_start.astimezone(zone):%H:%M}: Daybreak was not running, or could not"
            " reach its database."
        )

    def _today(self, person_id: PersonId) -> date:
        return self.now.astimezone(self.people[person_id][1]).date()

    def _window(self, slot: Slot) -> Window | None:
        zone = self.people[slot.rep_id][1]
        hours = self.hours.get(slot.rep_id, WorkHours())
        key = (slot.on, zone.key, hours)
        if key not in self.windows:
            self.windows[key] = window(slot.on, hours, zone, self.limits)
        return self.windows[key]


def _how_often(standing: Standing) -> str:
    times = "once" if standing.attempt == 1 else f"{standing.attempt} times"
    last = f" The last time: {standing.reason}" if standing.reason else ""
    return f"It was begun {times} and never finished.{last}"


def _end_of_gap(local: datetime, zone: ZoneInfo) -> datetime:
    """The first instant after the gap that swallowed a local time."""
    before = local.replace(tzinfo=zone, fold=0).utcoffset() or timedelta()
    after = local.replace(tzinfo=zone, fold=1).utcoffset() or timedelta()
    low, high = (local - after).replace(tzinfo=UTC), (local - before).replace(tzinfo=UTC)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        if middle.astimezone(zone).utcoffset() == after:
            high = middle
        else:
            low = middle
    return high.replace(microsecond=0)
