"""Which deals meet a condition, decided per value of a column where there are fewer of those."""

from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import cast

import numpy as np

from storage.answers.days import since
from storage.answers.memory.attributes import Coded, Measured, attribute
from storage.answers.memory.columns import UNKNOWN, Flags, Numbers, Places, table
from storage.answers.memory.deals import MemoryDeals
from storage.answers.query import Condition, Now, Test, Value

_A_DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
BEEN_IN = "been_in"


def can_meet(deals: MemoryDeals, given: Condition, now: Now) -> bool:
    if given.column == BEEN_IN:
        return given.test in (Test.IN, Test.NOT_IN)
    found = attribute(deals, given.column, now)
    if isinstance(found, Coded):
        return given.test in _TEXT_TESTS and (given.test is not Test.CONTAINS or _are_plain(found))
    return found is not None and given.test is not Test.CONTAINS


_TEXT_TESTS = frozenset({Test.IN, Test.NOT_IN, Test.EMPTY, Test.FILLED, Test.CONTAINS})


def _are_plain(found: Coded) -> bool:
    """The databases know capital letters of their own kind beyond these; they decide there."""
    return all(str(value).isascii() for value in found.values)


def meets(deals: MemoryDeals, given: Condition, now: Now) -> Flags:
    if given.column == BEEN_IN:
        return _been_in(deals, given)
    if given.column == "age":
        return _aged(deals, given, now)
    found = attribute(deals, given.column, now)
    flags: Flags
    if isinstance(found, Coded):
        flags = _of_texts(found, given)
    elif isinstance(found, Measured):
        flags = _of_numbers(found, given)
    else:
        raise TypeError(f"{given.column} is not in memory")
    if found.root is not None:
        return _at(flags, deals.texts[found.root].places)
    return _at(flags, found.places) if isinstance(found, Coded) else flags


def _at(flags: Flags, places: Places) -> Flags:
    found: Flags = flags[places]
    return found


def _been_in(deals: MemoryDeals, given: Condition) -> Flags:
    bits = sum(1 << deals.stage_bits[str(v)] for v in given.values if str(v) in deals.stage_bits)
    stages = cast(Numbers, deals.stages)
    there: Flags = (stages & bits) != 0
    return there if given.test is Test.IN else ~there


def _aged(deals: MemoryDeals, given: Condition, now: Now) -> Flags:
    created = deals.numbers["created_at"]
    known: Flags = created != UNKNOWN

    def before(at: datetime) -> Flags:
        earlier: Flags = created < int(at.timestamp())
        return known & earlier

    found: Flags = since(given, now, before, ~known)
    return found


def _of_texts(found: Coded, given: Condition) -> Flags:
    """Per value, and for the unknown at the end; then per entry, where those lead further."""
    answers = _per_value(found, given)
    return answers if found.root is None else _at(answers, found.places)


def _per_value(found: Coded, given: Condition) -> Flags:
    size = len(found.values)
    match given.test:
        case Test.EMPTY | Test.FILLED:
            known = given.test is Test.FILLED
            return table(size, (), otherwise=known, unknown=not known)
        case Test.CONTAINS:
            part = str(given.values[0]).lower()
            places = [at for at, value in enumerate(found.values) if part in str(value).lower()]
            return table(size, places, otherwise=False, unknown=False)
        case _:
            other = given.test is Test.NOT_IN
            return table(size, _places(found, given), otherwise=other, unknown=other)


def _places(found: Coded, given: Condition) -> list[int]:
    """Where the wanted values stand, of those that occur at all."""
    if found.index is None:
        return [at for at, value in enumerate(found.values) if value in given.values]
    index = found.index
    return [at for value in given.values if (at := index.get(str(value))) is not None]


def _of_numbers(found: Measured, given: Condition) -> Flags:
    """What is unknown is only in none of some values."""
    numbers = found.numbers
    known: Flags = numbers != UNKNOWN
    match given.test:
        case Test.EMPTY:
            return ~known
        case Test.FILLED:
            return known
        case Test.NOT_IN:
            return ~(known & _among(found, given))
        case Test.IN:
            return known & _among(found, given)
        case _:
            return known & _ranged(found, numbers, given)


def _among(found: Measured, given: Condition) -> Flags:
    values = [scaled(found, value) for value in given.values]
    return np.isin(found.numbers, np.array([int(v) for v in values if v % 1 == 0], np.int64))


def _ranged(found: Measured, numbers: Numbers, given: Condition) -> Flags:
    first = given.values[0]
    answer: Flags
    match given.test:
        case Test.WITHIN:
            answer = (numbers >= edge(found, first)) & (numbers < edge(found, given.values[1]))
        case Test.OVER:
            answer = numbers > _down(found, first)
        case Test.AT_LEAST:
            answer = numbers >= edge(found, first)
        case Test.UNDER:
            answer = numbers < edge(found, first)
        case _:
            answer = numbers <= _down(found, first)
    return answer


def scaled(found: Measured, value: Value) -> Decimal:
    """A value of a query as the column counts it."""
    if isinstance(value, datetime):
        return Decimal(str(value.timestamp()))
    if isinstance(value, date):
        return Decimal((value.toordinal() - _EPOCH) * _A_DAY)
    return Decimal(cast(Decimal, value)) * found.scale


def edge(found: Measured, value: Value) -> int:
    """The first whole number that is not below a value."""
    return int(scaled(found, value).to_integral_value(ROUND_CEILING))


def _down(found: Measured, value: Value) -> int:
    return int(scaled(found, value).to_integral_value(ROUND_FLOOR))
