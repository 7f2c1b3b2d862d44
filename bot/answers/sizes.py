"""What size means where deals carry no amount: the list price of the product, and saying so."""

from dataclasses import replace
from decimal import Decimal

from bot.answers.desk import Desk
from bot.answers.plan import Filter, Op, Plan
from storage.answers.query import Condition, Figure, Fold, Groups, Key, Test

_AMOUNT, _LIST_PRICE = "amount", "list_price"
_COMPARED = frozenset({Op.OVER, Op.AT_LEAST, Op.UNDER, Op.AT_MOST, Op.BETWEEN})
_STATUSES = frozenset({"open", "won", "lost"})


async def by_list_price(desk: Desk, plan: Plan) -> tuple[Plan, tuple[str, ...]]:
    """Compares with list prices where a whole status that the question counts has no amounts.

    "Win rate of deals over 5k" would be 100 % where lost deals carry none, and "open deals over
    5k" nothing where open ones do.
    """
    compared = [each for each in plan.filters if _is_size(each)]
    if plan.entity != "deals" or not compared:
        return plan, ()
    rows, sized = await desk.read([_by_status(), _by_status(sized=True)])
    with_amount = {status for status, _ in sized}
    bare = [s for s, _ in rows if s not in with_amount and str(s) in _counted(desk, plan)]
    if not bare:
        return plan, ()
    filters = tuple(
        replace(each, field=_LIST_PRICE) if _is_size(each) else each for each in plan.filters
    )
    which = " and ".join(sorted(str(status) for status in bare))
    note = f"No {which} deal carries an amount, so size is the list price of the product."
    return replace(plan, filters=filters), (note,)


def _is_size(each: Filter) -> bool:
    return each.field == _AMOUNT and each.op in _COMPARED


def _by_status(*, sized: bool = False) -> Groups:
    positive = Condition(column="deal.amount", test=Test.OVER, values=(Decimal(0),))
    return Groups(
        entity="deals",
        keys=(Key(column="deal.status"),),
        figures=(Figure(fold=Fold.COUNT),),
        where=(positive,) if sized else (),
    )


def _counted(desk: Desk, plan: Plan) -> frozenset[str]:
    """The statuses of the deals that the question is about."""
    asked = [frozenset(f.values) for f in plan.filters if f.field == "status" and f.op is Op.IS]
    within = frozenset.intersection(_STATUSES, *asked)
    counted: set[str] = set()
    for name in plan.measures:
        measure = desk.model.measures[name]
        for part in (desk.model.measures[each] for each in measure.over or (name,)):
            own = [frozenset(f.values) for f in part.where if f.field == "status"]
            counted |= frozenset.intersection(_STATUSES, *own)
    return within & counted if plan.measures else within
