"""What the rows are: "by region", "which rep", "who", "top 5 accounts", "compare the regions"."""

from bot.answers.calendar import Grain
from bot.answers.parser.lexicon import Sort
from bot.answers.parser.sheet import RANKS, Rank, Sheet, asked_back, declined
from bot.answers.parser.tokens import folded

_THINGS = ("wins", "losses", "win", "loss", "sale")
_COUNTING = frozenset(
    {"most", "the most", "least", "the least", "fewest", "more", "meiste", "meisten", "am meisten",
     "wenigsten", "am wenigsten", "le plus de", "le plus d'", "le plus", "le moins de", "le moins",
     "moins de deals", "mas", "menos", "menos negocios"}
)  # fmt: skip
_FIGURES = ("amount", "employees", "list_price", "account_revenue", "revenue")
_GRAINS = {
    "days": Grain.DAY,
    "weeks": Grain.WEEK,
    "months": Grain.MONTH,
    "quarters": Grain.QUARTER,
    "halves": Grain.HALF,
    "years": Grain.YEAR,
}
_AGES = ("longest", "shortest", "newest", "oldest")
_PER = ("per", "for each", "of each", "pro", "je", "par", "por", "each")


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
            if _averages(sheet, at):
                continue
            if sheet.role(at + 1, "me", "myteam") and sheet.dimension(at + 2):
                sheet.use(at, at + 2)
                sheet.group(str(sheet.dimension(at + 2)))
            elif _sorts(sheet, at + 1):
                sheet.use(at, at + 1)
            elif sheet.piece(at + 1) is not None and sheet.piece(at + 1).sense(Sort.MEASURE):  # type: ignore[union-attr]
                sheet.use(at)
            continue
        sheet.use(at, at + 1)
        sheet.group(name)
        _read_and(sheet, at + 2)


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
    if sheet.entity != "deals" or folded(sheet.pieces[at].text) not in _PER:
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


def _read_first(sheet: Sheet) -> None:
    """ "reps with a win rate above 60 %": the noun in front, with a condition on its figures."""
    if not (sheet.having or sheet.nothing or _acts(sheet)):
        return
    for at, piece in sheet:
        name = sheet.dimension(at)
        if name is not None and at not in sheet.used:
            sheet.use(at)
            sheet.subject = name
            return
        if not (piece.role("list", "which", "me", "myteam", "and") or piece.is_fill):
            return


def _acts(sheet: Sheet) -> bool:
    """ "accounts we lost", "reps who won": a noun, and then what became of them."""
    return (
        bool(sheet.statuses)
        and not sheet.says("count", "much", "share", "average")
        and (
            not any(
                piece.sense(Sort.MEASURE) or piece.has(Sort.ENTITY, "deals")
                for piece in sheet.pieces
            )
        )
    )


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
    before = enumerate(sheet.pieces[:at])
    return any(
        p.named or p.sense(Sort.ENTITY) or p.sense(Sort.CONDITION) or sheet.dimension(i)
        for i, p in before
    )


def _own_team(sheet: Sheet, at: int, name: str) -> list[int]:
    """ "which manager's team" is which manager."""
    if name != "manager" or not sheet.role(at + 1, "poss"):
        return []
    return [at + 1, at + 2] if sheet.dimension(at + 2) == "team" else [at + 1]


def _read_who(sheet: Sheet) -> None:
    if sheet.entity == "people":
        sheet.lists = True
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
        if _takes_unit(sheet, place):
            return
        if piece.role("myteam") and piece.text.casefold().endswith("s"):
            sheet.subject = "owner"  # "which of my reps"
            return
        name = sheet.dimension(place)
        if name is not None and place not in sheet.used:
            sheet.use(place, *_own_team(sheet, place, name))
            sheet.subject = name
            return
        skipped = piece.role(*RANKS, "me", "myteam", "and", "those", "empty", "poss") or (
            piece.amount or piece.named or piece.sense(Sort.STATUS) or piece.is_fill
        )
        closing = piece.sense(Sort.STATUS) == "closing" and "which" in sheet.words
        if closing or piece.sense(Sort.CONDITION):
            sheet.lists = True
            return
        if not skipped:
            break
    sheet.lists = sheet.lists or wants_list


def _read_ranked(sheet: Sheet) -> None:
    """What a superlative is of: groups, records, or a figure of either."""
    if sheet.rank is None:
        return
    _read_owner_of_rank(sheet, sheet.rank)
    for place in range(sheet.rank.at + 1, len(sheet.pieces)):
        piece = sheet.pieces[place]
        if _takes_ranked(sheet, sheet.rank, place):
            return
        skipped = piece.named or piece.amount or piece.sense(Sort.STATUS)
        if not (skipped or piece.role("me", "poss", "myteam")):
            return


def _read_owner_of_rank(sheet: Sheet, rank: Rank) -> None:
    """ "the rep with most open deals", "the month with the highest revenue"."""
    if sheet.subject is not None or sheet.groups:
        return
    for place in range(rank.at):
        name = sheet.dimension(place)
        if name is not None and place not in sheet.used:
            sheet.use(place)
            sheet.subject = name
            return
        if _takes_unit(sheet, place):
            return


def _takes_ranked(sheet: Sheet, rank: Rank, place: int) -> bool:
    """Whether the piece there is what is ranked, or by what."""
    piece = sheet.pieces[place]
    if _takes_unit(sheet, place):
        return True
    name = sheet.dimension(place)
    if name is not None and place not in sheet.used:
        who = sheet.subject == "owner" and sheet.says("who") and name == "account"
        if sheet.subject in (None, name) or who:
            sheet.use(place)
            sheet.subject = name
        return True
    wins = piece.text.casefold() in _THINGS and rank.word in ("top", "most", "bottom")
    if piece.sense(Sort.ENTITY) == sheet.entity or wins:
        _rank_records(sheet, rank, place)
        return True
    following = sheet.dimension(place + 1)
    if piece.sense(Sort.MEASURE) and following and sheet.subject is None and not sheet.groups:
        sheet.use(place + 1)  # "the highest revenue product"
        sheet.subject = following
    sheet.ranked = piece.sense(Sort.MEASURE) or piece.sense(Sort.FIELD)
    if sheet.ranked is not None and piece.sense(Sort.MEASURE) is None:
        sheet.use(place)
    return sheet.ranked is not None


def _rank_records(sheet: Sheet, rank: Rank, place: int) -> None:
    """ "the most deals" counts them; "the largest deals" lists them, whosever they are."""
    before = sheet.piece(place - 1)
    if _said(sheet, rank.at) in _COUNTING or (before is not None and before.role("by")):
        return  # "most wins", "the top reps by deals"
    if sheet.groups or (sheet.subject is not None and not rank.single):
        raise asked_back(
            "I can rank deals over all, but not within each."
            " Ask for one of them at a time, or for the average of each."
        )
    sheet.subject = None
    sheet.lists = True
    if rank.word not in _AGES:
        sheet.use(place)


def _said(sheet: Sheet, at: int) -> str:
    """The words of a piece as they are compared, misspelt ones set right."""
    piece = sheet.pieces[at]
    return " ".join(sheet.words[piece.start : piece.end])


def _takes_unit(sheet: Sheet, at: int) -> bool:
    """ "our best month", "which quarter": rows by that unit of time."""
    unit = _GRAINS.get(sheet.pieces[at].sense(Sort.UNIT) or "")
    if unit is None or at in sheet.used:
        return False
    sheet.use(at)
    sheet.unit = unit
    return True


def _read_compared(sheet: Sheet) -> None:
    """ "compare the regions", "rank the reps", "how do teams compare"."""
    if not sheet.says("compare", "rank", "trend", "share", "sort"):
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
