"""Those of whom there is none, or few: "which reps have not won anything", "fewer than 5 calls"."""

from dataclasses import replace

from bot.answers.model import Take, Unit
from bot.answers.parser.sheet import Sheet, declined
from bot.answers.parser.timing import Timing
from bot.answers.plan import Filter, Having, Intent, Op, Plan

_OF = {"owner": "people", "account": "accounts", "product": "products"}
_COUNTS = {
    "bookings": "deals_won",
    "pipeline": "open_deals",
    "amount_lost": "deals_lost",
    "people": "deals",
    "accounts": "deals",
}


def none_of(sheet: Sheet, timing: Timing) -> Plan:
    """Those of whom there is none: people or accounts, with the figure that is to be zero."""
    entity = _OF.get(sheet.subject or (sheet.groups[0].field if sheet.groups else ""))
    if entity is None and sheet.entity in ("people", "accounts", "products"):
        entity = sheet.entity
    if entity is None:
        raise declined("I can’t tell of whom there shall be none: of reps, accounts or products?")
    measure = (
        sheet.measures[0]
        if sheet.measures
        else ("activities" if sheet.entity == "activities" else "deals")
    )
    measure = _COUNTS.get(measure, measure)
    return Plan(
        intent=Intent.LIST,
        entity=entity,
        measures=(measure,),
        filters=_conditions(sheet, entity, list(sheet.filters)),
        periods=tuple(timing.periods),
        having=(Having(measure=measure, op=Op.AT_MOST, values=("0",)),),
    )


def with_none_too(sheet: Sheet, plan: Plan) -> Plan:
    """ "fewer than 5 calls" are also none at all, and who has none is in no row of figures."""
    few = [each for each in plan.having if each.op in (Op.UNDER, Op.AT_MOST)]
    measures = [sheet.reader.model.measures[name] for name in plan.measures]
    adds = sheet.reader.values.has_one_currency
    counted = [each.unit is Unit.COUNT or (adds and each.take is Take.SUM) for each in measures]
    entity = _OF.get(plan.group_by[0].field) if len(plan.group_by) == 1 else None
    if not few or not all(counted) or entity is None or plan.compare_to or plan.share_of_total:
        return plan
    filled = (Filter(field=plan.group_by[0].field, op=Op.FILLED),)
    filters = [each for each in plan.filters if each not in filled]
    return Plan(
        intent=Intent.LIST,
        entity=entity,
        measures=plan.measures,
        filters=_conditions(sheet, entity, filters),
        periods=plan.periods,
        having=plan.having,
    )


def _conditions(sheet: Sheet, entity: str, filters: list[Filter]) -> tuple[Filter, ...]:
    """Those on the people or accounts themselves. Raises Refused for one on their deals."""
    known = sheet.reader.model.entities[entity].fields
    if entity == "people":
        filters = [
            replace(each, field="manager") if each.field == "organisation" else each
            for each in filters
        ]
    strange = next((each for each in filters if each.field not in known), None)
    if strange is not None:
        raise declined("I can list those who have none, but not by that condition as well.")
    if entity == "people" and all(each.field != "role" for each in filters):
        filters.append(Filter(field="role", values=("rep",)))
    return tuple(filters)
