"""Shares: "what share of revenue comes from the West", "what fraction of deals do we lose"."""

from bot.answers.parser.lexicon import Sort
from bot.answers.parser.sheet import Sheet, declined

_RATES = {"won": "win_rate", "lost": "loss_rate"}


def read_shares(sheet: Sheet) -> bool:
    """Whether each row's share of the total is asked for; a share that is a rate becomes one."""
    if not sheet.says("share"):
        return False
    sheet.take("share")
    if any(piece.sense(Sort.MEASURE) in ("win_rate", "loss_rate") for piece in sheet.pieces):
        return False
    if _is_rate(sheet) or _is_of_leads(sheet):
        return False
    sheet.counts = True
    if sheet.groups or sheet.subject:
        return True
    return _of_named(sheet)


def _is_of_leads(sheet: Sheet) -> bool:
    """ "what share of leads converted"."""
    places = [at for at, piece in sheet if piece.has(Sort.MEASURE, "leads_converted")]
    sheet.use(*places)
    if places:
        sheet.measures.append("lead_conversion")
    return bool(places)


def _is_rate(sheet: Sheet) -> bool:
    names = [name for name in sheet.status_names() if name != "closed"]
    has_measure = any(piece.sense(Sort.MEASURE) for piece in sheet.pieces)
    if sheet.entity == "leads" and any(
        each.field == "status" and "converted" in map(str.casefold, each.values)
        for each in sheet.filters
    ):
        sheet.filters[:] = [each for each in sheet.filters if each.field != "status"]
        sheet.measures.append("lead_conversion")
        return True
    if len(names) != 1 or names[0] not in _RATES or has_measure:
        return False
    if _picks_one(sheet) or _is_of_these(sheet):
        return False
    sheet.measures.append(_RATES[names[0]])
    return True


def _is_of_these(sheet: Sheet) -> bool:
    """ "what percent of wins are GTY Basic" is about the parts of the wins."""
    places = [at for at, piece in sheet if piece.role("share")]
    following = sheet.piece(places[-1] + 1) if places else None
    parts = bool(sheet.groups or sheet.subject) or any(each.values for each in sheet.filters)
    return parts and following is not None and following.sense(Sort.STATUS) is not None


def _picks_one(sheet: Sheet) -> bool:
    """ "what share of lost deals was lost to price" is about the parts of what was lost."""
    return any(each.field in ("lost_reason", "source", "business") for each in sheet.filters)


def _of_named(sheet: Sheet) -> bool:
    """The share of one value in the same for all of them: "Ana's share", "share from the West"."""
    named = [each for each in sheet.filters if each.shown != ("you",)]
    named = named or list(sheet.filters)
    if not named:
        raise declined("A share of what, and by what? For example: share of revenue by region.")
    part = named[0] if _stands_before(sheet) else named[-1]
    sheet.total_without = [part.field]
    return True


def _stands_before(sheet: Sheet) -> bool:
    """Whether a name comes before the word share."""
    for piece in sheet.pieces:
        if piece.named:
            return True
        if piece.role("share"):
            return False
    return False
