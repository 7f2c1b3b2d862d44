"""Shares: "what share of revenue comes from the West", "what fraction of deals do we lose"."""

from collections.abc import Mapping
from dataclasses import replace

from bot.answers.model import Unit
from bot.answers.parser.asking import SHARE, which_part, which_share
from bot.answers.parser.lexicon import Sort
from bot.answers.parser.sheet import Sheet, declined
from bot.answers.parser.values import Value
from bot.answers.plan import Filter, Intent, Op, Plan

_VERBS = frozenset(
    {"are", "is", "was", "were", "have", "has", "had", "come", "comes", "came", "go", "goes",
     "went", "belong", "belongs", "sind", "ist", "haben", "hat", "sont", "est", "ont", "son",
     "tienen"}
)  # fmt: skip
_PARTING = _VERBS | {"from", "by", "contributed", "generated", "von", "aus", "de", "par", "por"}
_RATES = {"won": "win_rate", "lost": "loss_rate"}


def read_shares(sheet: Sheet, chosen: Mapping[str, Value]) -> bool:
    """Whether shares are asked for, of the total or of each row; a share that is a rate becomes
    one. Raises Refused or Ambiguous.
    """
    if not sheet.says("share"):
        return False
    sheet.take("share")
    sheet.counts = True
    rates = ("win_rate", "loss_rate")
    named = any(piece.sense(Sort.MEASURE) in rates for piece in sheet.pieces)
    if named or _is_rate(sheet) or _is_of_leads(sheet):
        sheet.counts = False
        return False
    if sheet.groups or sheet.subject:
        _read_parts(sheet, chosen)
        return True
    return _of_named(sheet, chosen)


def take_share(sheet: Sheet) -> bool:
    """Whether a follow-up asks for shares of what was asked before."""
    if not sheet.take("share"):
        return False
    sheet.take("much")  # "as a share of the total"
    return True


def with_share(sheet: Sheet, plan: Plan, previous: Plan) -> Plan:
    """ "as a share of the total" of rows; "what share of that is GTK" of the figure before."""
    new = tuple(each.field for each in plan.filters if each not in previous.filters)
    if plan.intent is not Intent.METRIC or not (plan.group_by or new):
        raise declined("A share of what, and by what? For example: share of revenue by region.")
    if any(sheet.reader.model.measures[name].unit is Unit.PERCENT for name in plan.measures[:1]):
        raise declined("A rate has no share of a total. Ask for the share of revenue or of deals.")
    return replace(plan, share_of_total=True, total_without=new)


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


def _of_named(sheet: Sheet, chosen: Mapping[str, Value]) -> bool:
    """The share of one value in the same for all of them: "Ana's share", "share from the West"."""
    given = [each for each in sheet.filters if each.field != "customer_since"]  # "customers"
    named = [each for each in given if each.shown != ("you",)] or given
    if not named:
        raise declined("A share of what, and by what? For example: share of revenue by region.")
    sheet.total_without = [_part(sheet, named, chosen).field]
    return True


def _part(sheet: Sheet, named: list[Filter], chosen: Mapping[str, Value]) -> Filter:
    """Which of several names is the part: the reason, the one before "share", or the predicate."""
    picked = [each for each in named if SHARE in chosen and each.field in chosen[SHARE].values]
    reasons = [each for each in named if each.field in ("lost_reason", "source", "business")]
    if picked or len(named) == 1 or reasons:
        return (picked or reasons or named)[0]
    if _stands_before(sheet):
        return named[0]
    if _is_predicate(sheet, named[-1], _PARTING):
        return named[-1]
    raise which_part(named)


def _stands_before(sheet: Sheet) -> bool:
    """Whether a name comes before the word share."""
    for piece in sheet.pieces:
        if piece.named:
            return True
        if piece.role("share"):
            return False
    return False


def _read_parts(sheet: Sheet, chosen: Mapping[str, Value]) -> None:
    """What makes the part of each row: in "percentage of leads disqualified by source" a condition
    after the noun. One before it, or after the groups, bounds part and whole alike.
    """
    parts = [each for each in sheet.filters if _is_part(sheet, each)]
    if len(sheet.groups) + (sheet.subject is not None) > 1 and not parts:
        raise declined("I can tell each row’s share of the total, but not within each of another.")
    if any(place > _noun(sheet) for place, name in sheet.statuses if name == "open"):
        raise declined(
            "I can’t tell what that share is of. Name a condition, as in “without an account”."
        )
    if not parts:
        return
    if SHARE not in chosen and not any(_is_predicate(sheet, each) for each in parts):
        raise which_share()
    if SHARE not in chosen or chosen[SHARE].values == ("row",):
        sheet.total_without = [each.field for each in parts]


def _noun(sheet: Sheet) -> int:
    """Where the noun stands that the share is of."""
    start = next(at for at, piece in sheet if piece.role("share"))
    for at in range(start, len(sheet.pieces)):
        piece = sheet.pieces[at]
        if piece.sense(Sort.ENTITY) == sheet.entity or piece.sense(Sort.MEASURE):
            return at
    return start


def _is_part(sheet: Sheet, condition: Filter) -> bool:
    noun, place = _noun(sheet), _place(sheet, condition)
    fields = {group.field for group in sheet.groups} | {sheet.subject or ""}
    groups = [at for at, _ in sheet if (sheet.dimension(at) or "?") in fields]
    return place > noun and not any(noun < at < place for at in groups)


def _place(sheet: Sheet, condition: Filter) -> int:
    """Where a condition was said; -1 for one that was not said in words of its own."""
    for at, piece in sheet:
        values = {value for match in piece.matches for value in match.value.values}
        if piece.named and values & set(condition.values):
            return at
        if condition.op in (Op.EMPTY, Op.FILLED) and piece.role("empty", "filled"):
            return at
        if piece.amount is not None and condition.op not in (Op.IS, Op.IS_NOT):
            return at
        if piece.sense(Sort.CONDITION) and condition.op is not Op.IS_NOT:
            return at
    return -1


def _is_predicate(sheet: Sheet, condition: Filter, verbs: frozenset[str] = _VERBS) -> bool:
    """ "deals that are in Negotiation" says what of them; "revenue from GTK" may be a whole."""
    place = _place(sheet, condition)
    if not sheet.pieces[place].named or condition.field in ("status", "lost_reason"):
        return True
    between = sheet.words[sheet.pieces[_noun(sheet)].end : sheet.pieces[place].start]
    return not verbs.isdisjoint(between)
