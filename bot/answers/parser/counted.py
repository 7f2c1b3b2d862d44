"""What a compared number is a number of: money, deals, employees, days, or a figure of groups."""

from decimal import Decimal

from bot.answers.model import Kind
from bot.answers.model import Unit as Measured
from bot.answers.parser.implying import COUNT, SUM
from bot.answers.parser.lexicon import Sort
from bot.answers.parser.numbers import Unit
from bot.answers.parser.pieces import Piece
from bot.answers.parser.sheet import RANKS, Sheet, declined

_NUMERIC = ("employees", "account_revenue", "list_price", "amount", "discount")
_COUNTED = {name: measure for name, measure in COUNT.items() if name != "closing"}
_DAYS_OF = {
    "sales_cycle": "cycle",
    "won_cycle": "cycle",
    "lost_cycle": "cycle",
    "average_stage_age": "stage_age",
    "average_age": "age",
}
_DAYS = ("day", "tag", "jour", "dia")
MONEY = Decimal(1000)  # from which a bare number beside a noun is an amount, not how many
_FEW = Decimal(100)  # below which a bare number may as well be of deals or days


def days_named(sheet: Sheet, at: int) -> str | None:
    """The field of "days without activity", "days in stage": the unit is part of the phrase."""
    piece = sheet.free(at)
    if piece is None or piece.named or not piece.text.casefold().startswith(_DAYS):
        return None
    name = piece.sense(Sort.FIELD)
    field = sheet.reader.model.entities[sheet.entity].fields.get(name or "")
    if field is not None and field.kind is Kind.DAYS:
        return name
    return _DAYS_OF.get(piece.sense(Sort.MEASURE) or "")


def named_after(sheet: Sheet, at: int, value: Decimal, unit: Unit) -> str | None:
    """What the number counts: "20 won deals", "500 employees", "400k in revenue"."""
    piece = sheet.piece(at)
    if piece is None or piece.named:
        return None
    name = piece.sense(Sort.FIELD)
    if name in _NUMERIC:
        sheet.use(at)
        return name
    if is_money(value, unit) and not piece.sense(Sort.MEASURE):
        return None  # "anything over 200k open"
    if not groups_are_asked(sheet, at):
        if piece.sense(Sort.STATUS) in _COUNTED or piece.has(Sort.ENTITY, "deals"):
            raise declined(
                "I can’t tell who has so many. Name reps, accounts, products or regions."
            )
        return None
    measure = piece.sense(Sort.MEASURE)
    if measure is not None:
        sheet.use(at)
        return measure
    status = piece.sense(Sort.STATUS)
    if status in _COUNTED:
        sheet.use(at)
        _use_deals(sheet, at + 1)
        return _COUNTED[status]
    if piece.has(Sort.ENTITY, "deals"):
        sheet.use(at)
        return _with_status_after(sheet, at + 1)
    return None


def is_money(value: Decimal, unit: Unit) -> bool:
    return unit is Unit.MONEY or (unit is Unit.PLAIN and value >= MONEY)


def _with_status_after(sheet: Sheet, at: int) -> str:
    """ "more than 20 deals won" and "more than 20 deals"."""
    piece = sheet.piece(at)
    status = piece.sense(Sort.STATUS) if piece is not None else None
    if status in _COUNTED:
        sheet.use(at)
        return _COUNTED[status]
    said = next((p.sense(Sort.STATUS) for p in sheet.pieces if p.sense(Sort.STATUS)), None)
    return _COUNTED.get(said or "", "deals")


def _use_deals(sheet: Sheet, at: int) -> None:
    piece = sheet.free(at)
    if piece is not None and piece.has(Sort.ENTITY, "deals"):
        sheet.use(at)


def named_before(sheet: Sheet, at: int) -> str | None:
    """What is compared: "win rate above 60", "employees > 500", "revenue over 1m"."""
    piece = sheet.free(at - 1)
    if piece is None or piece.named:
        return None
    grouped = groups_are_asked(sheet, at)
    name = piece.sense(Sort.FIELD)
    if name == "account_revenue" and sheet.entity == "accounts":
        name = "revenue"
    if name == "amount" and grouped and sheet.says("average", "median"):
        sheet.use(at - 1)
        sheet.take("average")
        return "median_deal_size" if sheet.take("median") else "average_deal_size"
    if name in (*_NUMERIC, "revenue") and sheet.has_field(str(name)):
        sheet.use(at - 1)
        return name
    measure = piece.sense(Sort.MEASURE)
    if measure is None:
        return None
    if grouped:
        sheet.use(at - 1)
        return measure
    if measure == "average_deal_size":
        sheet.use(at - 1)
        return "amount"
    return None


def groups_are_asked(sheet: Sheet, at: int) -> bool:
    """Whether the question is about reps, accounts, products … rather than about single deals."""
    for place, _ in sheet:
        if sheet.dimension(place) is None:
            continue
        if place < at or at == 0:
            before = sheet.piece(place - 1)
            if before is None or before.role("which", "who", "list", *RANKS, "by") or place == 0:
                return True
    return sheet.says("who") or any(
        sheet.role(place - 1, "which") and sheet.dimension(place) for place, _ in sheet
    )


def implied(sheet: Sheet, value: Decimal, unit: Unit) -> str:
    """ "products that made less than $1m" are products by their bookings, and "reps who won more
    than 20" by how many. Raises Refused for a number that may be either.
    """
    named = next((p.sense(Sort.MEASURE) for p in sheet.pieces if p.sense(Sort.MEASURE)), None)
    if named is not None:
        counts = sheet.reader.model.measures[named].unit is Measured.COUNT
        if counts and is_money(value, unit):
            raise declined(f"I can’t tell what {value:f} is a number of.")
        return named
    statuses = [p.sense(Sort.STATUS) for p in sheet.pieces if p.sense(Sort.STATUS)]
    status = next((name for name in statuses if name in SUM), None)
    if is_money(value, unit) or sheet.says("earning", "much"):
        return SUM.get(status or "", "bookings")
    if value < _FEW:
        return COUNT.get(status or "", "deals_won")
    raise declined(f"{value:f} deals, or an amount of {value:f}? Say which.")


def may_be_money(following: Piece | None, value: Decimal, unit: Unit) -> bool:
    """Whether a bare number can be an amount: nothing beside it says that it counts something,
    and it is no small one, which may as well be of days or deals.
    """
    if is_money(value, unit):
        return True
    nouns = (Sort.UNIT, Sort.ENTITY, Sort.MEASURE, Sort.FIELD, Sort.CONDITION)
    counts = following is not None and any(following.sense(sort) for sort in nouns)
    return value >= _FEW and not counts
