"""Random plans by random people on random books: nothing out of scope, nothing hidden, and the
same figures as a slow reference.
"""

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from bot.answers.answer import Answer, Status
from bot.answers.ask import Answers
from bot.answers.model import Kind, Model
from bot.answers.plan import Intent, Op, Plan
from bot.domain.people import Person
from storage.database import Database
from tests.bot.answers.random_books import MOMENT, RandomBook, anybody, random_book
from tests.bot.answers.random_plans import random_plan
from tests.bot.answers.reference import Reference
from tests.bot.answers.reference_plans import groups, holds, span_of, within

MODEL = Model.load()
# Which names of the model tell what a hidden field holds, written down by hand.
TELLS = {
    "deal.amount": {"amount", "deal_size", "discount", "weighted_amount"},
    "deal.stage": {"stage", "stage_age", "stage_entered_at", "been_in", "weighted_amount"},
    "deal.close_date": {"close_date", "days_to_close", "overdue"},
    "account.industry": {"industry"},
    "account.name": {"account", "parent"},
    "person.region": {"region"},
    "activity.kind": {"kind"},
    "activity.at": {"at", "last_activity", "last_inbound", "idle", "response_hours"},
    "product.list_price": {"list_price", "discount"},
    "deal.next_step": {"next_step"},
    "deal.custom.segment": {"custom.segment"},
    "lead.source": {"source"},
    "stage_change.to_stage": {"stage_age", "stage_entered_at", "been_in", "weighted_amount"},
    "deal.account_id": {
        *("account", "parent", "industry", "country", "employees", "account_revenue"),
        *("customer_since", "company_size", "revenue_size", "business"),
    },
}
_RECORDS = {"account": "accounts", "deal": "deals", "contact": "contacts"}
_LED = {"activities": {"account", "industry", "country"}, "deals": TELLS["deal.account_id"]}


def hidden_names(book: RandomBook, person: Person, entity: str) -> set[str]:
    found: set[str] = set()
    for path in book.hidden.get(person.role, ()):
        names = set(TELLS[path])
        if path == "deal.account_id":
            names = _LED.get(entity, set())
        if path == "account.name" and entity == "accounts":
            names.add("name")
        found |= names
    return found


def used(plan: Plan) -> dict[str, set[str]]:
    """By entity, the names that the plan and its measures speak of."""
    found = {plan.entity: {f.field for f in (*plan.filters, *plan.any_of)}}
    found[plan.entity] |= {g.field for g in plan.group_by}
    found[plan.entity] |= {s.name for s in plan.sort if s.name not in plan.measures}
    fields = MODEL.entities[plan.entity].fields
    found[plan.entity] |= {p.on for p in plan.periods if p.on in fields}
    time = MODEL.entities[plan.entity].time
    if plan.intent is Intent.LIST and time and any(p.on is None for p in plan.periods):
        found[plan.entity].add(time)
    for name in plan.measures:
        measure = MODEL.measures[name]
        for part in (MODEL.measures[each] for each in measure.over or (name,)):
            names = {condition.field for condition in part.where}
            names |= {n for n in (part.of, part.time) if n is not None}
            names |= {"been_in"} if part.stage else set()
            found.setdefault(part.entity, set()).update(names)
    return found


def tells_hidden(book: RandomBook, person: Person, plan: Plan) -> bool:
    return any(names & hidden_names(book, person, entity) for entity, names in used(plan).items())


def _meant(field: str, value: str, people: Sequence[Person]) -> set[str] | None:
    match field:
        case "team" | "region" | "territory":
            return {str(p.id) for p in people if getattr(p, field) == value}
        case "manager":
            return {str(p.id) for p in people if p.manager_id == value}
        case "organisation":
            return {value, *(str(p.id) for p in people if p.manager_id == value)}
        case "owner" | "person":
            return {value}
        case _:
            return None


def names_others(reference: Reference, plan: Plan) -> bool:
    """Whether a filter names people, or a group of people, of whom some are out of scope."""
    if reference.all:
        return False
    people = reference.book.people
    for given in (*plan.filters, *plan.any_of):
        kind = _RECORDS.get(given.field)
        if kind is not None and given.op is Op.IS:
            seen = {record["id"] for record in reference.records(kind)}
            if not set(given.values) <= seen:
                return True
        if given.op not in (Op.IS, Op.CONTAINS):
            continue
        for value in given.values:
            meant = _meant(given.field, value, people)
            if meant is None:
                continue
            if not meant or not meant <= reference.owners:
                return True
    return False


async def compared(answers: Answers, reference: Reference, plan: Plan) -> Status:
    """Asks, and asserts that what is said, or refused, is right."""
    person, book = reference.person, reference.book
    answer = await answers.answer(plan, person, MOMENT)
    if answer.status is not Status.ANSWERED:
        assert answer.table is None
        assert answer.value is None
    if not reference.all and not reference.owners:
        assert answer.status is Status.FORBIDDEN
        return answer.status
    wrong = tells_hidden(book, person, plan) or names_others(reference, plan)
    if answer.status is not Status.UNSUPPORTED:
        assert (answer.status is Status.FORBIDDEN) == wrong, answer.text
    if answer.status is Status.ANSWERED:
        if plan.intent is Intent.LIST:
            _same_records(answer, reference)
        else:
            _same_figures(answer, reference)
    return answer.status


def _same_records(answer: Answer, reference: Reference) -> None:
    assert answer.plan is not None
    assert answer.table is not None
    plan = answer.plan
    entity = MODEL.entities[plan.entity]
    wanted = []
    for record in reference.records(plan.entity):
        fits = all(holds(reference, plan.entity, f, record) for f in plan.filters)
        if plan.any_of:
            fits &= any(holds(reference, plan.entity, f, record) for f in plan.any_of)
        for period in plan.periods:
            on = period.on or entity.time
            if on in entity.fields:
                fits &= within(record[str(on)], span_of(period, entity.fields[str(on)].lean))
        if fits:
            wanted.append(record["id"])
    assert sorted(str(key[0]) for key in answer.table.keys) == sorted(wanted)
    assert answer.value == len(wanted)


def _same_figures(answer: Answer, reference: Reference) -> None:
    assert answer.plan is not None
    assert answer.table is not None
    wanted = groups(reference, answer.plan)
    found = dict(_read(answer, answer.plan))
    if answer.plan.limit is None:
        assert set(found) == set(wanted)
    else:
        assert len(found) == min(answer.plan.limit, len(wanted))
    for key, figures in found.items():
        for cell, right in zip(figures, wanted[key], strict=True):
            _assert_equal(cell, right)


def _assert_equal(cell: Any, right: Any) -> None:
    if isinstance(cell, Decimal) and isinstance(right, int | Decimal):
        assert abs(cell - right) <= Decimal("1e-9") * max(Decimal(1), abs(Decimal(right)))
    else:
        assert cell == right


def _read(answer: Answer, plan: Plan) -> list[tuple[tuple[Any, ...], list[Any]]]:
    """Keys and figures as the reference has them: ids in place of names."""
    assert answer.table is not None
    table = answer.table
    labels = [heading.label for heading in table.headings]
    places = [
        labels.index(MODEL.measures[name].label, len(plan.group_by)) for name in plan.measures
    ]
    found = []
    for row, keys in zip(table.rows, table.keys, strict=True):
        key, at = [], 0
        for place, group in enumerate(plan.group_by):
            field = MODEL.entities[plan.entity].fields.get(group.field)
            drawn = group.grain is not None or (field is not None and field.kind is Kind.BAND)
            key.append(row[place] if drawn else keys[at])
            at += 2 if field is not None and field.shown and group.grain is None else 1
        found.append((tuple(key), [row[place] for place in places]))
    return found


async def _run(database: Database, books: int, plans: int, seed: int) -> dict[Status, int]:
    counts = dict.fromkeys(Status, 0)
    for number in range(books):
        dice = Random(f"{seed}-{number}")  # noqa: S311 - repeatable, not secret
        book, workspace = random_book(dice), f"w{number}"
        await book.store(database, workspace)
        ways = [Answers.over(database, workspace, MODEL, memory=memory) for memory in (True, False)]
        for turn in range(plans):
            person = anybody(dice, book)
            reference = Reference(book, MODEL, person)
            plan = random_plan(dice, MODEL, reference)
            try:
                counts[await compared(ways[turn % 2], reference, plan)] += 1
            except AssertionError as error:
                raise AssertionError(f"{seed}-{number} turn {turn}: {person} {plan}") from error
    return counts


async def test_what_anybody_asks_is_right_or_refused(database: Database) -> None:
    counts = await _run(database, books=3, plans=50, seed=1)
    assert counts[Status.ANSWERED] > 0.4 * sum(counts.values()), counts


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
async def test_many_plans(database: Database, seed: int, whole: bool) -> None:
    """Ten thousand with `--whole`: a quarter of an hour."""
    counts = await _run(database, books=25 if whole else 3, plans=100, seed=seed)
    assert counts[Status.ANSWERED] > 0.4 * sum(counts.values()), counts
