"""What was said of one stretch of time: a period, which side of it, rows by it, or a comparison."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.answers.calendar import Calendar, Grain
from bot.answers.periods import Lean, NotAPeriod, Period, PeriodKind, resolve
from bot.answers.plan import Versus


class Edge(StrEnum):
    WITHIN = "within"
    SINCE = "since"
    AFTER = "after"
    BEFORE = "before"
    UNTIL = "until"
    AT = "at"  # how things stood at its end


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said of time from token `start` up to, but without, `end`.

    A period with the side of it that is meant, `to` where it is the first of a range; or a grain
    to group by; or what to compare with; or, with none of them, "ever".
    """

    start: int
    end: int
    period: Period | None = None
    edge: Edge = Edge.WITHIN
    to: Period | None = None
    grain: Grain | None = None
    versus: Versus | None = None
    is_day: bool = False
    core: int = -1  # where the period itself begins, after its preposition
    is_weekday: bool = False
    is_end: bool = False

    def bounded(self, today: date, calendar: Calendar, lean: Lean) -> Period | None:
        """As one period; its edges worked out into days. Raises NotAPeriod."""
        if self.period is None:
            return None
        if self.to is not None:
            start = resolve(self.period, today, calendar, lean).start
            end = resolve(self.to, today, calendar, lean).last
            return absolute(start, end)
        if self.edge in (Edge.WITHIN, Edge.AT):
            return self.period
        span = resolve(self.period, today, calendar, lean)
        match self.edge:
            case Edge.SINCE:
                return absolute(span.start, None)
            case Edge.AFTER:
                return absolute(span.end, None)
            case Edge.BEFORE:
                return absolute(None, span.start - timedelta(days=1))
            case _:
                return absolute(None, span.last)


def absolute(start: date | None, end: date | None) -> Period:
    if start and end and start > end:
        raise NotAPeriod("it ends before it begins")
    return Period(kind=PeriodKind.ABSOLUTE, start=start, end=end)
