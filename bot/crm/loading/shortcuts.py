"""The commonest spellings of numbers and instants, straight to what the database takes.

A million deals have a million different instants: to build a value of each and to format it again
costs more than everything else. A shortcut is taken only where it is proven on a sample to give
what the long way gives, and for any text that is not quite usual it gives None.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from bot.crm.loading import cells

Encode = Callable[[Any], Any]
Shortcut = Callable[[str], Any]

_MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def shortcut_for(read: Callable[[str], Any], encode: Encode | None) -> Shortcut | None:
    """For a column that is read like this and encoded like that; None: there is no short way."""
    if encode is None:
        return None
    if read is cells.instant and encode(_MOMENT) == _instant("2026-01-02T03:04:05Z"):
        return _instant
    if read in (cells.amount, cells.price) and encode(Decimal("12.5")) == _amount("12.5"):
        return _amount
    return None


def _instant(text: str) -> str | None:
    # The marks between the digits, and nothing behind them.
    marks = text[4:20:3] + text[20:]
    if marks not in ("--T::Z", "--T::+00:00") or not "1900" <= text[:4] < "2200":
        return None
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return None
    return f"{text[:10]} {text[11:19]}.000000"


def _amount(text: str) -> int | None:
    whole, _, places = text.partition(".")
    if len(whole) > 14 or len(places) > 4 or not text.isascii() or not whole.isdigit():
        return None
    if places:
        return int(whole + places.ljust(4, "0")) if places.isdigit() else None
    return int(whole) * 10_000 if "." not in text else None
