"""Rows "by X and Y", and what else "by" and "per" say: an order, a mean of the records."""

from bot.answers.parser.lexicon import Sort
from bot.answers.parser.sheet import RANKS, Sheet, declined
from bot.answers.parser.tokens import folded

_FIGURES = ("amount", "employees", "list_price", "account_revenue", "revenue")
_SIZES = "deal_size"
_BY = ("by", "nach", "selon", "segun")
_PER = ("per", "for each", "of each", "pro", "je", "par", "por", "each")


def read_by(sheet: Sheet) -> None:
    """ "by X and Y"; "by" in front of a person or a figure says something else."""
    for at, piece in sheet:
        if not piece.role("by") or at in sheet.used:
            continue
        name = sheet.dimension(at + 1)
        if name is None:
            if _averages(sheet, at):
                continue
            if sheet.role(at + 1, "me", "myteam") and sheet.dimension(at + 2):
                sheet.use(at, at + 2)
                sheet.group(str(sheet.dimension(at + 2)))
            elif _sorts(sheet, at + 1):
                sheet.use(at, at + 1)
            elif _is_figure(sheet, at + 1):
                sheet.use(at)
                _read_ordered(sheet, at)
            continue
        sheet.use(at, at + 1)
        sheet.group(name)
        _read_and(sheet, at + 2)


def _is_figure(sheet: Sheet, at: int) -> bool:
    piece = sheet.piece(at)
    return piece is not None and piece.sense(Sort.MEASURE) is not None


def _read_ordered(sheet: Sheet, at: int) -> None:
    """ "accounts in Spain by revenue", "win rate by deal size": the noun in front makes the rows,
    and where there is none, the sizes do.
    """
    if sheet.rank is not None or sheet.says("sort", "rank"):
        return
    first = next((place for place in range(at) if not sheet.pieces[place].is_fill), at)
    while sheet.role(first, "list", "which"):
        first += 1
    name = sheet.dimension(first) if first < at else None
    if name is not None:
        sheet.use(first)
        sheet.group(name)
        sheet.orders = True
    elif sheet.pieces[at + 1].has(Sort.MEASURE, "average_deal_size") and sheet.has_field(_SIZES):
        sheet.use(at + 1)
        sheet.group(_SIZES)


def _averages(sheet: Sheet, at: int) -> bool:
    """ "revenue per deal", "pipeline per open deal": the mean of the records, not rows by them."""
    place = at + 1
    while (piece := sheet.piece(place)) is not None and piece.sense(Sort.STATUS):
        place += 1
    if piece is None or piece.sense(Sort.ENTITY) != "deals" or piece.named:
        return False
    if sheet.says("sort", "rank", *RANKS) and folded(piece.text).endswith("s"):
        return False  # "the top reps by deals"
    if sheet.entity != "deals" and place == at + 1:
        return False  # "e-mails per deal" are rows by deal
    said = folded(sheet.pieces[at].text)
    if said not in (*_PER, *_BY):
        return False  # "of all open deals"
    if sheet.entity != "deals" or said not in _PER:
        raise declined(
            "I can’t make rows by single deals, nor averages over them, of that figure."
            " Ask for it by rep, account or product."
        )
    sheet.use(at, place)
    sheet.averaged = True
    return True


def _sorts(sheet: Sheet, at: int) -> bool:
    """ "the top 5 deals by value", "customers by number of employees"."""
    piece = sheet.free(at)
    name = piece.sense(Sort.FIELD) if piece is not None and not piece.named else None
    if name not in _FIGURES or sheet.rank is None or not sheet.has_field(str(name)):
        return False
    sheet.ranked = name
    return True


def _read_and(sheet: Sheet, at: int) -> None:
    while sheet.role(at, "and", "by") and (name := sheet.dimension(at + 1)):
        sheet.use(at, at + 1)
        sheet.group(name)
        at += 2
