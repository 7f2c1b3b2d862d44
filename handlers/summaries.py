"""Summaries on demand: pipeline, forecast, stale deals; each is a plan, and read as any other."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from blocks import answers as drawn
from blocks import problems
from blocks.commands import risks_message
from blocks.forecast import Forecast, forecast_message
from blocks.kit import Message
from bot.answers.answer import Answer, Status
from bot.answers.ask import Answers
from bot.answers.calendar import Grain
from bot.answers.periods import Period, PeriodKind
from bot.answers.plan import By, Filter, Group, Intent, Op, Plan, Sort
from bot.mission.calendar import moment_at
from bot.mission.lookup import Lookup
from handlers.boundary import Heard
from handlers.pictures import Charts
from handlers.weekly import Weekly

_CURRENCY = Group(field="currency")
_PIPELINE = Plan(measures=("pipeline", "weighted_pipeline", "open_deals"))
_BY = {
    "": Group(field="stage"),
    "stage": Group(field="stage"),
    "team": Group(field="team"),
    "rep": Group(field="owner"),
    "owner": Group(field="owner"),
    "region": Group(field="region"),
    "quarter": Group(field="close_date", grain=Grain.FISCAL_QUARTER),
    "month": Group(field="close_date", grain=Grain.MONTH),
}
_THIS_QUARTER = Period(kind=PeriodKind.RELATIVE, grain=Grain.FISCAL_QUARTER)
_STALE_DAYS = 21
_MOST_RISKS = 10
_STALE = Plan(
    intent=Intent.LIST,
    filters=(
        Filter(field="status", values=("open",)),
        Filter(field="idle", op=Op.OVER, values=(str(_STALE_DAYS),)),
    ),
    columns=("name", "account", "owner", "stage", "amount", "idle"),
    sort=(Sort(name="amount", by=By.VALUE),),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summaries:
    """To who asks alone, within what they may see."""

    answers: Answers
    lookup: Lookup
    weekly: Weekly
    charts: Charts
    now: Callable[[], datetime]

    async def pipeline(self, heard: Heard) -> Message:
        """`/pipeline [team|rep|quarter|…]`, or `weekly` to have it in a channel each week."""
        by = str(heard.payload.get("text") or "").strip().lower().removeprefix("by ").strip()
        verb, _, wish = by.partition(" ")
        if verb == "weekly":
            return await self.weekly.turned(heard, wish.strip())
        group = _BY.get(by)
        if group is None:
            return problems.problem_message(problems.PIPELINE_BY)
        plan = replace(_PIPELINE, group_by=(group,))
        answer = await self._answer(heard, plan)
        if answer.status is Status.CLARIFY:
            # Amounts of several currencies can't be added up, and need not be.
            answer = await self._answer(heard, replace(plan, group_by=(_CURRENCY, group)))
        return self.charts.fitting(drawn.answer_message(answer))

    async def stale(self, heard: Heard) -> Message:
        """`/stale`: open deals on which nothing has happened for long."""
        return drawn.answer_message(await self._answer(heard, _STALE))

    async def forecast(self, heard: Heard) -> Message:
        """`/forecast`: what is won, and what open deals may add, in the quarter that runs."""
        figures: dict[str, dict[str, Decimal]] = {}
        for measure in ("bookings", "weighted_pipeline", "pipeline"):
            plan = Plan(measures=(measure,), periods=(_THIS_QUARTER,), group_by=(_CURRENCY,))
            answer = await self._answer(heard, plan)
            if answer.status is not Status.ANSWERED:
                return drawn.answer_message(answer)
            figures[measure] = _by_currency(answer)
        currencies = sorted({name for found in figures.values() for name in found})
        made = [
            Forecast(
                currency=name,
                won=figures["bookings"].get(name, Decimal(0)),
                weighted=figures["weighted_pipeline"].get(name, Decimal(0)),
                open=figures["pipeline"].get(name, Decimal(0)),
            )
            for name in currencies
        ]
        return self.charts.fitting(forecast_message(made, answer.scope, answer.data_as_of))

    async def risks(self, heard: Heard) -> Message:
        """`/risks`: what the newest missions found that needs somebody now."""
        found = await self.lookup.at_risk(heard.person)
        names = {one.id: one.name for one in await self.lookup.people.all()}
        shown = [(names.get(rep, rep), one) for rep, one in found[:_MOST_RISKS]]
        return risks_message(shown, len(found))

    async def _answer(self, heard: Heard, plan: Plan) -> Answer:
        return await self.answers.answer(plan, heard.person, moment_at(heard.person, self.now()))


def _by_currency(answer: Answer) -> dict[str, Decimal]:
    rows = answer.table.rows if answer.table else ()
    return {str(row[0] or ""): Decimal(str(row[1])) for row in rows if row[1] is not None}
