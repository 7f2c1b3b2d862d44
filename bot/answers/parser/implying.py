"""Which figures a question implies by its statuses, verbs and nouns, where it names none."""

from collections.abc import Mapping

from bot.answers.parser.lexicon import Sort
from bot.answers.parser.sheet import Sheet, declined
from bot.answers.plan import Filter, Op

COUNT = {
    "open": "open_deals",
    "closing": "open_deals",
    "won": "deals_won",
    "lost": "deals_lost",
    "closed": "deals_closed",
    "created": "deals_created",
}
SUM = {
    "open": "pipeline",
    "closing": "pipeline",
    "won": "bookings",
    "lost": "amount_lost",
    "closed": "bookings",  # lost deals bring nothing: "how much did we close" is what was won
    "created": "amount_created",
}
_AVERAGE = {"open": "average_open_deal", "closing": "average_open_deal", "won": "average_deal_size"}
_OF_ENTITY = ("accounts", "contacts", "products", "people", "leads", "activities", "decisions")
# What "how is Ana doing" and "compare A and B" come to.
_PROFILE = ["bookings", "deals_won", "win_rate", "open_deals"]
OPEN = {"open", "closing"}


class Flags:
    """Words that say which kind of figure is meant."""

    def __init__(self, sheet: Sheet) -> None:
        self.count = sheet.take("count")
        self.parts = sheet.counts  # a share of so many
        self.much = sheet.take_free("much")
        self.average = sheet.take("average") or sheet.averaged
        self.median = sheet.take("median")
        self.earning = sheet.take("earning")


def with_status(sheet: Sheet, measure: str) -> str:
    """For measures of all deals: the statuses become a condition."""
    values = tuple("open" if s in OPEN else s for s in sheet.status_names() if s != "created")
    sheet.add_filter(Filter(field="status", op=Op.IS, values=tuple(dict.fromkeys(values))))
    return measure


def implied(sheet: Sheet, flags: Flags) -> list[str]:
    """The figures that are meant where none is named; none for a list of records."""
    if sheet.entity != "deals":
        return _of_other(sheet, flags)
    if _is_by_reason(sheet) and not sheet.statuses:
        sheet.statuses.append((0, "lost"))
        return [] if sheet.lists else ["deals_lost"]
    statuses = _statuses(sheet, flags)
    if _is_of_customers(sheet, flags):
        return _customers(sheet, statuses)
    if flags.average and flags.count:
        raise declined("I can’t average how many there are. Ask for the numbers by rep or month.")
    sized = any(piece.has(Sort.FIELD, "amount") for piece in sheet.pieces)
    many = _says_deals(sheet, "deals") and not sized
    if flags.average and many and (sheet.groups or _has_steps(sheet)):
        raise declined(
            "I can’t average how many there are. Ask for their average size, or numbers."
        )
    if flags.average or flags.median:
        return [_averaged(sheet, statuses, flags)]
    if flags.count and flags.much:
        return [_of(COUNT, statuses, "deals"), _of(SUM, statuses, "total_amount")]
    if flags.count or flags.parts:
        return _each(COUNT, statuses) or ["deals"]
    if flags.much:
        return _each(SUM, statuses) or [_sum_of_all(sheet)]
    return _unsaid(sheet, statuses)


def _statuses(sheet: Sheet, flags: Flags) -> list[str]:
    """ "created" says when, beside another status; "how much did Ana make" speaks of wins."""
    names = sheet.status_names()
    found = [name for name in names if name != "created"]
    if not found and "created" in names:
        return ["created"]
    return found or (["won"] if flags.earning else [])


def _of_other(sheet: Sheet, flags: Flags) -> list[str]:
    """Leads, accounts and the like: counted, or listed."""
    if flags.average or flags.median:
        raise declined(f"I can’t tell of what of the {sheet.entity} you want the average.")
    counts = flags.count or bool(sheet.groups) or sheet.subject is not None
    if counts or sheet.says("share") or _has_steps(sheet):
        return [sheet.entity] if sheet.entity in _OF_ENTITY else []
    sheet.lists = True
    return []


def _is_by_reason(sheet: Sheet) -> bool:
    """Only what was lost has a reason."""
    grouped = {group.field for group in sheet.groups} | {sheet.subject}
    return "lost_reason" in grouped or any(f.field == "lost_reason" for f in sheet.filters)


def _is_of_customers(sheet: Sheet, flags: Flags) -> bool:
    """ "how many customers did we win" counts customers, not deals."""
    if not flags.count:
        return False
    for at, piece in sheet:
        if piece.role("count"):
            return _counted_noun(sheet, at + 1) in ("accounts", "people")
    return False


def _counted_noun(sheet: Sheet, at: int) -> str | None:
    """The noun after "how many": "how many new pharma customers", "how many of our reps"."""
    for piece in sheet.pieces[at:]:
        noun = piece.sense(Sort.ENTITY)
        if noun is not None:
            return noun
        if not (piece.named or piece.is_fill or piece.sense(Sort.STATUS) or piece.role("me")):
            return None
    return None


def _customers(sheet: Sheet, statuses: list[str]) -> list[str]:
    for at, piece in sheet:
        entity = piece.sense(Sort.ENTITY)
        if entity == "accounts":
            sheet.use(at)
            if statuses == ["won"]:
                return ["accounts_won"]
            if statuses:
                with_status(sheet, "")
            return ["distinct_accounts"]
        if entity == "people":
            sheet.use(at)
            if statuses:
                with_status(sheet, "")
            return ["reps_selling"]
    return []


def _averaged(sheet: Sheet, statuses: list[str], flags: Flags) -> str:
    if flags.median:
        if not statuses or statuses == ["won"]:
            return "median_deal_size"
        return with_status(sheet, "median_amount")
    if not statuses:
        return "average_deal_size"
    return _AVERAGE.get(statuses[0]) or with_status(sheet, "average_amount")


def _of(names: Mapping[str, str], statuses: list[str], other: str) -> str:
    return next((names[status] for status in statuses if status in names), other)


def _each(names: Mapping[str, str], statuses: list[str]) -> list[str]:
    """ "won and lost" are two figures; "closing" is what is open."""
    return list(dict.fromkeys(names[status] for status in statuses))


def _sum_of_all(sheet: Sheet) -> str:
    """Deals in a stage that deals are open in are the pipeline; of all deals it is all amounts."""
    in_stage = any(each.field in ("stage", "forecast_category") for each in sheet.filters)
    return "pipeline" if in_stage else "total_amount"


def _unsaid(sheet: Sheet, statuses: list[str]) -> list[str]:
    """Neither how many nor how much: both, but a list where deals are named."""
    if sheet.rank is not None and not sheet.lists:
        return _ranked(sheet, statuses)
    if len(statuses) > 1 and sheet.says("versus", "compare"):
        sheet.lists = False  # "deals won vs lost" are two figures, whatever noun stands there
        return _each(COUNT, statuses)
    if sheet.lists:
        return []
    has_groups = bool(sheet.groups or sheet.compared or sheet.subject or _has_steps(sheet))
    waits = any(each.field in ("age", "idle", "stage_age", "overdue") for each in sheet.filters)
    counts = sheet.rank is None and (waits or _says_deals(sheet))
    if sheet.forecasts and not counts and not has_groups:
        return ["pipeline", "open_deals"]  # "what is forecast to close, commit only"
    if (counts or statuses == ["closing"]) and not has_groups:
        sheet.lists = True
        return []
    if not statuses:
        if has_groups and counts:
            return ["deals"]
        return _profile(sheet)
    if counts or _is_noun(sheet):
        return _each(COUNT, statuses)
    return [name for status in statuses for name in (SUM[status], COUNT[status])]


def _profile(sheet: Sheet) -> list[str]:
    """A name alone: its main figures; a list of names alone: how many deals each has."""
    if sheet.subject is not None and not sheet.times:
        return ["deals"]
    if not sheet.filters:
        return _PROFILE[:3] if sheet.times and sheet.says("profile") else []
    # "only over 50k" is no name: of what is not said.
    if sheet.rank is not None or not any(piece.named for piece in sheet.pieces):
        return []
    staged = any(each.field in ("stage", "forecast_category") for each in sheet.filters)
    return ["pipeline", "open_deals"] if staged else _PROFILE


def _has_steps(sheet: Sheet) -> bool:
    """By month, or "which quarter"."""
    return sheet.unit is not None or any(said.grain for _, said in sheet.times)


def _ranked(sheet: Sheet, statuses: list[str]) -> list[str]:
    """ "top reps" are those who sold most; "the most deals" and "most wins" are counted."""
    if sheet.rank is not None and sheet.rank.word in ("longest", "shortest"):
        return ["average_age"] if OPEN & set(statuses) else ["won_cycle"]
    if _says_deals(sheet) or _is_noun(sheet) or statuses == ["lost"]:
        return _each(COUNT, statuses) or ["deals"]  # what was lost is seldom worth a sum
    return _each(SUM, statuses) or ["bookings"]


def _says_deals(sheet: Sheet, word: str = "") -> bool:
    return any(
        piece.sense(Sort.ENTITY) == "deals" and piece.text.casefold().endswith(word)
        for piece in sheet.pieces
    )


def _is_noun(sheet: Sheet) -> bool:
    """ "wins", "losses": things to count."""
    nouns = ("wins", "losses", "won deals", "lost deals")
    return any(piece.text.casefold() in nouns for piece in sheet.pieces if piece.sense(Sort.STATUS))
