"""The moment at which a command works: now, or the morning of a day that was named."""

from datetime import UTC, date, datetime, time

from bot.domain.missions import Moment
from bot.domain.people import Person
from bot.mission.calendar import zone_of

_MORNING = time(8)


def moment_of(person: Person, on: date | None) -> Moment:
    """08:00 of that day where the person lives, or this very moment."""
    zone = zone_of(person)
    now = datetime.combine(on, _MORNING, zone) if on else datetime.now(zone)
    return Moment(now=now.astimezone(UTC), today=now.date(), zone=zone.key)
