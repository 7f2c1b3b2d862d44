"""Holds a finished plan against the words of its question: what was said must be in the plan."""

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from bot.answers.checking import parts
from bot.answers.model import Measure, Take, Unit
from bot.answers.parser.lexicon import Sort
from bot.answers.parser.pieces import Piece
from bot.answers.parser.sheet import RANKS, Sheet, declined
from bot.answers.parser.telling import unheard
from bot.answers.periods import Period, PeriodKind
from bot.answers.plan import Filter, Intent, Op, Plan

_NEGATIVE = (Op.IS_NOT, Op.EMPTY, Op.TRAILS)
_LENGTHS = (1, 7, 30, 365, 1_000, 1_000_000)  # a number may be of weeks, or of thousands
_TODAY = Period(kind=PeriodKind.RELATIVE)
_LIMITS = {
    "more": (Op.OVER, Op.AT_LEAST, Op.BEATS),
    "atleast": (Op.OVER, Op.AT_LEAST),
    "less": (Op.UNDER, Op.AT_MOST, Op.TRAILS),
    "atmost": (Op.UNDER, Op.AT_MOST),
    "between": (Op.BETWEEN,),
}
_MIDDLES = {"average": ("average", "cycle", "response", "mean"), "median": ("median", "typical")}
_ADDED = ("total", "sum", "gesamt", "summe", "somme", "suma")
_MEANS = ("average", "avg", "mean", "median", "typical")
_MIDDLING = (Take.AVERAGE, Take.MEDIAN, Take.RATIO)
# Fields that say as a condition, or in a list of its records, what these figures are about.
_CONDITIONS = {
    "pipeline": ("status", "pipeline"),
    "bookings": ("status", "amount"),
    "sales_cycle": ("cycle", "age"),
    "won_cycle": ("cycle", "age"),
    "average_stage_age": ("stage_age",),
    "average_age": ("age",),
    "average_deal_size": ("amount", "deal_size"),
    "average_discount": ("discount",),
    "overdue_deals": ("overdue",),
    "emails": ("email",),
    "open_tasks": ("done_at", "due_at"),
}
_EXTREMES = ("largest", "smallest", "oldest", "greatest", "last", "touch", "best_case")


def hold_to_words(sheet: Sheet, plan: Plan, pieces: Sequence[Piece]) -> None:
    """Raises Refused for the first word that the plan does not show. `pieces` are all of the
    question, also those that are taken to mean nothing.
    """
    for find in (
        _numbers,
        _names,
        _limits,
        _negations,
        _times,
        _ranks,
        _middles,
        _figures,
        _counts,
        _totals,
        _shares,
        _whose,
    ):
        lost = next(find(sheet, plan), None)
        if lost is not None:
            raise _not_understood(lost.text)
    word = unheard(pieces, sheet, plan)
    if word is not None:
        raise _not_understood(word)


def _not_understood(text: str) -> Exception:
    return declined(
        f"I understand the words, but not how “{text}” is meant here."
        " Say it another way, or leave it out."
    )


def _conditions(plan: Plan) -> tuple[Filter, ...]:
    return (*plan.filters, *plan.any_of)


def _measures(sheet: Sheet, plan: Plan) -> list[Measure]:
    return [sheet.reader.model.measures[name] for name in plan.measures]


def _numbers(sheet: Sheet, plan: Plan) -> Iterator[Piece]:
    """Every number bounds something, or says how many."""
    known = {number for text in _texts(plan) if (number := _number(text)) is not None}
    for piece in sheet.pieces:
        amount = piece.amount
        if amount is None or piece.named:
            continue
        if not any(amount.value * length in known for length in _LENGTHS):
            yield piece


def _texts(plan: Plan) -> Iterator[str]:
    for condition in _conditions(plan):
        yield from condition.values
    for having in plan.having:
        yield from having.values
    for number in (plan.limit, plan.percentile):
        if number is not None:
            yield str(number)
    for period in plan.periods:
        yield from map(str, (period.count, period.number, period.year))


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _names(sheet: Sheet, plan: Plan) -> Iterator[Piece]:
    """Every name is a condition, or a stage from or to which deals went."""
    known = {value for each in _conditions(plan) for value in each.values} | set(plan.about)
    if "lead_conversion" in plan.measures:
        known |= {
            v for p in sheet.pieces for m in p.matches for v in m.value.values if _converts(v)
        }
    for piece in sheet.pieces:
        values = {value for match in piece.matches for value in match.value.values}
        if piece.named and not values & known:
            yield piece


def _converts(value: str) -> bool:
    return value.casefold() == "converted"


def _limits(sheet: Sheet, plan: Plan) -> Iterator[Piece]:
    """ "over" and "under" in front of a number are kept in their direction."""
    ops = {each.op for each in _conditions(plan)} | {each.op for each in plan.having}
    for at, piece in sheet:
        following = sheet.piece(at + 1)
        if following is None or following.amount is None:
            continue
        wanted = [allowed for role, allowed in _LIMITS.items() if piece.role(role)]
        if wanted and not any(ops & set(allowed) for allowed in wanted):
            yield piece


def _negations(sheet: Sheet, plan: Plan) -> Iterator[Piece]:
    """As many as were said, where a list of names after one "except" is one."""
    found = sum(len(each.values) or 1 for each in _conditions(plan) if each.op in _NEGATIVE)
    found += sum(each.op in (Op.AT_MOST, Op.UNDER, Op.IS) for each in plan.having)
    found += sum(each.field in ("idle", "overdue", "last_activity") for each in plan.filters)
    found += sum("open_tasks" in name for name in plan.measures)
    found += 2 * _doubled(sheet) * any(each.op is Op.FILLED for each in plan.filters)
    said = [p for p in sheet.pieces if p.role("except", "empty", "nothing") and not _is_soft(p)]
    return iter(said[found:])


def _doubled(sheet: Sheet) -> int:
    """ "excluding deals without an account": two that make a yes."""
    empty = [at for at, piece in sheet if piece.role("empty")]
    return sum(sheet.role(at - 1, "except") or sheet.role(at - 2, "except") for at in empty)


def _is_soft(piece: Piece) -> bool:
    return any(sense.sort is Sort.FILL for sense in piece.senses)


def _times(sheet: Sheet, plan: Plan) -> Iterator[Piece]:
    """A period is one of the plan, or became a number of days or a day to compare with."""
    has = bool(plan.periods or plan.as_of or plan.window or plan.compare_to)
    days = any(each.field in ("idle", "last_activity", "cycle") for each in plan.filters)
    steps = any(group.grain for group in plan.group_by)
    for piece in sheet.pieces:
        said = piece.said
        if said is None or piece.named or (said.period == _TODAY and _is_of_open(sheet, plan)):
            continue
        if said.period is not None and not (has or days):
            yield piece
        if said.grain is not None and said.versus is None and not (steps or has):
            yield piece


def _is_of_open(sheet: Sheet, plan: Plan) -> bool:
    """What is open is open today."""
    where = [each for measure in _measures(sheet, plan) for each in measure.where]
    return any(
        each.field == "status" and each.values == ("open",) for each in (*where, *plan.filters)
    )


def _ranks(sheet: Sheet, plan: Plan) -> Iterator[Piece]:
    """A superlative puts rows in order, or is a figure of its own."""
    extreme = any(word in name for name in plan.measures for word in _EXTREMES)
    if plan.sort or extreme or "best_case" in sheet.words:
        return
    said = (p for p in sheet.pieces if p.role(*RANKS, "sort", "ascending", "descending"))
    yield from (piece for piece in said if not _is_soft(piece) and not piece.sense(Sort.MEASURE))


def _middles(sheet: Sheet, plan: Plan) -> Iterator[Piece]:
    """ "average" and "median" are of a figure that is one."""
    names = [f"{name} {sheet.reader.model.measures[name].take}" for name in plan.measures]
    names += [value for each in plan.filters for value in each.values]
    if sheet.averaged and not any(each.take in _MIDDLING[:2] for each in _measures(sheet, plan)):
        yield from (piece for piece in sheet.pieces if piece.role("by"))
    for role, words in _MIDDLES.items():
        if not any(word in name for name in names for word in words):
            yield from (piece for piece in sheet.pieces if piece.role(role))


def _figures(sheet: Sheet, plan: Plan) -> Iterator[Piece]:
    """Every figure that was named is one of the plan, or a condition on what it is made of."""
    model = sheet.reader.model
    names = (*plan.measures, *(each.measure for each in plan.having))
    asked = [part for name in names for part in (model.measures[name], *parts(model, name))]
    fields = {each.field for each in _conditions(plan)}
    fields |= {value for each in _conditions(plan) for value in each.values}
    fields |= {each.name for each in plan.sort} | {group.field for group in plan.group_by}
    for piece in sheet.pieces:
        name = piece.sense(Sort.MEASURE)
        if name is None or plan.intent is Intent.MOVEMENT:
            continue
        said = model.measures[name]
        means = _is_mean(piece)
        if any(_stands_for(each, said, means=means) for each in asked):
            continue
        if means or not fields & {name, said.of, *_CONDITIONS.get(name, ())}:
            yield piece


def _is_mean(piece: Piece) -> bool:
    return piece.text.casefold().startswith(_MEANS)


def _stands_for(measure: Measure, said: Measure, *, means: bool) -> bool:
    """A figure of the same kind: another status may have made "revenue" the pipeline."""
    if measure is said:
        return True
    if means and measure.take not in _MIDDLING:
        return False
    alike = measure.unit is said.unit or measure.where == said.where
    return alike and measure.entity == said.entity


def _counts(sheet: Sheet, plan: Plan) -> Iterator[Piece]:
    """Asked how many, it says a number; asked twice, it says two numbers, or one in rows."""
    said = [piece for piece in sheet.pieces if piece.role("count")]
    numbers = sum(measure.unit in (Unit.COUNT, Unit.NUMBER) for measure in _measures(sheet, plan))
    if said and not numbers and plan.intent is Intent.METRIC:
        yield said[0]
    if len(said) > 1 and numbers < len(said) and plan.intent is not Intent.LIST:
        yield said[-1]


def _totals(sheet: Sheet, plan: Plan) -> Iterator[Piece]:
    """A total is added up; a list or an average is none."""
    adds = any(
        each.take in (Take.SUM, Take.COUNT, Take.DISTINCT) for each in _measures(sheet, plan)
    )
    if adds or plan.having:
        return
    for at, piece in sheet:
        following = sheet.piece(at + 1)
        figure = following is not None and (
            following.sense(Sort.MEASURE) or following.sense(Sort.FIELD)
        )
        if piece.role("much") and piece.text.casefold().startswith(_ADDED) and figure:
            yield piece


def _shares(sheet: Sheet, plan: Plan) -> Iterator[Piece]:
    percents = any(measure.unit is Unit.PERCENT for measure in _measures(sheet, plan))
    if not (plan.share_of_total or percents or plan.having):
        yield from (p for p in sheet.pieces if p.role("share") and not p.sense(Sort.MEASURE))


def _whose(sheet: Sheet, plan: Plan) -> Iterator[Piece]:
    """ "my deals beside Ana's" is not Ana's alone."""
    reader = sheet.reader
    if reader.leads or not reader.owns or plan.intent is Intent.MOVEMENT:
        return
    people = [each for each in plan.filters if each.field in ("owner", "manager", "person")]
    if people and not any(str(reader.person.id) in each.values for each in people):
        yield from (piece for piece in sheet.pieces if piece.role("me") and not _is_soft(piece))
