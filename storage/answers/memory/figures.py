"""Figures of groups over numbers in columns."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from storage.answers.memory.attributes import Measured
from storage.answers.memory.columns import Numbers, exact_sums, present
from storage.answers.query import Cell, Figure, Fold

_DAY = timedelta(days=1)
_EPOCH = date(1970, 1, 1)


def counts(groups: Numbers, size: int) -> list[Cell]:
    return [int(number) for number in np.bincount(groups, minlength=size)]


def float_cells(figure: Figure, groups: Numbers, values: Any, size: int) -> list[Cell]:
    many = np.bincount(groups, minlength=size)
    if figure.fold is Fold.COUNT:
        return [int(number) for number in many]
    sums = np.bincount(groups, weights=values, minlength=size)
    return [
        Decimal(repr(float(total))) if number else None
        for total, number in zip(sums, many, strict=True)
    ]


def text_cells(
    figure: Figure, groups: Numbers, places: Any, values: Sequence[Any], size: int
) -> list[Cell]:
    groups, places = groups[places >= 0], places[places >= 0].astype(np.int64)
    match figure.fold:
        case Fold.COUNT:
            return counts(groups, size)
        case Fold.DISTINCT:
            return _distinct(groups, places, len(values), size)
        case _:
            order = sorted(range(len(values)), key=lambda place: str(values[place]))
            rank = np.empty(len(values), dtype=np.int64)
            rank[order] = np.arange(len(values))
            # Few different values: their ends are the ends of all.
            of, ranks = present(groups, rank[places], size, max(1, len(values)))
            ends = _ends(figure, of, ranks, size)
            return [None if end is None else values[order[end]] for end in ends]


def _distinct(groups: Numbers, values: Numbers, width: int, size: int) -> list[Cell]:
    of, _ = present(groups, values, size, max(1, width))
    return counts(of, size)


def number_cells(
    figure: Figure, groups: Numbers, numbers: Numbers, found: Measured, size: int
) -> list[Cell]:
    match figure.fold:
        case Fold.COUNT:
            return counts(groups, size)
        case Fold.DISTINCT:
            _, places = np.unique(numbers, return_inverse=True)
            return _distinct(groups, places, len(numbers), size)
        case Fold.SUM:
            many = np.bincount(groups, minlength=size)
            sums = exact_sums(groups, numbers, size)
            return [
                Decimal(total) / found.scale if number else None
                for total, number in zip(sums, many, strict=True)
            ]
        case Fold.PERCENTILE:
            return _percentiles(figure, groups, numbers, found, size)
        case _:
            ends = _ends(figure, groups, numbers, size)
            return [None if end is None else _meant(found, end) for end in ends]


def _ends(figure: Figure, groups: Numbers, numbers: Numbers, size: int) -> list[int | None]:
    """The least or the greatest of each group."""
    least = figure.fold is Fold.LEAST
    limits = np.iinfo(np.int64)
    ends = np.full(size, limits.max if least else limits.min)
    (np.minimum if least else np.maximum).at(ends, groups, numbers)
    many = np.bincount(groups, minlength=size)
    return [int(end) if number else None for end, number in zip(ends, many, strict=True)]


def _percentiles(
    figure: Figure, groups: Numbers, numbers: Numbers, found: Measured, size: int
) -> list[Cell]:
    """On the straight line between the values around place share * (n - 1)."""
    order = np.lexsort((numbers, groups))
    values = numbers[order]
    many = np.bincount(groups, minlength=size)
    starts = np.cumsum(many) - many
    percent = int(figure.share * 100)
    cells: list[Cell] = []
    for start, number in zip(starts, many, strict=True):
        if not number:
            cells.append(None)
            continue
        place, rest = divmod(percent * (int(number) - 1), 100)
        low = Decimal(int(values[start + place]))
        high = Decimal(int(values[start + min(place + 1, int(number) - 1)]))
        cells.append((low + (high - low) * rest / 100) / found.scale)
    return cells


def _meant(found: Measured, number: int) -> Cell:
    match found.kind:
        case "instant":
            return datetime.fromtimestamp(number, UTC)
        case "date":
            return _EPOCH + _DAY * (number // 86_400)
        case _:
            return Decimal(number) / found.scale
