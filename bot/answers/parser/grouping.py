"""What the rows are: "by region", "which rep", "who", "top 5 accounts", "compare the regions"."""

from bot.answers.calendar import Grain
from bot.answers.parser.lexicon import Sort
from bot.answers.parser.sheet import RANKS, Rank, Sheet, asked_back
from bot.answers.parser.splitting import read_by

_OF_THINGS = ("top", "most", "bottom", "newest", "oldest")
_THINGS = ("wins", "losses", "win", "loss", "sale")
_COUNTING = frozenset(
    {"most", "the most", "least", "the least", "fewest", "more", "meiste", "meisten", "am meisten",
     "wenigsten", "am wenigsten", "le plus de", "le plus d'", "le plus", "le moins de", "le moins",
     "moins de deals", "mas", "menos", "menos negocios"}
)  # fmt: skip
_GRAINS = {
    "days": Grain.DAY,
    "weeks": Grain.WEEK,
    "months": Grain.MONTH,
    "quarters": Grain.QUARTER,
    "halves": Grain.HALF,
    "years": Grain.YEAR,
}
_OWNING = frozenset({"with", "having", "who", "that", "mit", "avec", "con"})
_AGES = ("longest", "shortest", "newest", "oldest")


def read_groups(sheet: Sheet) -> None:
    read_by(sheet)
    _read_first(sheet)
    _read_subject(sheet)
    _read_ranked(sheet)
    _read_compared(sheet)
    _read_reasons(sheet)


def _read_first(sheet: Sheet) -> None:
    """ "reps with a win rate above 60 %": the noun in front, with a condition on its figures."""
    if not (sheet.having or sheet.nothing or _acts(sheet) or _has(sheet)):
        return
    for at, piece in sheet:
        name = sheet.dimension(at)
        if name is not None and at not in sheet.used:
            sheet.use(at)
            sheet.subject = name
            return
        if not (piece.role("list", "which", "me", "myteam", "and") or piece.is_fill):
            return


def _has(sheet: Sheet) -> bool:
    """ "accounts with open deals", "reps who have overdue deals"."""
    start = next((at for at, p in sheet if not (p.is_fill or p.role("list", "which"))), 0)
    following = sheet.piece(start + 1)
    deals = sheet.entity == "deals" and any(p.has(Sort.ENTITY, "deals") for p in sheet.pieces)
    if sheet.dimension(start) is None or following is None or not deals:
        return False
    between = set(sheet.words[sheet.pieces[start].end : following.start])
    return bool(_OWNING & between) and not sheet.says("count", "much", "share", "average")


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
    if sheet.entity in ("people", "contacts"):
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
    _read_noun_before(sheet, sheet.rank)


def _read_noun_before(sheet: Sheet, rank: Rank) -> None:
    """ "les affaires ouvertes les plus grosses": the noun of a superlative at the end."""
    for place in range(rank.at - 1, -1, -1):
        piece = sheet.pieces[place]
        if piece.sense(Sort.ENTITY) == sheet.entity:
            _rank_records(sheet, rank, place)
            return
        if not (piece.named or piece.amount or piece.is_fill or piece.sense(Sort.STATUS)):
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
    wins = piece.text.casefold() in _THINGS and rank.word in _OF_THINGS
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


def _read_reasons(sheet: Sheet) -> None:
    """ "loss reasons last quarter": how many of each."""
    named = any(match.value.field == "lost_reason" for p in sheet.pieces for match in p.matches)
    if sheet.groups or sheet.subject or named or sheet.entity != "deals":
        return
    for at, piece in sheet:
        is_noun = not sheet.role(at - 1, "empty", "filled", "by")
        if piece.sense(Sort.FIELD) == "lost_reason" and at not in sheet.used and is_noun:
            sheet.use(at)
            sheet.group("lost_reason")
            return
