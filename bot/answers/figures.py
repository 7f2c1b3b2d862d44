"""Answers a plan of figures: reads them, draws the table, and says the sentence."""

from dataclasses import replace
from datetime import datetime

from bot.answers import wording
from bot.answers.answer import Answer, Choice, Refused, Status, Table
from bot.answers.calendar import Grain
from bot.answers.desk import Desk, Found
from bot.answers.evaluation import Group, Value, currencies, kept
from bot.answers.model import Measure, Model, Take, Unit
from bot.answers.plan import Comparison, Filter, Intent, Plan, Sort, Versus
from bot.answers.plan import Group as By
from bot.answers.shares import Totals, whole_of, with_none
from bot.answers.sizes import by_list_price
from bot.answers.tables import in_units, sorted_groups, table_of
from storage.answers.query import Cell

_LISTED = 50


async def answer_figures(desk: Desk, plan: Plan, data_as_of: datetime | None) -> Answer:
    """Raises Refused."""
    plan, notes = await by_list_price(desk, plan)
    found = await desk.found(plan)
    money = currencies(found.compiled, found.rows)
    if len(money) > 1 and not _keeps_apart(plan):
        return await _each_currency(desk, plan, data_as_of)
    await _refuse_rates_of_nothing(desk, plan)
    totals = await _totals(desk, plan, found)
    groups = with_none(found.groups, found.compiled, plan, totals)
    groups = _kept(desk.model, found, groups, plan)
    groups = sorted_groups(groups, plan, found.compiled.axes, desk.model, totals)
    table = table_of(groups, plan, found.compiled, desk.model, desk.day.calendar, totals)
    single = groups[0].values[0] if len(groups) == 1 and not plan.group_by else None
    currency = next(iter(money)) if len(money) == 1 else ""
    return Answer(
        status=Status.ANSWERED,
        text=_sentence(desk, plan, groups, table, currency),
        interpretation=wording.reading(plan, desk.model, desk.day),
        plan=plan,
        table=table,
        value=_value(single, plan, table),
        unit=Unit.PERCENT if plan.total_without else desk.model.measures[plan.measures[0]].unit,
        definition=definition(plan, desk.model),
        scope=wording.scope_of(desk.asker),
        data_as_of=data_as_of,
        notes=(*notes, *_notes(plan, desk.model, groups)),
        records=records_of(plan, desk.model),
        suggestions=_suggestions(plan, desk.model, single),
    )


def _keeps_apart(plan: Plan) -> bool:
    """Whether each figure is of one currency; a share would be of a total of several."""
    by_currency = any(group.field == "currency" for group in plan.group_by)
    return by_currency and not plan.share_of_total


def _value(single: Value | None, plan: Plan, table: Table) -> Cell:
    """The one figure that was asked for; of a part of a total its share, which stands beside."""
    if single is None:
        return None
    return table.rows[0][1] if plan.total_without else single.figure


def _kept(model: Model, found: Found, groups: list[Group], plan: Plan) -> list[Group]:
    """Without groups that rest on fewer records than a sensitive figure may."""
    least = max(model.measures[name].least for name in plan.measures)
    groups = kept(in_units(groups, found.compiled.axes), plan)
    shown = [group for group in groups if min(value.rows for value in group.values) >= least]
    if least > 1 and groups and not shown:
        raise Refused(
            Status.DECLINED,
            f"That rests on fewer than {least} decisions, which would say more about single people"
            " than about the whole. Ask about a larger group or a longer time.",
        )
    return shown if least > 1 else groups


async def _totals(desk: Desk, plan: Plan, found: Found) -> Totals | None:
    if not plan.share_of_total:
        return None
    whole = await desk.found(whole_of(plan))
    return Totals.of(whole.groups, whole.compiled.axes, found.compiled.axes)


async def _refuse_rates_of_nothing(desk: Desk, plan: Plan) -> None:
    """A win rate by value over a book whose lost deals carry no amount is 100 %, and no rate."""
    if not any(desk.model.measures[name].needs_lost_amounts for name in plan.measures):
        return
    lost = replace(
        plan, measures=("deals_lost", "amount_lost"), group_by=(), having=(), sort=(), limit=None,
        compare_to=None, share_of_total=False,
    )  # fmt: skip
    number, amount = (value.figure for value in (await desk.found(lost)).groups[0].values)
    if number and not amount:
        raise Refused(
            Status.CLARIFY,
            "Lost deals carry no amount here, so a win rate by value would say nothing.",
            tuple(
                Choice(label=desk.model.measures[name].label, plan=replace(plan, measures=(name,)))
                for name in ("win_rate_by_list_price", "win_rate")
            ),
        )


async def _each_currency(desk: Desk, plan: Plan, data_as_of: datetime | None) -> Answer:
    """A total is told currency by currency. What ranks, shares or compares has to know which:
    amounts of two can't be put in one order. Raises Refused with a choice for each.
    """
    apart = replace(
        plan,
        group_by=(*plan.group_by, By(field="currency")),
        sort=(Sort(name="currency", descending=False),),
        share_of_total=False,
        total_without=(),
    )
    bare = replace(apart, group_by=apart.group_by[-1:], having=(), limit=None, compare_to=None)
    answer = await answer_figures(desk, bare, data_as_of)
    found = [str(row[0]) for row in (answer.table.rows if answer.table else ()) if row[0]]
    if replace(bare, group_by=(), sort=()) == replace(plan, sort=()):
        return replace(answer, plan=plan, text=_of_each(answer, found))
    only = [
        Choice(
            label=f"Only {name}",
            plan=replace(plan, filters=(*plan.filters, Filter(field="currency", values=(name,)))),
        )
        for name in found
    ]
    each = [] if plan.limit or plan.having else [Choice(label="Each by itself", plan=apart)]
    raise Refused(
        Status.CLARIFY,
        f"The amounts are in {wording.several(found)}, which can't be added up. Which do you mean?",
        (*each, *only),
    )


def _of_each(answer: Answer, found: list[str]) -> str:
    """`EUR 5 and USD 7 bookings: amounts in 2 currencies are not added up.`"""
    table = answer.table or Table(headings=(), rows=())
    money = [at for at, heading in enumerate(table.headings) if heading.unit is Unit.MONEY]
    if not money:
        return answer.text
    said = [wording.said(row[money[0]], Unit.MONEY, str(row[0])) for row in table.rows if row[0]]
    label = table.headings[money[0]].label
    return f"{wording.several(said)} {label}: amounts in {len(found)} currencies are not added up."


def definition(plan: Plan, model: Model) -> str:
    """What the figures mean, measure by measure."""
    parts = []
    for name in plan.measures:
        measure = model.measures[name]
        parts.append(f"{measure.label}: {measure.definition}")
    return "; ".join(parts)


def records_of(plan: Plan, model: Model) -> Plan | None:
    """A plan that lists the records on which the first figure rests."""
    measure = model.measures[plan.measures[0]]
    base = model.measures[measure.over[1]] if measure.over else measure
    if base.stage is not None or base.period is not None:
        return None
    periods = tuple(replace(period, on=period.on or base.time) for period in plan.periods)
    has_amount = "amount" in model.entities[base.entity].fields
    return Plan(
        intent=Intent.LIST,
        entity=base.entity,
        filters=(*plan.filters, *base.where),
        any_of=plan.any_of,
        periods=periods,
        sort=(Sort(name="amount"),) if has_amount else (),
        limit=_LISTED,
    )


def _notes(plan: Plan, model: Model, groups: list[Group]) -> list[str]:
    """What a figure leaves out: records without the value that it is made of."""
    found = []
    for place, name in enumerate(plan.measures):
        measure = model.measures[name]
        rows = sum(group.values[place].rows for group in groups)
        known = sum(group.values[place].known for group in groups)
        if known < rows and measure.take is not Take.RATIO:
            what = model.entities[measure.entity].many
            found.append(
                f"{rows - known:,} of {rows:,} {what} have no value for {measure.label}"
                " and are left out."
            )
    return found


def _sentence(desk: Desk, plan: Plan, groups: list[Group], table: Table, currency: str) -> str:
    if plan.group_by or not groups:
        return wording.table_sentence(table, plan, desk.model, currency)
    if plan.total_without and len(table.rows[0]) > 1:
        share = wording.said(table.rows[0][1], Unit.PERCENT, "")
        label = desk.model.measures[plan.measures[0]].label
        figure = wording.said(groups[0].values[0].figure, table.headings[0].unit, currency)
        return f"{share} of {label}: {figure}."
    said = [
        _figure(value, desk.model.measures[name], desk.model, currency)
        for value, name in zip(groups[0].values, plan.measures, strict=True)
    ]
    return f"{wording.several(said)}."


def _figure(value: Value, measure: Measure, model: Model, currency: str) -> str:
    one, many = model.entities[measure.entity].one, model.entities[measure.entity].many
    if value.figure is None:
        if value.rows:
            return f"not known: none of the {value.rows:,} {many} has a value for {measure.label}"
        return f"no {measure.label}: no {many} to take it from within what you may see"
    single = measure.unit is Unit.COUNT and value.figure == 1
    label = measure.label.replace(many, one) if single else measure.label
    text = f"{wording.said(value.figure, measure.unit, currency)} {label}"
    if measure.unit is Unit.PERCENT or measure.take in (Take.AVERAGE, Take.MEDIAN, Take.SUM):
        text += f" over {value.rows:,} {one if value.rows == 1 else many}" if value.rows else ""
    if value.before is not None:
        text += f" (against {wording.said(value.before, measure.unit, currency)}"
        growth = value.growth
        text += ")" if growth is None else f", {growth:+.1f} %)"
    return text


def _suggestions(plan: Plan, model: Model, single: Value | None) -> tuple[Choice, ...]:
    """What people ask next: the same by owner, over time, against the time before, or, where no
    deal has an amount, by list price.
    """
    if plan.entity != "deals" or single is None or plan.compare_to is not None:
        return ()
    measure = model.measures[plan.measures[0]]
    found = [Choice(label="By owner", plan=replace(plan, group_by=(By(field="owner"),)))]
    if measure.time is not None:
        monthly = By(field=measure.time, grain=Grain.MONTH)
        found.append(Choice(label="By month", plan=replace(plan, group_by=(monthly,))))
    if plan.periods:
        earlier = Comparison(versus=Versus.BEFORE)
        found.append(
            Choice(label="Against the time before", plan=replace(plan, compare_to=earlier))
        )
    if single.figure is None and single.rows and "pipeline" in plan.measures:
        listed = replace(plan, measures=("list_pipeline",), sort=(), having=())
        found.insert(0, Choice(label="At list price", plan=listed))
    return tuple(found)
