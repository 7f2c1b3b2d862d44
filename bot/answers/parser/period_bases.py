"""What one stretch of time was called, as a period of a plan."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.answers.calendar import Grain
from bot.answers.parser.period_words import Grammar
from bot.answers.parser.said import Said, absolute
from bot.answers.periods import Period, PeriodKind
from bot.answers.plan import Versus

_NUMBERS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "six": 6,
    "twelve": 12,
    "zwei": 2,
    "drei": 3,
    "vier": 4,
    "sechs": 6,
    "deux": 2,
    "trois": 3,
    "dos": 2,
    "tres": 3,
    "seis": 6,
}
_FISCAL = {
    Grain.QUARTER: Grain.FISCAL_QUARTER,
    Grain.HALF: Grain.FISCAL_HALF,
    Grain.YEAR: Grain.FISCAL_YEAR,
}
_NUMBERED = {Grain.MONTH: 12, Grain.QUARTER: 4, Grain.HALF: 2}
_WEEK = 7
_CENTURY = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One match of a base pattern, read on a day."""

    grammar: Grammar
    today: date
    match: re.Match[str]

    def said(self, name: str, start: int, end: int) -> Said | None:
        """None where the words can't be meant so ("31 February", "month 3")."""
        kind, _, what = name.partition(".")
        at = Said(start=start, end=end)
        match kind:
            case "versus":
                return replace(at, versus=_VERSUS[what], grain=self._unit_or_none())
            case "each":
                return replace(at, grain=Grain(what) if what else self._grain())
            case "ever":
                return at
            case "firsts" | "lasts":
                return self._run(at, from_end=kind == "lasts")
            case _:
                period, is_day = self._period(kind, what)
                at = replace(at, is_weekday=kind == "weekday", is_end=kind == "end")
                return replace(at, period=period, is_day=is_day) if period else None

    def _period(self, kind: str, what: str) -> tuple[Period | None, bool]:
        if kind in ("iso", "day", "dotted", "slashed", "weekday"):
            day = self._day(kind)
            return (absolute(day, day) if day else None), True
        return self._stretch(kind, what), kind in ("today", "yesterday", "tomorrow")

    def _stretch(self, kind: str, what: str) -> Period | None:
        match kind:
            case "relative":
                return self._relative()
            case "rolling" | "within":
                return self._rolling(ahead=kind == "within")
            case "ago":
                return _relative_to(self._grain(), -self._count())
            case "quarter" | "half" | "ordinal" | "month":
                return self._numbered(kind)
            case "year" | "year_so_far":
                return self._year(kind)
            case "fiscal_year":
                year = self.match["fy"] or self.match["year"]
                return _named(Grain.FISCAL_YEAR, 1, _full_year(year))
            case "week":
                return self._week()
            case "today" | "yesterday" | "tomorrow":
                return _relative_to(Grain.DAY, _DAYS[kind])
            case "ytd":
                return replace(_relative_to(Grain(what), 0), to_date=True)
            case _:
                return _relative_to(Grain(what) if what else self._grain(), 0)

    def _year(self, kind: str) -> Period:
        year = int(self.match["year"])
        if kind == "year_so_far" and year == self.today.year:
            return replace(_relative_to(Grain.YEAR, 0), to_date=True)
        return _named(Grain.YEAR, 1, year)

    def _relative(self) -> Period:
        grain, offset = self._grain(), self._offset()
        if self._has("past"):
            return Period(kind=PeriodKind.ROLLING, grain=grain, offset=-1, count=1)
        return replace(_relative_to(grain, offset), to_date=self._has("so_far"))

    def _rolling(self, *, ahead: bool) -> Period | None:
        offset = 1 if ahead else self._offset()
        if not offset:
            return None
        # Nobody's "last two quarters" begin in the middle of one.
        whole = self._has("full") or self._grain() in (Grain.QUARTER, Grain.HALF)
        kind = PeriodKind.RELATIVE if whole else PeriodKind.ROLLING
        return Period(kind=kind, grain=self._grain(), offset=offset, count=self._count())

    def _numbered(self, kind: str) -> Period | None:
        grain = {"quarter": Grain.QUARTER, "half": Grain.HALF, "month": Grain.MONTH}.get(kind)
        grain = grain or self._grain()
        if grain not in _NUMBERED and grain not in _FISCAL.values():
            return None
        fiscal = self._group("fy0", "fy") or ""
        if fiscal.startswith("fy"):
            return _named(_FISCAL.get(grain, grain), self._number(kind), _full_year(fiscal))
        year = self._group("year") or fiscal
        return _named(grain, self._number(kind), int(year) if year else self._near_year())

    def _run(self, at: Said, *, from_end: bool) -> Said | None:
        """ "the first three quarters of 2026"; None where a year has not so many."""
        grain, count = self._grain(), self._count()
        most = _NUMBERED.get(grain, 0)
        fiscal = self._group("fy")
        year = _full_year(fiscal) if fiscal else int(self._group("year") or 0) or self._near_year()
        if not 0 < count <= most or not year:
            return None
        grain = _FISCAL.get(grain, grain) if fiscal else grain
        first, last = (most - count + 1, most) if from_end else (1, count)
        return replace(at, period=_named(grain, first, year), to=_named(grain, last, year))

    def _number(self, kind: str) -> int:
        if kind == "month":
            return self.grammar.month(self.match["month"])
        if kind == "ordinal":
            number = self.grammar.ordinal(self.match["ordinal"])
            return min(number, _NUMBERED.get(self._grain(), number))
        return int(self.match["number"])

    def _near_year(self) -> int:
        """The year of "Q3 last year"; 0 where none is said."""
        for name, by in (("year_this", 0), ("year_last", -1), ("year_next", 1)):
            if self._has(name):
                return self.today.year + by
        return 0

    def _week(self) -> Period | None:
        year = int(self._group("year") or 0) or self._near_year() or self.today.year
        try:
            monday = date.fromisocalendar(year, int(self.match["number"]), 1)
        except ValueError:
            return None
        return absolute(monday, monday + timedelta(days=_WEEK - 1))

    def _day(self, kind: str) -> date | None:
        if kind == "weekday":
            return self._weekday()
        try:
            return self._date(kind)
        except ValueError:
            return None

    def _date(self, kind: str) -> date:
        match = self.match
        if kind == "iso":
            year, month, day = (int(part) for part in match["iso"].split("-"))
            return date(year, month, day)
        if kind == "dotted":
            return date(int(match["y"]), int(match["m"]), int(match["d"]))
        if kind == "slashed":
            return _slashed(int(match["a"]), int(match["b"]), int(match["y"]))
        month, day = self.grammar.month(match["month"]), int(match["day"])
        return date(int(self._group("year") or self.today.year), month, day)

    def _weekday(self) -> date:
        """The last one by default, today included; the coming one if it says "next" or "this"."""
        ahead = (self.grammar.weekday(self.match["weekday"]) - self.today.weekday()) % _WEEK
        if self._has("next") or self._has("this"):
            return self.today + timedelta(days=ahead or _WEEK)
        return self.today - timedelta(days=(_WEEK - ahead) % _WEEK)

    def _offset(self) -> int:
        if self._has("next"):
            return 1
        return -1 if self._has("last") or self._has("past") else 0

    def _count(self) -> int:
        word = self.match["n"]
        return int(word) if word.isdigit() else _NUMBERS[word]

    def _unit_or_none(self) -> Grain | None:
        return self._grain() if self._unit() else None

    def _unit(self) -> str | None:
        return self._group("unit", "unit1", "unit2")

    def _grain(self) -> Grain:
        word = self._unit()
        grain = self.grammar.unit(word) if word else Grain.DAY
        return _FISCAL.get(grain, grain) if self._has("fiscal") else grain

    def _has(self, name: str) -> bool:
        return self._group(name) is not None

    def _group(self, *names: str) -> str | None:
        known = self.match.re.groupindex
        return next((self.match[n] for n in names if n in known and self.match[n]), None)


_VERSUS = {
    "before": Versus.BEFORE,
    "unit_before": Versus.BEFORE,
    "year_before": Versus.YEAR_BEFORE,
}
_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}


def _slashed(first: int, second: int, year: int) -> date:
    """Only where it can't be misread: 12/31 and 31/12 are one day, 3/4 is two."""
    months = 12
    if first != second and first <= months and second <= months:
        raise ValueError("either may be the month")
    month, day = (second, first) if first > months else (first, second)
    return date(year if year > _CENTURY else _CENTURY + year, month, day)


def _relative_to(grain: Grain, offset: int) -> Period:
    return Period(kind=PeriodKind.RELATIVE, grain=grain, offset=offset)


def _named(grain: Grain, number: int, year: int) -> Period:
    return Period(kind=PeriodKind.NAMED, grain=grain, number=number, year=year)


def _full_year(text: str) -> int:
    year = int(text.removeprefix("fy").strip())
    return year if year > 99 else _CENTURY + year
