"""Those of whom there is none: "which reps have not won anything"."""

from dataclasses import replace

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
    filters = list(sheet.filters)
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
    return Plan(
        intent=Intent.LIST,
        entity=entity,
        measures=(measure,),
        filters=tuple(filters),
        periods=tuple(timing.periods),
        having=(Having(measure=measure, op=Op.AT_MOST, values=("0",)),),
    )
