"""Answers to questions made up for tests of what is drawn."""

from datetime import UTC, date, datetime
from decimal import Decimal

from blocks import answers
from blocks.commands import risks_message
from blocks.forecast import Forecast, forecast_message
from blocks.kit import Json, Message
from blocks.weekly import on_message, week_message
from bot.answers.answer import Answer, Choice, Heading, Meant, Status, Table
from bot.answers.calendar import Span
from bot.answers.model import Unit
from bot.answers.plan import Group, Intent, Plan
from bot.answers.weekly import Moved, Needing, Week
from tests.blocks.scenes import of, verdict

AT = datetime(2026, 3, 3, 8, 5, tzinfo=UTC)
BY_STAGE = Plan(measures=("pipeline",), group_by=(Group(field="stage"),))
OPEN = Plan(intent=Intent.LIST)
_READ = "pipeline, owner = you, by stage"


def answered(table: Table | None, text: str, plan: Plan = BY_STAGE) -> Answer:
    return Answer(
        status=Status.ANSWERED,
        text=text,
        interpretation=_READ,
        plan=plan,
        table=table,
        definition="sum of the amounts of open deals",
        scope="your own deals",
        data_as_of=AT,
        records=OPEN,
        notes=("2 of 9 deals have no amount and are left out.",),
        suggestions=(Choice(label="By month", plan=BY_STAGE),),
    )


def by_stage(rows: int = 3) -> Table:
    stages = tuple((f"Stage {n}", Decimal(10_000 * (n + 1)), n) for n in range(rows))
    headings = (
        Heading(label="stage"),
        Heading(label="pipeline", unit=Unit.MONEY),
        Heading(label="deals", unit=Unit.COUNT),
    )
    return Table(headings=headings, rows=stages, total=rows)


def of_deals(rows: int = 2, name: str = "Nordlicht") -> Table:
    headings = (
        Heading(label="deal", to="deals"),
        Heading(label="amount", unit=Unit.MONEY),
        Heading(label="closes"),
    )
    made = tuple((f"{name} {n}", Decimal("4800.5"), date(2026, 4, 1)) for n in range(rows))
    return Table(headings=headings, rows=made, total=rows)


MESSAGES: dict[str, Message] = {
    "answer_figure": answers.answer_message(
        answered(
            Table(headings=(Heading(label="pipeline", unit=Unit.MONEY),), rows=((Decimal(7),),)),
            "€7 pipeline.",
        )
    ),
    "answer_by_stage": answers.answer_message(answered(by_stage(), "€60,000 pipeline by stage.")),
    "answer_list": answers.answer_message(answered(of_deals(), "2 deals.", OPEN)),
    "answer_long_list": answers.answer_message(answered(of_deals(240), "240 deals.", OPEN)),
    "answer_only_for_you": answers.answer_message(
        answered(by_stage(), "€60,000 pipeline by stage."), note="Only you see this."
    ),
    "answer_which_one": answers.answer_message(
        Answer(
            status=Status.CLARIFY,
            text="Two people are called Sam. Whom do you mean?",
            choices=(
                Choice(label="Sam Ortiz", plan=BY_STAGE),
                Choice(label="Sam Weber", plan=BY_STAGE),
                Choice(label="Write the whole name"),
            ),
        ),
        "pipeline of Sam by stage",
    ),
    "answer_which_deal": answers.answer_message(
        Answer(
            status=Status.CLARIFY,
            text="Several deals fit “Acme”. Which one?",
            choices=tuple(
                Choice(label=name, change=Meant(deal_id=name, question="move Acme to Negotiation"))
                for name in ("Acme rollout", "Acme support")
            ),
        )
    ),
    "answer_proposed": answers.answer_message(
        Answer(
            status=Status.PROPOSED,
            text="Proposed for “Acme rollout”: a task for Fri 13 Mar 2026, “Call Anna”. It waits"
            " for approval.",
            notes=("No day was said, so it is due tomorrow.", "Nothing has changed yet."),
            decision_id="p_1",
        )
    ),
    "answer_forbidden": answers.answer_message(
        Answer(
            status=Status.FORBIDDEN,
            text="Not permitted: you may not see the deals of Max Weber.",
            reason="You may not see the deals of Max Weber.",
        )
    ),
    "answer_none": answers.answer_message(
        answered(Table(headings=(Heading(label="deal"),), rows=()), "None: no deals fit.", OPEN)
    ),
}
_PARTS = (
    ("opening", 4, Decimal(100_000)),
    ("new", 2, Decimal(30_000)),
    ("pulled in", 0, Decimal(0)),
    ("won", -1, Decimal(-10_000)),
    ("raised", 0, Decimal("1500.5")),
    ("closing", 5, Decimal("121500.5")),
)
_QUIET = (("opening", 4, Decimal(100_000)), ("closing", 4, Decimal(100_000)))


def week(parts: tuple[tuple[str, int, Decimal], ...] = _PARTS, needing: int = 2) -> Week:
    headings = (
        Heading(label="part"),
        Heading(label="deals", unit=Unit.COUNT),
        Heading(label="amount", unit=Unit.MONEY),
    )
    return Week(
        days=Span(start=date(2026, 3, 9), end=date(2026, 3, 16)),
        window=Span(start=date(2026, 1, 1), end=date(2026, 4, 1)),
        scope="the deals of Max Weber and of everybody who reports to them",
        moved=(
            Moved(
                currency="EUR",
                answer=answered(Table(headings=headings, rows=parts, total=6), "", OPEN),
            ),
        ),
        needing=tuple(
            Needing(rep=f"Rep {n}", deals=(of(verdict(str(n))),)) for n in range(needing)
        ),
    )


MESSAGES |= {
    "week": week_message(week()),
    "week_quiet": week_message(week(_QUIET, needing=0), "It comes to you alone."),
    "week_turned_on": on_message(AT, "the deals of Max Weber"),
}
VIEWS: dict[str, Json] = {
    "answer_definition": answers.definition_modal("sum of the amounts of open deals"),
}
MESSAGES |= {
    "forecast": forecast_message(
        [
            Forecast(
                currency="EUR", won=Decimal(9000), weighted=Decimal("2500.5"), open=Decimal(8000)
            ),
            Forecast(currency="GBP", won=Decimal(0), weighted=Decimal(10), open=Decimal(100)),
        ],
        "your team",
        AT,
    ),
    "forecast_of_nothing": forecast_message([], "your own deals", AT),
    "risks": risks_message([("Dana Reyes", of(verdict()))], 3),
    "risks_none": risks_message([], 0),
}
