"""Working days: Monday to Friday, and dates in words."""

from datetime import date, timedelta

_WEEKEND = 5
# Not strftime: it is slow, and speaks the machine's language.
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def is_workday(day: date) -> bool:
    return day.weekday() < _WEEKEND


def on_or_after(day: date) -> date:
    """`day` itself, or the Monday after where it falls on a weekend."""
    late = day.weekday() - _WEEKEND
    return day if late < 0 else day + timedelta(days=2 - late)


def next_workday(day: date) -> date:
    return on_or_after(day + timedelta(days=1))


def add_workdays(day: date, count: int) -> date:
    """The working day `count` working days after `day`."""
    for _ in range(count):
        day = next_workday(day)
    return day


def workdays_after(first: date, last: date) -> int:
    """How many working days lie after `first`, up to and including `last`; never negative."""
    if last <= first:
        return 0
    weeks, rest = divmod((last - first).days, 7)
    start = first.weekday()
    return weeks * 5 + sum((start + step) % 7 < _WEEKEND for step in range(1, rest + 1))


def in_words(day: date, today: date) -> str:
    """`today`, `tomorrow`, or as in `Thu 9 Apr`, with the year where it is another one."""
    near = _NEAR.get((day - today).days)
    if near is not None:
        return near
    plain = f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    return plain if day.year == today.year else f"{plain} {day.year}"


def back_to_workday(day: date) -> date:
    """`day` itself, or the Friday before where it falls on a weekend."""
    late = day.weekday() - _WEEKEND
    return day if late < 0 else day - timedelta(days=late + 1)
