"""Which deals come first in a list, by columns in memory; their cells are then read by id."""

import numpy as np

from storage.answers.memory.attributes import Coded, Measured, attribute
from storage.answers.memory.columns import UNKNOWN, Numbers
from storage.answers.memory.conditions import can_meet
from storage.answers.memory.deals import MemoryDeals
from storage.answers.memory.evaluate import chosen
from storage.answers.query import Now, Order, Records

_ID = "deal.id"
_MOST = 1_000  # more are read in one go as fast
_LAST = np.iinfo(np.int64).max


def can_order(deals: MemoryDeals, query: Records, now: Now) -> bool:
    paths = (query.columns[order.place] for order in query.order)
    return (
        query.limit is not None
        and query.limit <= _MOST
        and query.columns[0] == _ID
        and all(can_meet(deals, each, now) for each in query.conditions)
        and all(path == _ID or attribute(deals, path, now) is not None for path in paths)
    )


def first(deals: MemoryDeals, query: Records, owners: frozenset[str] | None, now: Now) -> list[str]:
    """The ids of the deals that the list shows, in its order."""
    rows = chosen(deals, query, owners, now)
    keys = [_ranks(deals, query, order, rows, now) for order in query.order]
    order = np.lexsort([*reversed(keys)]) if keys else np.arange(len(rows))
    return [one.decode() for one in deals.ids[rows[order[: query.limit]]]]


def _ranks(deals: MemoryDeals, query: Records, order: Order, rows: Numbers, now: Now) -> Numbers:
    """Numbers that sort as the column does; what is unknown last, whichever way."""
    path = query.columns[order.place]
    ranks = _ids(deals, rows) if path == _ID else _of_column(deals, path, rows, now)
    turned = -ranks if order.descending else ranks
    return np.where(ranks == UNKNOWN, _LAST, turned)


def _ids(deals: MemoryDeals, rows: Numbers) -> Numbers:
    ranks = np.empty(deals.size, dtype=np.int64)
    ranks[deals.order] = np.arange(deals.size)
    found: Numbers = ranks[rows]
    return found


def _of_column(deals: MemoryDeals, path: str, rows: Numbers, now: Now) -> Numbers:
    found = attribute(deals, path, now)
    if isinstance(found, Measured):
        return found.of_rows(deals, rows)
    if not isinstance(found, Coded):
        raise TypeError(f"{path} is not in memory")
    values = [str(value) for value in found.values]
    rank = np.empty(len(values) + 1, dtype=np.int64)
    rank[sorted(range(len(values)), key=values.__getitem__)] = np.arange(len(values))
    rank[-1] = UNKNOWN
    ranks: Numbers = rank[found.of_rows(deals, rows)]
    return ranks
