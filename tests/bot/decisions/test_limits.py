"""Limits of approval where deals are in many currencies: who needs a second word, and why."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.decisions import Action, ChangeStage, UpdateField
from bot.domain.lifecycle import WordKind
from bot.domain.outcomes import Waits
from storage.database import Database
from tests.fakes.desk import ADA, DEAL, MONA, NOON, OPS, Desk, proposing, ref

STAGE = ChangeStage(from_stage="Proposal", to_stage="Contract")
IN_MILLIONS = replace(STAGE, fields={"amount": "250000"})
NO_NUMBER = replace(STAGE, fields={"amount": "NaN"})
OTHER_CURRENCY = UpdateField(record="deal:d1", field="currency", old="EUR", new="BHD")
NEXT_STEP = UpdateField(record="deal:d1", field="next_step", old=None, new="Call")


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await Desk(database).furnish()


@pytest.mark.parametrize(
    ("amount", "currency", "action", "waits"),
    [
        (100_000, "USD", STAGE, ""),
        (100_001, "USD", STAGE, "rep"),
        (80_000, "GBP", STAGE, ""),
        (80_001, "GBP", NEXT_STEP, "rep"),
        (400_001, "GBP", STAGE, "rep manager"),
        (12_000_000, "JPY", STAGE, ""),
        (100_000, None, STAGE, ""),
        (1, "BHD", STAGE, "rep manager"),
        (0, "BHD", STAGE, ""),
        (900, "EUR", IN_MILLIONS, "rep"),
        (900, "EUR", NO_NUMBER, "rep manager"),
        (900, "EUR", OTHER_CURRENCY, "rep manager"),
    ],
    ids=str,
)
async def test_limits_hold_in_every_currency(
    desk: Desk, amount: int, currency: str | None, action: Action, waits: str
) -> None:
    await desk.put(replace(DEAL, amount=Decimal(amount), currency=currency))
    waiting = []
    for who in (ADA, MONA, OPS):
        decision = await desk.propose(proposing(action, f"r-{who.id}"))
        outcome = await desk.decisions.approve(ref(decision), who, NOON)
        waiting += [str(who.role)] if isinstance(outcome, Waits) else []
    assert " ".join(waiting) == waits


async def test_it_is_said_that_there_is_no_rate_and_such_are_not_approved_many_at_a_time(
    desk: Desk,
) -> None:
    await desk.put(replace(DEAL, amount=Decimal(1), currency="BHD"))
    decision = await desk.propose(proposing(NEXT_STEP))
    ((_, outcome),) = await desk.decisions.approve_many([ref(decision)], ADA, NOON)
    assert not isinstance(outcome, Waits)
    outcome = await desk.decisions.approve(ref(decision), ADA, NOON)
    assert isinstance(outcome, Waits)
    assert "no rate between them, so it counts as large" in outcome.reasons[0]


async def test_where_nobody_answers_about_it_the_manager_is_asked(desk: Desk) -> None:
    await desk.put(replace(DEAL, amount=Decimal(1), currency="BHD", version=2))
    await desk.propose(proposing(NEXT_STEP))
    (escalated,) = await desk.decisions.clock.tick(NOON.replace(day=26))
    assert (escalated.words[-1].event, escalated.assignee_id) == (WordKind.ESCALATE, MONA.id)
