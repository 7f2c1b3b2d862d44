"""Statuses, periods and nouns, which mean the same wherever they stand in a question."""

from bot.answers.parser.lexicon import Sort
from bot.answers.parser.pieces import Piece
from bot.answers.parser.sheet import Sheet
from bot.answers.parser.stating import lacks_deals
from bot.answers.parser.tokens import folded
from bot.answers.plan import Filter, Op

_ANYBODY = ("people", "person", "colleague", "staff", "employee", "mitarbeiter", "kolleg")
_CUSTOMERS = ("customer", "client", "kunde")
_NOT = ("not", "never", "nicht", "pas", "no")


def read_simple(sheet: Sheet) -> None:
    """Statuses, periods and nouns, which mean the same wherever they stand."""
    for at, piece in sheet:
        if piece.said is not None:
            sheet.use(at)
            sheet.times.append((at, piece.said))
        status = piece.sense(Sort.STATUS)
        if status is not None and not (_is_of_other(sheet, at, status) or _earns(sheet, piece)):
            sheet.use(at)
            opens = piece.text.casefold() == "open" and "did" in sheet.before(at)
            sheet.statuses.append((at, "created" if opens else status))
        if piece.sense(Sort.ENTITY) == sheet.entity:
            sheet.use(at)
            _read_role(sheet, piece)
        if piece.sense(Sort.FORECAST):
            sheet.use(at)
            sheet.forecasts = True
        if piece.role("nothing") or _negates(sheet, at) or lacks_deals(sheet, at):
            sheet.use(at)
            sheet.nothing = True


def _read_role(sheet: Sheet, piece: Piece) -> None:
    """Reps are people who sell, "people" are all; customers are accounts that have bought."""
    is_customer = sheet.entity == "accounts" and folded(piece.text).startswith(_CUSTOMERS)
    if is_customer and "customer_since" in sheet.reader.values.fields:
        sheet.add_filter(Filter(field="customer_since", op=Op.FILLED))
    if sheet.entity == "people" and not folded(piece.text).startswith(_ANYBODY):
        sheet.add_filter(Filter(field="role", values=("rep",)))


def _negates(sheet: Sheet, at: int) -> bool:
    """ "who has not won anything", "accounts that did not buy"."""
    following = sheet.piece(at + 1)
    return (
        sheet.pieces[at].role("except")
        and sheet.words[sheet.pieces[at].start] in _NOT
        and following is not None
        and (following.sense(Sort.STATUS) is not None or _is_activity(sheet, following))
    )


def _is_activity(sheet: Sheet, piece: Piece) -> bool:
    """ "reps who have not logged a meeting"."""
    measure = sheet.reader.model.measures.get(piece.sense(Sort.MEASURE) or "")
    return measure is not None and measure.entity == "activities"


def _earns(sheet: Sheet, piece: Piece) -> bool:
    """ "accounts that generated the most revenue" sold it, "leads generated" were created."""
    sells = any(p.sense(Sort.MEASURE) == "bookings" for p in sheet.pieces)
    return piece.role("earning") and piece.sense(Sort.STATUS) == "created" and sells


def _is_of_other(sheet: Sheet, at: int, status: str) -> bool:
    """ "without a close date" and "no lost reason" speak of a field."""
    return status == "closing" and sheet.role(at - 1, "empty", "filled")
