"""The week of a team: what became of the open deals that close this quarter, and who needs help."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.answers.answer import Answer, Status
from bot.answers.ask import Answers
from bot.answers.calendar import Calendar, Grain, Span
from bot.answers.periods import Period, PeriodKind
from bot.answers.plan import Filter, Group, Intent, Op, Plan
from bot.domain.briefs import Judged
from bot.domain.missions import Moment
from bot.domain.people import Person, PersonId, Role
from bot.mission.calendar import instant_of
from bot.mission.lookup import Lookup

_AT = time(8)
_DAY = timedelta(days=1)
_SATURDAY = 5
_CURRENCIES = Plan(measures=("deals",), group_by=(Group(field="currency"),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Needing:
    """A rep with deals that need somebody now, the worst first."""

    rep: str
    deals: tuple[Judged, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What moved in one currency ("" where none is known); where `answer` is none, it says why."""

    currency: str
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """`moved` has each currency by itself, the largest first. `window` bounds the close dates that
    count.
    """

    days: Span
    window: Span
    scope: str
    moved: tuple[Moved, ...]
    needing: tuple[Needing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklySummary:
    """Weeks in the workspace's calendar and zone, as somebody may see them."""

    answers: Answers
    lookup: Lookup

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self._calendar.zone)

    def starts(self, now: datetime) -> date:
        """The first day of the week in which it is now."""
        return self._calendar.unit(Grain.WEEK, self._calendar.day_of(now)).start

    def due_at(self, start: date) -> datetime:
        """When the week before the one that starts then is told: on its first working day."""
        day = start
        while day.weekday() >= _SATURDAY:
            day += _DAY
        return instant_of(day, _AT, self.zone)

    async def of(self, person: Person, now: datetime, start: date) -> Week:
        """The week before the one that starts on that day."""
        days = self._calendar.unit(Grain.WEEK, start - _DAY)
        window = self._calendar.unit(Grain.FISCAL_QUARTER, days.last)
        moment = Moment(now=now, today=self._calendar.day_of(now), zone=self._calendar.zone)
        plan = Plan(
            intent=Intent.MOVEMENT,
            periods=(_period(days),),
            window=_period(window),
        )
        found = [
            Moved(currency=name, answer=await self.answers.answer(one, person, moment))
            for name, one in await self._in_each(plan, person, moment)
        ]
        return Week(
            days=days,
            window=window,
            scope=scope_of(person),
            moved=tuple(sorted(found, key=_size, reverse=True)),
            needing=await self._needing(person),
        )

    async def _in_each(self, plan: Plan, person: Person, moment: Moment) -> list[tuple[str, Plan]]:
        """The plan for each currency, as amounts of several are never added up."""
        answer = await self.answers.answer(_CURRENCIES, person, moment)
        rows = answer.table.rows if answer.table else ()
        names = sorted(str(row[0]) for row in rows if row[0])
        if len(names) < 2:
            return [("".join(names), plan)]
        only = {name: Filter(field="currency", values=(name,)) for name in names}
        if len(names) < len(rows):
            only[""] = Filter(field="currency", op=Op.EMPTY)
        return [(name, replace(plan, filters=(one,))) for name, one in only.items()]

    async def _needing(self, person: Person) -> tuple[Needing, ...]:
        """The reps with the worst deals first."""
        found: dict[PersonId, list[Judged]] = {}
        for rep, one in await self.lookup.at_risk(person):
            found.setdefault(rep, []).append(one)
        names = {one.id: one.name for one in await self.lookup.people.all()}
        return tuple(
            Needing(rep=names.get(rep, rep), deals=tuple(deals)) for rep, deals in found.items()
        )

    @property
    def _calendar(self) -> Calendar:
        return self.answers.model.days


def scope_of(person: Person) -> str:
    """Whose deals they may see, told to others."""
    match person.role:
        case Role.MANAGER:
            return f"the deals of {person.name} and of everybody who reports to them"
        case Role.REP:
            return f"the deals of {person.name}"
        case _:
            return "everybody’s deals"


def _period(span: Span) -> Period:
    return Period(kind=PeriodKind.ABSOLUTE, start=span.start, end=span.last)


def _size(moved: Moved) -> tuple[bool, Decimal]:
    answer = moved.answer
    rows: Sequence[Sequence[object]] = answer.table.rows if answer.table else ()
    amounts = [abs(Decimal(str(row[2] or 0))) for row in rows]
    return answer.status is Status.ANSWERED, sum(amounts, Decimal(0))
