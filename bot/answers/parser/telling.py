"""Small words that mostly hold a sentence together, and now and then change what is asked."""

from collections.abc import Callable, Mapping, Sequence

from bot.answers.parser.lexicon import Sort
from bot.answers.parser.pieces import Piece
from bot.answers.parser.sheet import Sheet
from bot.answers.plan import Op, Plan

_SEEING = frozenset({"see", "know", "check", "me", "wondering", "wonder", "any"})
_MEANS = frozenset({"average", "avg", "mean", "median", "typical", "durchschnittliche", "mittlere",
                    "moyen", "moyenne", "medio", "media", "mediana"})  # fmt: skip
_APART = frozenset({"each", "one", "the"})


def unheard(pieces: Sequence[Piece], sheet: Sheet, plan: Plan) -> str | None:
    """The first such word that the plan says nothing of."""
    for at, piece in enumerate(pieces):
        if piece.named or piece.amount is not None or piece.said is not None:
            continue
        before = sheet.words[: piece.start]
        for word in piece.text.casefold().split():
            test = _TELLING.get(word)
            if test is not None and _only_fills(pieces[at]) and not test(before, plan):
                return word
    return None


def _only_fills(piece: Piece) -> bool:
    return bool(piece.senses) and piece.senses[0].sort is Sort.FILL


def _sets_apart(plan: Plan) -> bool:
    """Whether figures stand beside others."""
    return bool(plan.compare_to or plan.group_by or plan.having or len(plan.measures) > 1)


def _other(before: Sequence[str], plan: Plan) -> bool:
    """ "other regions" leaves one out; "each other" and "the other" hold it together."""
    apart = set(before[-1:]) & _APART and _sets_apart(plan)
    return bool(apart) or any(each.op is Op.IS_NOT for each in plan.filters)


def _if(before: Sequence[str], _: Plan) -> bool:
    """ "let me see if" asks; "if we lost it" supposes."""
    return bool(set(before[-1:]) & _SEEING)


def _more(_: Sequence[str], plan: Plan) -> bool:
    bounds = (Op.OVER, Op.AT_LEAST, Op.UNDER, Op.AT_MOST, Op.BETWEEN, Op.BEATS, Op.TRAILS)
    ops = [each.op for each in plan.filters] + [each.op for each in plan.having]
    bounded = any(op in bounds for op in ops)
    return bounded or _sets_apart(plan) or bool(plan.sort)


def _together(_: Sequence[str], plan: Plan) -> bool:
    """ "A and B together" are one figure."""
    fields = {group.field for group in plan.group_by if group.grain is None}
    return not any(each.field in fields and len(each.values) > 1 for each in plan.filters)


def _time(before: Sequence[str], plan: Plan) -> bool:
    """ "the average time to something" is a length of time, or nothing that is known."""
    lengths = any(word in name for name in plan.measures for word in ("cycle", "_age", "response"))
    return lengths or _MEANS.isdisjoint(before[-2:])


def _number(before: Sequence[str], plan: Plan) -> bool:
    """ "the average number of something" is no size."""
    return "average_employees" in plan.measures or _MEANS.isdisjoint(before[-2:])


def _asked(before: Sequence[str], plan: Plan) -> bool:
    """ "when did we win it" asks for a day, "where" for a place: a figure is no answer."""
    grouped = any(group.grain or group.field in _PLACES for group in plan.group_by)
    return bool(before) or grouped


def _both(_: Sequence[str], plan: Plan) -> bool:
    """ "who bought both A and B" asks for two conditions at once, which rows of either are not."""
    several = {each.field for each in plan.filters if len(each.values) > 1}
    rows = {group.field for group in plan.group_by if group.grain is None}
    return not rows or rows <= several


_PLACES = ("country", "region", "territory", "stage")
_TELLING: Mapping[str, Callable[[Sequence[str], Plan], bool]] = {
    **dict.fromkeys(
        ("time", "times", "length", "zeit", "dauer", "temps", "duree", "tiempo"), _time
    ),
    **dict.fromkeys(("number", "numbers"), _number),
    **dict.fromkeys(("when", "where"), _asked),
    "both": _both,
    "other": _other,
    "others": _other,
    "another": _other,
    "if": _if,
    "more": _more,
    "fewer": _more,
    "better": _more,
    "worse": _more,
    "together": _together,
    "combined": _together,
}
