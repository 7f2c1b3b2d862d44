"""What became of the open deals between two days: a sum whose parts are all named. Pure.

opening + new + pulled in + … - pushed - won - lost ± changed amounts = closing, in deals and in
amounts, for any two days, any window of close dates and any scope: each deal that counts on either
day stands in exactly one part, and one whose amount changed in "raised" or "lowered" as well.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from bot.answers.calendar import Span


class Part(StrEnum):
    """In the order in which they are told."""

    OPENING = "opening"
    NEW = "new"
    PULLED_IN = "pulled in"  # the close date came forward into the window
    ROLLED_IN = "rolled in"  # it moved back into the window, or had not been set
    GAINED = "came in otherwise"  # reopened, or taken over
    WON = "won"
    LOST = "lost"
    PUSHED = "pushed"  # the close date moved back out of the window, or was taken away
    PULLED_OUT = "pulled out"  # it came forward out of the window
    CEDED = "left otherwise"  # given to somebody else, or gone
    RAISED = "raised"
    LOWERED = "lowered"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An open deal at the end of a day."""

    id: str
    amount: Decimal | None
    close_date: date | None
    created_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """How many deals, and what they are worth; what has no amount adds nothing."""

    deals: int = 0
    amount: Decimal = Decimal(0)
    ids: tuple[str, ...] = ()

    def plus(self, deal: str, amount: Decimal, *, counts: int = 1) -> "Sum":
        return Sum(deals=self.deals + counts, amount=self.amount + amount, ids=(*self.ids, deal))


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Each part with its sign. `slipped` are deals that were to close in the time and did not;
    `later` and `earlier` those whose close date moved, in or out of the window: both are told
    beside the sum, not in it.
    """

    parts: Mapping[Part, Sum]
    slipped: Sum
    later: Sum
    earlier: Sum

    @property
    def reconciles(self) -> bool:
        inner = [self.parts[part] for part in Part if part is not Part.CLOSING]
        closing = self.parts[Part.CLOSING]
        return closing.deals == sum(part.deals for part in inner) and closing.amount == sum(
            (part.amount for part in inner), Decimal(0)
        )


def movement(
    opening: Iterable[Open],
    closing: Iterable[Open],
    closed: Mapping[str, str],
    span: Span,
    began: datetime,
    window: Span | None = None,
) -> Movement:
    """From all open deals on either day. `closed` gives the status of those that are not open at
    the end; `began` is the instant after which a deal is new; `window` bounds the close dates.
    """
    before, after = ({deal.id: deal for deal in deals} for deals in (opening, closing))
    parts = dict.fromkeys(Part, Sum())
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        for part, amount, counts in _parts(key, old, new, closed, began, window):
            parts[part] = parts[part].plus(key, amount, counts=counts)
    both = [(old, after[key]) for key, old in sorted(before.items()) if key in after]
    moved = [(old, new) for old, new in both if old.close_date and new.close_date]
    return Movement(
        parts=parts,
        slipped=_total(n for o, n in both if o.close_date is not None and span.holds(o.close_date)),
        later=_total(n for o, n in moved if _date(n) > _date(o)),
        earlier=_total(n for o, n in moved if _date(n) < _date(o)),
    )


def _parts(
    key: str,
    old: Open | None,
    new: Open | None,
    closed: Mapping[str, str],
    began: datetime,
    window: Span | None,
) -> Iterable[tuple[Part, Decimal, int]]:
    """The parts in which a deal stands: on either day, and what lies between."""
    was, now = _counts(old, window), _counts(new, window)
    if was is not None:
        yield Part.OPENING, _amount(was), 1
    if now is not None:
        yield Part.CLOSING, _amount(now), 1
    if was is not None and now is not None:
        change = _amount(now) - _amount(was)
        if change:
            yield (Part.RAISED if change > 0 else Part.LOWERED), change, 0
    elif was is not None:
        yield _exit(key, was, new, closed), -_amount(was), -1
    elif now is not None:
        yield _entry(old, now, began), _amount(now), 1


def _exit(key: str, was: Open, new: Open | None, closed: Mapping[str, str]) -> Part:
    if new is not None:
        earlier = was.close_date and new.close_date and new.close_date < was.close_date
        return Part.PULLED_OUT if earlier else Part.PUSHED
    match closed.get(key):
        case "won":
            return Part.WON
        case "lost":
            return Part.LOST
        case _:
            return Part.CEDED


def _entry(old: Open | None, now: Open, began: datetime) -> Part:
    if old is not None:
        earlier = old.close_date and now.close_date and now.close_date < old.close_date
        return Part.PULLED_IN if earlier else Part.ROLLED_IN
    is_new = now.created_at is not None and now.created_at >= began
    return Part.NEW if is_new else Part.GAINED


def _counts(deal: Open | None, window: Span | None) -> Open | None:
    """The deal, if it is one of those that are counted."""
    if deal is None or window is None:
        return deal
    return deal if deal.close_date is not None and window.holds(deal.close_date) else None


def _amount(deal: Open) -> Decimal:
    return Decimal(0) if deal.amount is None else deal.amount


def _date(deal: Open) -> date:
    return deal.close_date or date.max


def _total(deals: Iterable[Open]) -> Sum:
    found = Sum()
    for deal in deals:
        found = found.plus(deal.id, _amount(deal))
    return found
