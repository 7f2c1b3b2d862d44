"""Whether a question goes on from the one before it, or stands by itself."""

from bot.answers.parser.lexicon import Sort
from bot.answers.parser.sheet import Sheet

_OPENERS = ("whatabout", "only", "those", "except", "by")
_ALSO = frozenset({"and", "und", "et", "y"})
_TAKES_PLACE = frozenset({"instead", "stattdessen"})
_TOTALS = frozenset({"our", "overall", "total", "all", "altogether"})


def is_follow_up(sheet: Sheet) -> bool:
    """Whether the words hang on the question before: they begin so, or say too little alone."""
    first = sheet.pieces[0]
    if _TAKES_PLACE & set(sheet.words):
        return True
    if "ones" in sheet.words[:3]:
        return True  # "which ones close this year"
    if (first.role("which") or sheet.words[0] == "which") and not _has_noun(sheet):
        return True  # "which are overdue"
    complete = _is_complete(sheet)
    if first.role("whatabout", "only") and not (first.is_fill and complete and _asks(sheet)):
        return True
    if sheet.says("share") and sheet.says("those"):
        return True  # "as a share of that"
    return _goes_on(sheet) or points_back(sheet) or not complete


def _goes_on(sheet: Sheet) -> bool:
    """ "and revenue?", "and how many did we lose": what is not said stays as it was."""
    return sheet.words[0] in _ALSO and _TOTALS.isdisjoint(sheet.words)


def points_back(sheet: Sheet) -> bool:
    """ "of those" before anything is named that they could be."""
    for piece in sheet.pieces:
        if piece.role("those"):
            return not piece.is_fill
        if piece.sense(Sort.ENTITY) or piece.sense(Sort.FIELD) or piece.named:
            return False
    return False


def _has_noun(sheet: Sheet) -> bool:
    return any(
        piece.named or piece.sense(Sort.ENTITY) or piece.sense(Sort.MEASURE) or sheet.dimension(at)
        for at, piece in sheet
    )


def _asks(sheet: Sheet) -> bool:
    """Whether it has a question word or a figure of its own."""
    return sheet.says("count", "much", "which", "who", "average") or any(
        piece.sense(Sort.MEASURE) for piece in sheet.pieces
    )


def _is_complete(sheet: Sheet) -> bool:
    """Names a figure, a status or records other than as a group."""
    for at, piece in sheet:
        if piece.sense(Sort.MEASURE) or piece.sense(Sort.STATUS) or piece.sense(Sort.CONDITION):
            return True
        if (
            piece.sense(Sort.ENTITY)
            and not sheet.role(at - 1, "by", "and")
            and not piece.role("by")
        ):
            before_it = [p for p in sheet.pieces[:at] if not p.amount]
            if not (before_it and all(p.role("top", "bottom", *_OPENERS) for p in before_it)):
                return True
    return False
