"""Who may have which figures: nothing and not permitted are never taken for each other."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from bot.answers.answer import Answer, Status
from bot.answers.periods import Period, PeriodKind
from bot.answers.plan import Group, Intent, Op, Plan, Sort
from bot.domain.people import REVOPS, Role
from storage.database import Database
from storage.mirror.syncing import MirrorSync
from tests.bot.answers.company import (
    ANN,
    AUDITOR,
    BOOKINGS,
    BOSS,
    EVE,
    MODEL,
    MOMENT,
    NOW,
    PEOPLE,
    answers_over,
    of,
)

KINDS = {
    "figure": BOOKINGS,
    "rate": Plan(measures=("win_rate",)),
    "group": Plan(measures=("bookings",), group_by=(Group(field="stage"),)),
    "list": Plan(intent=Intent.LIST),
    "movement": Plan(
        intent=Intent.MOVEMENT,
        periods=(Period(kind=PeriodKind.ROLLING, offset=-1, count=20),),
    ),
    "activities": Plan(entity="activities", measures=("emails",)),
    "as of": Plan(
        measures=("pipeline",),
        as_of=Period(kind=PeriodKind.ABSOLUTE, start=date(2026, 5, 1), end=date(2026, 5, 1)),
    ),
}
NAMED = {
    "herself": of("owner", "ann"),
    "colleague": of("owner", "ben"),
    "stranger": of("owner", "eve"),
    "own team": of("team", "North"),
    "other team": of("team", "South"),
    "manager": of("manager", "boss"),
    "everybody under": of("organisation", "boss"),
    "nobody": of("owner", "no-such-person"),
    "own account": of("account", "acme"),
    "other account": of("account", "hidden"),
}
# Who may have figures of whom; everybody may ask of themselves without naming anybody.
MAY = {
    "ann": {"herself", "own account"},
    "boss": {
        *("herself", "colleague", "own team", "manager", "everybody under", "own account"),
    },
    "ben": {"colleague", "own account"},
    "eve": {"stranger", "other account", "other team"},
    "aud": set(NAMED),
    "revops": set(NAMED),
}


async def test_not_permitted_is_never_nothing(database: Database) -> None:
    answers = await answers_over(database)
    for asker, kind, name in product((*PEOPLE, REVOPS), KINDS, NAMED):
        given = NAMED[name]
        if given.field not in MODEL.entities[KINDS[kind].entity].fields:
            continue
        plan = replace(KINDS[kind], filters=(given,))
        answer = await answers.answer(plan, asker, MOMENT)
        if name in MAY.get(asker.id, set()):
            assert answer.status is Status.ANSWERED, (asker.id, kind, name, answer.text)
        else:
            assert answer.status is Status.FORBIDDEN, (asker.id, kind, name, answer.text)
            assert (answer.table, answer.value) == (None, None)
            assert answer.text.startswith("Not permitted")


async def test_nothing_is_never_not_permitted(database: Database) -> None:
    answers = await answers_over(database)
    none = replace(BOOKINGS, filters=(of("stage", "No such stage"),))
    for asker in (ANN, BOSS, EVE, AUDITOR, REVOPS):
        answer = await answers.answer(none, asker, MOMENT)
        assert (answer.status, answer.value) == (Status.ANSWERED, 0)
        empty = await answers.answer(replace(KINDS["list"], filters=none.filters), asker, MOMENT)
        assert empty.status is Status.ANSWERED
        assert empty.text.startswith("None")


async def test_each_sees_the_figures_of_their_own_scope(database: Database) -> None:
    answers = await answers_over(database)
    found = {
        one.id: (await answers.answer(BOOKINGS, one, MOMENT)).value
        for one in (ANN, BOSS, EVE, AUDITOR)
    }
    assert found == {"ann": 1_000, "boss": 4_000, "eve": 9_000, "aud": 13_000}


async def test_hidden_fields_are_refused_wherever_they_stand(database: Database) -> None:
    answers = await answers_over(database)
    sync = MirrorSync(database, "home")
    await sync.describe("{}", {Role.MANAGER: ["deal.amount"]}, NOW + timedelta(seconds=1))
    counted = Plan(measures=("deals_won",))
    for plan in (
        BOOKINGS,
        replace(counted, filters=(of("amount", "5", op=Op.OVER),)),
        replace(counted, group_by=(Group(field="deal_size"),)),
        replace(KINDS["list"], sort=(Sort(name="amount"),)),
        replace(KINDS["list"], columns=("name", "amount")),
        replace(KINDS["movement"]),
    ):
        answer = await answers.answer(plan, BOSS, MOMENT)
        assert answer.status is Status.FORBIDDEN, plan
    listed = await answers.answer(KINDS["list"], BOSS, MOMENT)
    assert listed.table is not None
    assert "amount" not in [heading.label for heading in listed.table.headings]


def test_a_refusal_says_nothing_that_figures_say() -> None:
    answer = Answer(status=Status.FORBIDDEN, text="Not permitted: x.", reason="x")
    assert (answer.json()["value"], answer.json()["rows"]) == (None, [])
