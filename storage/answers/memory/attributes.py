"""What each deal has for a path of a query, of its own or of what it leads to: text or number."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from storage.answers.memory.columns import UNKNOWN, Figures, Flags, Numbers, Places
from storage.answers.memory.deals import MemoryDeals
from storage.answers.query import Now
from storage.types import AMOUNT_PLACES

_A_DAY = 86_400
_AMOUNT = 10**AMOUNT_PLACES
# The own column, or the column of another record, whose value names the record behind an alias.
_ROOTS = {"owner": "owner_id", "account": "account_id", "product": "product_id"}
_BEYOND = {"manager": ("owner", "manager_id"), "parent": ("account", "parent_id")}
_KINDS = {
    "owner": "people",
    "manager": "people",
    "account": "accounts",
    "parent": "accounts",
    "product": "products",
}
_SCALES = {"amount": _AMOUNT, "revenue": _AMOUNT, "list_price": _AMOUNT}
_TIMES = frozenset({"created_at", "closed_at", "updated_at"})
_DATES = frozenset({"close_date", "customer_since"})


@dataclass(frozen=True, slots=True)
class Coded:
    """Each value by its place in `values`. With `root`, `places` has one entry per value of that
    own column (and one for none at the end), else one per deal.
    """

    places: Places
    values: Sequence[Any]
    root: str | None = None
    index: Mapping[str, int] | None = None

    def of_rows(self, deals: MemoryDeals, rows: Numbers) -> Places:
        if self.root is None:
            return self.places[rows]
        return self.places[deals.texts[self.root].places[rows]]


@dataclass(frozen=True, slots=True)
class Measured:
    """Numbers, `scale` times what they mean; `kind` says of what."""

    numbers: Numbers
    scale: int = 1
    kind: str = "number"  # number, instant, date
    root: str | None = None

    def of_rows(self, deals: MemoryDeals, rows: Numbers) -> Numbers:
        if self.root is None:
            return self.numbers[rows]
        return self.numbers[deals.texts[self.root].places[rows]]


Attribute = Coded | Measured


def attribute(deals: MemoryDeals, path: str, now: Now) -> Attribute | None:
    """None for what is not kept in memory."""
    derived = _DERIVED.get(path)
    if derived is not None:
        return derived(deals, now)
    alias, _, name = path.partition(".")
    if alias == "deal":
        return _own(deals, name)
    return _around(deals, alias, name) if alias in _KINDS else None


def _own(deals: MemoryDeals, name: str) -> Attribute | None:
    if name in deals.texts:
        texts = deals.texts[name]
        return Coded(texts.places, texts.values, None, texts.index)
    return _measured(deals.numbers[name], name, None) if name in deals.numbers else None


def _measured(numbers: Numbers, name: str, root: str | None) -> Measured:
    kind = "instant" if name in _TIMES else "date" if name in _DATES else "number"
    return Measured(numbers, _SCALES.get(name, 1), kind, root)


def _around(deals: MemoryDeals, alias: str, name: str) -> Attribute | None:
    """As kept since it was last asked for: walking a hundred thousand accounts takes its time."""
    key = f"{alias}.{name}"
    if key not in deals.seen_from:
        deals.seen_from[key] = _looked_up(deals, alias, name)
    found: Attribute | None = deals.seen_from[key]
    return found


def _looked_up(deals: MemoryDeals, alias: str, name: str) -> Attribute | None:
    records = deals.around[_KINDS[alias]]
    root, at = _leads_to(deals, alias)
    if name in records.texts:
        texts = records.texts[name]
        places = np.append(texts.places, np.int32(-1))[at]
        return Coded(places, texts.values, root, texts.index)
    if name in records.numbers:
        return _measured(np.append(records.numbers[name], UNKNOWN)[at], name, root)
    return None


def _leads_to(deals: MemoryDeals, alias: str) -> tuple[str, Places]:
    """The own column that leads there, and where each of its values does; -1 for nowhere."""
    records = deals.around[_KINDS[alias]]
    if alias in _ROOTS:
        root = _ROOTS[alias]
        at = [records.index.get(value, -1) for value in deals.texts[root].values]
        return root, np.array([*at, -1], dtype=np.int32)
    nearer, name = _BEYOND[alias]
    root, near = _leads_to(deals, nearer)
    texts = deals.around[_KINDS[nearer]].texts[name]
    onward = np.array([records.index.get(value, -1) for value in texts.values] + [-1], np.int32)
    return root, onward[np.append(texts.places, np.int32(-1))[near]]


def row_numbers(deals: MemoryDeals, path: str, now: Now) -> Numbers:
    """Of all deals, for figures that are computed from several columns."""
    found = attribute(deals, path, now)
    if not isinstance(found, Measured):
        raise TypeError(f"{path} is no number")
    return found.of_rows(deals, np.arange(deals.size))


def _days_since(deals: MemoryDeals, now: Now) -> Measured:
    created = deals.numbers["created_at"]
    days = (int(now.day_end.timestamp()) - 1 - created) // _A_DAY
    return Measured(np.where(created == UNKNOWN, UNKNOWN, days))


def _days_to_close(deals: MemoryDeals, now: Now) -> Measured:
    close = deals.numbers["close_date"]
    days = close // _A_DAY - now.today.toordinal() + _EPOCH
    return Measured(np.where(close == UNKNOWN, UNKNOWN, days))


def _cycle(deals: MemoryDeals, now: Now) -> Measured:
    created, closed = deals.numbers["created_at"], deals.numbers["closed_at"]
    unknown = (created == UNKNOWN) | (closed == UNKNOWN)
    return Measured(np.where(unknown, UNKNOWN, closed - created), scale=_A_DAY)


def _overdue(deals: MemoryDeals, now: Now) -> Coded:
    close = deals.numbers["close_date"]
    today = (now.today.toordinal() - _EPOCH) * _A_DAY
    late = (close < today).astype(np.int32)
    return Coded(np.where(close == UNKNOWN, np.int32(-1), late), (False, True))


_EPOCH = 719_163  # the ordinal of 1 January 1970
_DERIVED: Mapping[str, Callable[[MemoryDeals, Now], Attribute]] = {
    "age": _days_since,
    "days_to_close": _days_to_close,
    "cycle": _cycle,
    "overdue": _overdue,
}


def discount(deals: MemoryDeals, now: Now, rows: Numbers) -> tuple[Figures, Flags]:
    """In percent of the list price, and of which deals it is known."""
    paid, price = (row_numbers(deals, path, now)[rows] for path in ("deal.amount", _LIST))
    known = (paid != UNKNOWN) & (price != UNKNOWN) & (price > 0)
    found = np.zeros(len(rows))
    found[known] = 100 * (1 - paid[known] / price[known])
    return found, known


_LIST = "product.list_price"
