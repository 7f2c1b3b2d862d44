"""When somebody may be written to, by the clock on their own wall."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.policy.rules import QuietHours


def next_allowed(at: datetime, zone: ZoneInfo, quiet: QuietHours) -> datetime | None:
    """None if the instant is no quiet one there; else the first later one that is not, in UTC.

    A wall time that the clock jumps over is the first instant after the jump.
    """
    local = at.astimezone(zone)
    ends, begins = time.fromisoformat(quiet.ends), time.fromisoformat(quiet.begins)
    if local.weekday() not in quiet.days and ends <= local.time() < begins:
        return None
    day = local.date()
    if local.time() >= begins:
        day += timedelta(days=1)
    while day.weekday() in quiet.days:
        day += timedelta(days=1)
    # To UTC and back: a time within a gap comes out as a real one.
    opens = datetime.combine(day, ends, zone).astimezone(UTC)
    return max(opens, at.astimezone(UTC)) if opens <= at else opens
