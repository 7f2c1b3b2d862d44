"""What the rows are: "by region", "which rep", "who", "top 5 accounts", "compare the regions"."""

from bot.answers.parser.lexicon import Sort
from bot.answers.parser.sheet import RANKS, Sheet

_COUNTING = ("most", "the most", "least", "the least", "fewest", "more")
_AGES = ("longest", "shortest", "newest", "oldest")


def read_groups(sheet: Sheet) -> None:
    _read_by(sheet)
    _read_first(sheet)
    _read_subject(sheet)
    _read_ranked(sheet)
    _read_compared(sheet)


def _read_by(sheet: Sheet) -> None:
    """ "by X and Y"; "by" in front of a person or a figure says something else."""
    for at, piece in sheet:
        if not piece.role("by") or at in sheet.used:
            continue
        name = sheet.dimension(at + 1)
        if name is None:
            if sheet.role(at + 1, "me", "myteam") and sheet.dimension(at + 2):
                sheet.use(at, at + 2)
                sheet.group(str(sheet.dimension(at + 2)))
            elif sheet.piece(at + 1) is not None and sheet.piece(at + 1).sense(Sort.MEASURE):  # type: ignore[union-attr]
                sheet.use(at)
            continue
        sheet.use(at, at + 1)
        sheet.group(name)
        _read_and(sheet, at + 2)


def _read_and(sheet: Sheet, at: int) -> None:
    while sheet.role(at, "and", "by") and (name := sheet.dimension(at + 1)):
        sheet.use(at, at + 1)
        sheet.group(name)
        at += 2


def _read_first(sheet: Sheet) -> None:
    """ "reps with a win rate above 60 %": the noun in front, with a condition on its figures."""
    if not (sheet.having or sheet.nothing):
        return
    for at, piece in sheet:
        name = sheet.dimension(at)
        if name is not None and at not in sheet.used:
            sheet.use(at)
            sheet.subject = name
            return
        if not (piece.role("list", "which", "me", "myteam", "and") or piece.is_fill):
            return


def _read_subject(sheet: Sheet) -> None:
    for at, piece in sheet:
        if at in sheet.used:
            continue
        if piece.role("who"):
            sheet.use(at)
            if not _is_relative(sheet, at):
                _read_who(sheet)
        elif piece.role("which", "list"):
            sheet.use(at)
            _read_which(sheet, at)


def _is_relative(sheet: Sheet, at: int) -> bool:
    """ "contacts who are champions": the noun before it is what is asked for."""
    return any(p.sense(Sort.ENTITY) or sheet.dimension(i) for i, p in enumerate(sheet.pieces[:at]))


def _read_who(sheet: Sheet) -> None:
    if sheet.entity == "people":
        sheet.lists = True
        if any(piece.has(Sort.FIELD, "manager") for piece in sheet.pieces):
            sheet.columns = ["name", "manager"]
    elif sheet.has_field("owner"):
        sheet.subject = sheet.subject or "owner"


def _read_which(sheet: Sheet, at: int) -> None:
    """The first noun after "which", "what" or "list", if no figure comes before it."""
    wants_list = sheet.pieces[at].role("list")
    for place in range(at + 1, len(sheet.pieces)):
        piece = sheet.pieces[place]
        if piece.sense(Sort.ENTITY) == sheet.entity:
            sheet.lists = True
            return
        name = sheet.dimension(place)
        if name is not None and place not in sheet.used:
            sheet.use(place)
            sheet.subject = name
            return
        skipped = piece.role(*RANKS, "me", "myteam", "and", "those", "empty", "poss") or (
            piece.amount or piece.named or piece.sense(Sort.STATUS) or piece.is_fill
        )
        if piece.sense(Sort.STATUS) == "closing" or piece.sense(Sort.CONDITION):
            sheet.lists = True
            return
        if not skipped:
            break
    sheet.lists = sheet.lists or wants_list


def _read_ranked(sheet: Sheet) -> None:
    """What a superlative is of: groups, records, or a figure of either."""
    if sheet.rank is None:
        return
    for place in range(sheet.rank.at + 1, len(sheet.pieces)):
        piece = sheet.pieces[place]
        name = sheet.dimension(place)
        if name is not None and place not in sheet.used:
            if sheet.subject is None or sheet.subject == name:
                sheet.use(place)
                sheet.subject = name
            return
        if piece.sense(Sort.ENTITY) == sheet.entity:
            _rank_records(sheet, place)
            return
        if piece.sense(Sort.MEASURE):
            sheet.ranked = piece.sense(Sort.MEASURE)
            return
        if piece.sense(Sort.FIELD) and place not in sheet.used:
            sheet.ranked = piece.sense(Sort.FIELD)
            sheet.use(place)
            return
        skipped = piece.named or piece.amount or piece.sense(Sort.STATUS)
        if not (skipped or piece.role("me", "poss", "myteam")):
            return


def _rank_records(sheet: Sheet, place: int) -> None:
    """ "the most deals" counts them; "the largest deals" lists them."""
    if sheet.rank is None:
        return
    words = sheet.pieces[sheet.rank.at].text.casefold()
    counts = words in _COUNTING or sheet.subject is not None or bool(sheet.groups)
    if not counts or (sheet.rank.word in _AGES and sheet.subject is None and not sheet.groups):
        sheet.lists = True
        sheet.use(place)


def _read_compared(sheet: Sheet) -> None:
    """ "compare the regions", "rank the reps", "how do teams compare"."""
    if not sheet.says("compare", "rank", "trend", "share"):
        return
    for at, piece in sheet:
        name = sheet.dimension(at)
        if name is None or at in sheet.used or not piece.text.casefold().endswith("s"):
            continue
        following = sheet.piece(at + 1)
        if following is not None and following.named:
            continue
        sheet.use(at)
        sheet.group(name)
