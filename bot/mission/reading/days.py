"""Days as business people count them: working weeks, parts of months, quarters, feasts, seasons.

Every function takes the writer's today and gives the first and the last day that may be meant.
"""

import calendar
from datetime import date, timedelta

Span = tuple[date, date]

SATURDAY = 5


def day(today: date, offset: int = 0) -> Span:
    there = today + timedelta(days=offset)
    return there, there


def weekday(today: date, number: int) -> Span:
    """The next such day after today."""
    return day(today, (number - today.weekday() - 1) % 7 + 1)


def weekday_of_week(today: date, number: int, weeks: int) -> Span:
    return day(today, number - today.weekday() + 7 * weeks)


_PARTS_OF_WEEK = {"start": (0, 1), "mid": (1, 3), "late": (3, 4), "end": (4, 4)}


def week(today: date, weeks: int, part: str = "") -> Span:
    """Monday to Friday of the week so many weeks on; the rest of it for the running one."""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
    first, last = _PARTS_OF_WEEK.get(part, (0, 4))
    start, end = monday + timedelta(days=first), monday + timedelta(days=last)
    if end < today:  # written on a weekend
        return day(today, 6 - today.weekday()) if today.weekday() >= SATURDAY else day(today)
    return max(start, today), end


def iso_week(today: date, number: int, part: str = "") -> Span | None:
    if not 1 <= number <= 53:
        return None
    for year in (today.year, today.year + 1):
        try:
            monday = date.fromisocalendar(year, number, 1)
        except ValueError:
            return None
        if monday + timedelta(days=11) >= today:
            first, last = _PARTS_OF_WEEK.get(part, (0, 4))
            return monday + timedelta(days=first), monday + timedelta(days=last)
    return None


def later(today: date, amount: int, unit: str) -> date:
    amount = min(amount, 400)
    match unit:
        case "day":
            return today + timedelta(days=amount)
        case "workday":
            there = today
            for _ in range(amount):
                there += timedelta(days=1)
                while there.weekday() >= SATURDAY:
                    there += timedelta(days=1)
            return there
        case "week":
            return today + timedelta(weeks=amount)
        case "year":
            amount *= 12
        case _:
            pass
    return _plus_months(today, amount)


def month(today: date, number: int, part: str = "", year: int | None = None) -> Span | None:
    """A month by name: the running one or the next such, unless a year was said."""
    if year is None:
        year = today.year if number >= today.month else today.year + 1
    return month_part(year, number, part)


def month_part(year: int, number: int, part: str) -> Span | None:
    if not (1 <= number <= 12 and 1990 <= year <= 2200):
        return None
    length = calendar.monthrange(year, number)[1]
    ends = {"start": (1, 10), "mid": (11, 20), "late": (21, length), "half1": (1, 15)}
    ends |= {"half2": (16, length), "first": (1, 3)}
    if part == "end":
        return month_end(date(year, number, length))
    first, last = ends.get(part, (1, length))
    return date(year, number, first), date(year, number, last)


def months_on(today: date, months: int, part: str = "") -> Span | None:
    there = _plus_months(today.replace(day=1), months)
    return month_part(there.year, there.month, part)


def month_end(last: date) -> Span:
    """The last working day and the last day."""
    return last - timedelta(days=max(0, last.weekday() - 4)), last


def day_of_month(today: date, number: int) -> Span | None:
    """ "the 9th": this month's if still to come, else the next one's."""
    there = today.replace(day=1)
    for _ in range(4):
        length = calendar.monthrange(there.year, there.month)[1]
        if number <= length and there.replace(day=number) >= today:
            return day(there.replace(day=number))
        there = _plus_months(there, 1)
    return None


def day_and_month(today: date, number: int, month_number: int, year: int | None) -> Span | None:
    """A full date; without a year the nearest one, a little of the past included."""
    years = [year] if year is not None else [today.year - 1, today.year, today.year + 1]
    found = [there for each in years if (there := _date(each, month_number, number))]
    if year is None:
        found = [there for there in found if there >= today - timedelta(days=75)]
    return day(found[0]) if found else None


def quarter(today: date, number: int, part: str = "", year: int | None = None) -> Span | None:
    if not 1 <= number <= 4:
        return None
    if year is None:
        year = today.year if number >= (today.month + 2) // 3 else today.year + 1
    return _block(year, 3 * number - 2, 3, part)


def quarters_on(today: date, quarters: int, part: str = "") -> Span | None:
    there = _plus_months(today.replace(day=1, month=(today.month - 1) // 3 * 3 + 1), 3 * quarters)
    return _block(there.year, there.month, 3, part)


def half(today: date, number: int, part: str = "", year: int | None = None) -> Span | None:
    if year is None:
        year = today.year if number >= (today.month + 5) // 6 else today.year + 1
    return _block(year, 6 * number - 5, 6, part)


def year_on(today: date, years: int, part: str = "") -> Span | None:
    there = today.year + years
    if part == "end":
        return date(there, 12, 15), date(there, 12, 31)
    if part == "start":
        return date(there, 1, 2), date(there, 1, 31)
    return date(there, 1, 1), date(there, 12, 31)


def fiscal_year(today: date, starts: int, part: str = "") -> Span | None:
    """The next fiscal year's first days, or the running one's end."""
    begin = date(today.year if starts > today.month else today.year + 1, starts, 1)
    if part == "end":
        return month_end(begin - timedelta(days=1))
    return begin, begin + timedelta(days=13)


def feast(today: date, name: str, edge: str) -> Span | None:
    """Before, at or after a feast or season, whichever comes next."""
    for year in (today.year, today.year + 1):
        first, last = _feast(year, name)
        if edge == "after" and (name, today.month) == ("christmas", 1):
            continue
        spans = {
            "before": (first - timedelta(days=7), first - timedelta(days=1)),
            "after": (last + timedelta(days=1), last + timedelta(days=14)),
        }
        found = spans.get(edge, (first, last))
        if found[1] >= today:
            return found
    return None


# Days from Easter Sunday, first and last.
_FROM_EASTER = {
    "easter": (-2, 1),
    "holidays": (-2, 1),
    "holyweek": (-6, 1),
    "ascension": (39, 39),
    "pentecost": (49, 50),
    "carnival": (-52, -46),
}
# Month and day, first and last; Christmas lasts into the next year.
_FIXED = {
    "christmas": ((12, 24), (12, 31)),
    "newyear": ((1, 1), (1, 1)),
    "epiphany": ((1, 6), (1, 6)),
    "spring": ((3, 20), (5, 31)),
    "summer": ((7, 1), (8, 31)),
    "autumn": ((9, 15), (11, 30)),
    "rentree": ((9, 1), (9, 15)),
    "winter": ((12, 1), (12, 23)),
}


def _feast(year: int, name: str) -> Span:
    if name in _FROM_EASTER:
        first, last = _FROM_EASTER[name]
        easter = _easter(year)
        return easter + timedelta(days=first), easter + timedelta(days=last)
    if name == "thanksgiving":
        november = date(year, 11, 1)
        there = november + timedelta(days=(3 - november.weekday()) % 7 + 21)
        return there, there + timedelta(days=1)
    begin, end = _FIXED[name]
    last_day = date(year, *end) + timedelta(days=1 if name == "christmas" else 0)
    return date(year, *begin), last_day


def _easter(year: int) -> date:
    """Sunday by the Gregorian computus (Meeus, Jones and Butcher)."""
    golden, century = year % 19, year // 100
    leap = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon = leap - (leap // 28) * (1 - (29 // (leap + 1)) * ((21 - golden) // 11))
    sunday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    shift = moon - sunday
    number = 3 + (shift + 40) // 44
    return date(year, number, shift + 28 - 31 * (number // 4))


def _plus_months(start: date, months: int) -> date:
    index = start.year * 12 + start.month - 1 + months
    year, number = divmod(index, 12)
    length = calendar.monthrange(year, number + 1)[1]
    return date(year, number + 1, min(start.day, length))


def _block(year: int, first_month: int, months: int, part: str) -> Span | None:
    begin = date(year, first_month, 1)
    end = _plus_months(begin, months) - timedelta(days=1)
    if part == "end":
        return month_end(end)
    if part == "start":
        return begin, begin + timedelta(days=13)
    if part == "mid":
        middle = begin + (end - begin) / 2
        return middle - timedelta(days=10), middle + timedelta(days=10)
    return begin, end


def _date(year: int, number: int, day_number: int) -> date | None:
    try:
        return date(year, number, day_number)
    except ValueError:
        return None
