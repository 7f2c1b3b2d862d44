"""Whole days since an instant, compared by the instant itself: so an index can be used."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from functools import reduce
from operator import or_
from typing import Any, cast

from storage.answers.query import Condition, Now, Test


def since(given: Condition, now: Now, before: Callable[[datetime], Any], unknown: Any) -> Any:
    """What `before` an instant and `unknown` are, in SQL or in memory, put together with &, | and
    ~: so that both come to the same.
    """

    def reached(days: int) -> Any:
        return before(now.day_end - timedelta(days=days))

    numbers = [Decimal(cast(Decimal, value)) for value in given.values]
    up = [-int((-number).to_integral_value(ROUND_FLOOR)) for number in numbers]
    beyond = int(numbers[0].to_integral_value(ROUND_FLOOR)) + 1 if numbers else 0
    match given.test:
        case Test.EMPTY:
            return unknown
        case Test.FILLED:
            return ~unknown
        case Test.OVER:
            return reached(beyond)
        case Test.AT_LEAST:
            return reached(up[0])
        case Test.UNDER:
            return ~unknown & ~reached(up[0])
        case Test.AT_MOST:
            return ~unknown & ~reached(beyond)
        case Test.WITHIN:
            return reached(up[0]) & ~reached(up[1])
        case _:
            days = [up[place] for place, number in enumerate(numbers) if up[place] == number]
            on = [reached(day) & ~reached(day + 1) for day in days]
            same = reduce(or_, on) if on else unknown & ~unknown
            return same if given.test is Test.IN else unknown | ~same
