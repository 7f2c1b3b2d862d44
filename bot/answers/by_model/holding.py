"""Holds a model's plan against the words that the rules do know: none may be passed over."""

from collections.abc import Iterator

from bot.answers.checking import parts
from bot.answers.model import Measure, Model
from bot.answers.parser.lexicon import Sense, Sort
from bot.answers.parser.pieces import Piece
from bot.answers.plan import Plan

_STATUSES = {"won": {"won"}, "lost": {"lost"}, "open": {"open"}, "closed": {"won", "lost"}}
_TIMES = {"created": "created_at", "closing": "close_date"}
# What says nothing by itself, or is held to by the rules' own accounting.
_FREE = frozenset({Sort.FILL, Sort.ROLE, Sort.ENTITY, Sort.UNIT})


def passed_over(pieces: tuple[Piece, ...], plan: Plan, model: Model) -> bool:
    """Whether a word that is known is nowhere in the plan in any of its senses."""
    return any(
        piece.senses and not piece.named and not any(_is_in(s, plan, model) for s in piece.senses)
        for piece in pieces
    )


def said_already(pieces: tuple[Piece, ...]) -> set[str]:
    """What the known words name: an unknown word beside them must be something else."""
    return {sense.name for piece in pieces for sense in piece.senses}


def names_in(plan: Plan) -> Iterator[str]:
    """Every name and value that a plan is made of."""
    yield plan.entity
    yield from plan.measures
    yield from (group.field for group in plan.group_by)
    yield from (sort.name for sort in plan.sort)
    for condition in plan.filters:
        yield from (condition.field, *condition.values, *condition.shown)
    yield from (str(period.grain) for period in plan.periods)


def _is_in(sense: Sense, plan: Plan, model: Model) -> bool:
    if sense.sort in _FREE:
        return True
    match sense.sort:
        case Sort.STATUS if sense.name in _TIMES:
            return _TIMES[sense.name] in _times(plan, model)
        case Sort.STATUS:
            return _STATUSES.get(sense.name) == _statuses(plan, model)
        case Sort.MEASURE:
            return sense.name in plan.measures or sense.name == plan.entity
        case Sort.FIELD:
            of = {measure.of for measure in _measures(plan, model)}
            return sense.name in {*names_in(plan), *of, *_times(plan, model)}
        case _:
            return False


def _measures(plan: Plan, model: Model) -> Iterator[Measure]:
    for name in plan.measures:
        if name in model.measures:
            yield model.measures[name]
            yield from parts(model, name)


def _times(plan: Plan, model: Model) -> set[str]:
    own = {measure.time or "" for measure in _measures(plan, model)}
    return own | {period.on or "" for period in plan.periods}


def _statuses(plan: Plan, model: Model) -> set[str]:
    wheres = [each for measure in _measures(plan, model) for each in measure.where]
    return {v for each in (*plan.filters, *wheres) if each.field == "status" for v in each.values}
