"""Queries over nearly the same rows become one: a win rate reads its deals once. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from storage.answers.query import Condition, Figure, Fold, Groups, Test

Place = tuple[int, int]


def merged(queries: Sequence[Groups]) -> tuple[tuple[Groups, ...], Mapping[Place, Place]]:
    """The fewer queries, and where each query's figures, by query and place, stand in them."""
    together: dict[object, list[int]] = {}
    for number, query in enumerate(queries):
        alone = number if query.figures[0].fold is Fold.PERCENTILE else None
        same = (query.entity, query.keys, query.any_of, alone)
        together.setdefault(same, []).append(number)
    found: list[Groups] = []
    places: dict[Place, Place] = {}
    for numbers in together.values():
        one, offsets = _one([queries[number] for number in numbers])
        for number, moved in zip(numbers, offsets, strict=True):
            width = len(queries[number].keys)
            places |= {
                (number, width + at): (len(found), width + to) for at, to in enumerate(moved)
            }
        found.append(one)
    return tuple(found), places


def _one(queries: Sequence[Groups]) -> tuple[Groups, list[list[int]]]:
    """All in one, and for each the places of its figures among those of the one."""
    if len(queries) == 1:
        return queries[0], [list(range(len(queries[0].figures)))]
    first = queries[0]
    common = [each for each in first.where if all(each in query.where for query in queries)]
    own = [tuple(each for each in query.where if each not in common) for query in queries]
    figures: list[Figure] = []
    places: list[list[int]] = []
    for query, where in zip(queries, own, strict=True):
        narrowed = [replace(figure, where=where) for figure in query.figures]
        figures.extend(figure for figure in narrowed if figure not in figures)
        places.append([figures.index(figure) for figure in narrowed])
    union = _union(own)
    return (
        replace(
            first,
            figures=tuple(figures),
            where=(*common, *union),
            sets=() if union or not all(own) else tuple(own),
        ),
        places,
    )


def _union(own: Sequence[tuple[Condition, ...]]) -> tuple[Condition, ...]:
    """One list of values, where each only wants some values of the same column."""
    ones = [each[0] for each in own if len(each) == 1 and each[0].test is Test.IN]
    if len(ones) != len(own) or len({each.column for each in ones}) != 1:
        return ()
    values = dict.fromkeys(value for each in ones for value in each.values)
    return (replace(ones[0], values=tuple(values)),)
