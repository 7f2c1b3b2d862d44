"""The commonest spellings of numbers and instants, straight to what the database takes.

A million deals have a million different instants: to build a value of each and to format it again
costs more than everything else. A shortcut is taken only where a sample proves that it gives what
the long way gives, and for any text that is not quite usual it gives None.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Protocol

from bot.crm.loading import cells
from bot.crm.loading.faults import Refused

_MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
_UTC = ("Z", "+00:00", "+0000")
_REMEMBERED = 50_000


class Shortcut(Protocol):
    def __call__(self, texts: Sequence[str]) -> list[Any]:
        """The database's values of a column; None where the long way has to be taken."""
        ...


def shortcut_for(
    read: Callable[[str], Any], encode: Callable[[Any], Any] | None
) -> Shortcut | None:
    """For a column that is read like this and encoded like that; None: there is no short way."""
    if encode is None:
        return None
    if read is cells.instant:
        instants = _Instants()
        return instants if instants(["2026-01-02T03:04:05Z"]) == [encode(_MOMENT)] else None
    if read in (cells.amount, cells.price):
        return _amounts if _amounts(["12.5"]) == [encode(Decimal("12.5"))] else None
    return None


class _Instants:
    """An instant in UTC is a day, an hour with a tenth of minutes, and the rest: there are few of
    each, so they are read once and remembered.
    """

    def __init__(self) -> None:
        self._midnights: dict[str, str | None] = {"": None}
        self._days: dict[str, str] = {}
        self._hours: dict[str, str] = {}
        self._rests: dict[str, str] = {}

    def __call__(self, texts: Sequence[str]) -> list[Any]:
        midnights, days, hours, rests = self._midnights, self._days, self._hours, self._rests
        try:
            return [
                days[text[:10]] + hours[text[10:15]] + rests[text[15:]]
                if len(text) > 10
                else midnights[text]
                for text in texts
            ]
        except KeyError:
            self._learn(texts)
        return [self._known(text) for text in texts]

    def _known(self, text: str) -> str | None:
        if len(text) <= 10:
            return self._midnights.get(text)
        try:
            return self._days[text[:10]] + self._hours[text[10:15]] + self._rests[text[15:]]
        except KeyError:
            return None

    def _learn(self, texts: Sequence[str]) -> None:
        if len(self._rests) > _REMEMBERED:
            self._rests.clear()
        for day in {text[:10] for text in texts}.difference(self._days):
            if _reads(f"{day}T00:00Z"):
                self._days[day] = day
                self._midnights[day] = f"{day} 00:00:00.000000"
        for hour in {text[10:15] for text in texts}.difference(self._hours):
            if _reads(f"2026-01-02{hour}0Z"):
                self._hours[hour] = " " + hour[1:]
        for rest in {text[15:] for text in texts}.difference(self._rests):
            # Longer ones are fractions of seconds, as different as the instants themselves.
            if rest.endswith(_UTC) and len(rest) < 14 and _reads(f"2026-01-02T00:0{rest}"):
                at = cells.instant(f"2026-01-02T00:0{rest}")
                self._rests[rest] = f"{at:%M:%S.%f}"[1:]


def _reads(text: str) -> bool:
    try:
        cells.instant(text)
    except Refused:
        return False
    return True


def _amounts(texts: Sequence[str]) -> list[Any]:
    return [_amount(text) for text in texts]


def _amount(text: str) -> int | None:
    whole, point, places = text.partition(".")
    if len(whole) > 14 or not whole.isdigit() or not text.isascii():
        return None
    if not point:
        return int(whole) * 10_000
    return int(whole + places.ljust(4, "0")) if len(places) < 5 and places.isdigit() else None
