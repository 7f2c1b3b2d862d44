"""What one cell may hold: each function takes its text and gives a value or says why not."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

from bot.crm.loading.faults import Refused, shown

YEARS = range(1900, 2200)
LARGEST_AMOUNT = Decimal(900_000_000_000_000)  # more would not fit into 64 bits at four places
LARGEST_COUNT = 10**15
_NUMBER = re.compile(r"(-?[0-9]{1,40})(?:\.([0-9]{1,40}))?")
_EXPONENT = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,3})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)"
    r" ?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_TRUE = frozenset({"true", "yes", "1"})
_FALSE = frozenset({"false", "no", "0"})


def amount(text: str) -> Decimal:
    value = _decimal(text)
    if abs(value) > LARGEST_AMOUNT:
        raise Refused(f"{shown(text)} is larger than {LARGEST_AMOUNT:,}")
    if value != value.quantize(Decimal("0.0001")):
        raise Refused(f"{shown(text)} has more than 4 decimal places")
    return value


def price(text: str) -> Decimal:
    value = amount(text)
    if value < 0:
        raise Refused(f"{shown(text)} is negative")
    return value


def count(text: str) -> int:
    """A whole number; `12.0`, as some exports write it, is one."""
    value = _decimal(text)
    if value < 0 or value != value.to_integral_value() or value > LARGEST_COUNT:
        raise Refused(f"{shown(text)} is not a whole number from 0 to {LARGEST_COUNT:,}")
    return int(value)


def measure(text: str) -> float:
    """A measured value; figures may come with an exponent."""
    if not _EXPONENT.fullmatch(text):
        raise Refused(f"{shown(text)} is not a plain number, as in 1200.5")
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise Refused(f"{shown(text)} is too large")
    return value


def day(text: str) -> date:
    """A date; of an instant, the date that it has where it was written."""
    if _DATE.fullmatch(text):
        return _day(text)
    instant(text)
    return _day(text[:10])


def instant(text: str) -> datetime:
    """An instant in UTC; a date alone is its midnight in UTC."""
    if _DATE.fullmatch(text):
        at = _day(text)
        return datetime(at.year, at.month, at.day, tzinfo=UTC)
    found = _INSTANT.fullmatch(text)
    if not found:
        raise Refused(f"{shown(text)} is not a date (2026-03-31) or instant (2026-03-31T09:00Z)")
    _day(found[1])
    if not found[3]:
        raise Refused(f"{shown(text)} has no offset from UTC, as in 2026-03-31T09:00+01:00")
    try:
        return datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3]}").astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(f"{shown(text)} has a time that no clock shows") from None


def flag(text: str) -> bool:
    if text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    raise Refused(f"{shown(text)} is not one of true, false")


def currency(text: str) -> str:
    if not re.fullmatch("[A-Z]{3}", text):
        raise Refused(f"{shown(text)} is not a currency code, as in EUR")
    return text


def one_of(allowed: type[StrEnum]) -> Callable[[str], str]:
    names = ", ".join(allowed)

    def read(text: str) -> str:
        if text not in list(allowed):
            raise Refused(f"{shown(text)} is not one of {names}")
        return text

    return read


def zone_in(zones: frozenset[str]) -> Callable[[str], str]:
    """Names of time zones among those that this machine knows."""

    def read(text: str) -> str:
        if text not in zones:
            raise Refused(f"{shown(text)} is not a time zone, as in Europe/Berlin")
        return text

    return read


def _decimal(text: str) -> Decimal:
    found = _NUMBER.fullmatch(text)
    if not found:
        raise Refused(
            f"{shown(text)} is not a plain number: digits and a point, as in 1200.50,"
            " without currency or separators"
        )
    return Decimal(text)


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{shown(text)} is not a day of the calendar") from None
    if found.year not in YEARS:
        raise Refused(f"{shown(text)} is not between {YEARS[0]} and {YEARS[-1]}")
    return found
