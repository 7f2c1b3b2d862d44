"""What was settled is not proposed again until something new is found, or its time is over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.lifecycle import DecisionState, ExecutionState, RejectReason, SnoozeUntil
from bot.domain.people import PersonId
from bot.policy.repeats import Fate, Last, fate, wakes

NOON = datetime(2026, 11, 25, 11, tzinfo=UTC)
ADA, BEN = PersonId("ada"), PersonId("ben")
LAST = Last(
    rep_id=ADA, state=DecisionState.OPEN, grounds="asked", at=NOON, spoken=False, held=False
)
REJECTED = replace(LAST, state=DecisionState.REJECTED, spoken=True)
APPROVED = replace(LAST, state=DecisionState.APPROVED, spoken=True)


def after(days: float, last: Last | None, grounds: str = "asked", rep: PersonId = ADA) -> Fate:
    return fate(last, rep, grounds, NOON + timedelta(days=days))


def test_a_new_risk_is_a_new_decision() -> None:
    assert after(0, None) is Fate.NEW


@pytest.mark.parametrize("state", [DecisionState.OPEN, DecisionState.SNOOZED])
def test_what_waits_is_renewed_but_not_what_a_person_wrote_or_agreed_to(
    state: DecisionState,
) -> None:
    assert after(1, replace(LAST, state=state)) is Fate.RENEW
    assert after(1, replace(LAST, state=state, spoken=True, held=True)) is Fate.KEEP


def test_a_word_of_the_former_owner_does_not_bind_the_new_one() -> None:
    assert after(1, LAST, rep=BEN) is Fate.RENEW
    assert after(1, replace(LAST, spoken=True, held=True), rep=BEN) is Fate.REPLACE


def test_a_withdrawn_one_comes_back_as_itself_unless_a_person_spoke_of_it() -> None:
    withdrawn = replace(LAST, state=DecisionState.WITHDRAWN)
    assert after(1, withdrawn) is Fate.RENEW
    assert after(1, replace(withdrawn, spoken=True)) is Fate.NEW


@pytest.mark.parametrize("state", [DecisionState.EXPIRED, DecisionState.SUPERSEDED])
def test_what_ended_by_itself_may_be_proposed_anew(state: DecisionState) -> None:
    assert after(1, replace(LAST, state=state)) is Fate.NEW


@pytest.mark.parametrize("why", [RejectReason.WRONG_FACT, RejectReason.NOT_RELEVANT])
def test_rejected_as_wrong_or_irrelevant_it_rests_until_the_fact_changes(
    why: RejectReason,
) -> None:
    rejected = replace(REJECTED, why=why)
    assert after(400, rejected) is Fate.SKIP
    assert after(0.1, rejected, grounds="asked again") is Fate.NEW


@pytest.mark.parametrize(
    ("why", "days"),
    [
        (RejectReason.ALREADY_DONE, 14),
        (RejectReason.NOT_MINE, 14),
        (RejectReason.POLICY, 14),
        (RejectReason.WRONG_TIME, 3),
        (RejectReason.WRONG_TONE, 3),
        (RejectReason.OTHER, 3),
        (None, 3),
    ],
)
def test_other_rejections_rest_for_a_while(why: RejectReason | None, days: int) -> None:
    rejected = replace(REJECTED, why=why)
    assert after(days - 0.1, rejected) is Fate.SKIP
    assert after(days, rejected) is Fate.NEW
    assert after(0.1, rejected, grounds="asked again") is Fate.NEW


@pytest.mark.parametrize(
    "effect",
    [None, ExecutionState.PENDING, ExecutionState.RUNNING, ExecutionState.UNKNOWN],
)
def test_nothing_is_proposed_again_while_its_effect_is_under_way_or_unknown(
    effect: ExecutionState | None,
) -> None:
    under_way = replace(APPROVED, effect=effect)
    assert after(30, under_way, grounds="asked again") is Fate.SKIP


@pytest.mark.parametrize(
    ("effect", "days"),
    [(ExecutionState.DONE, 14), (ExecutionState.RECALLED, 3), (ExecutionState.UNDONE, 3)],
)
def test_what_is_done_is_not_proposed_again_before_something_new_is_found(
    effect: ExecutionState, days: int
) -> None:
    done = replace(APPROVED, effect=effect)
    assert after(days - 0.1, done) is Fate.SKIP
    assert after(days, done) is Fate.NEW
    assert after(0.1, done, grounds="asked again") is Fate.NEW


def test_what_failed_may_be_proposed_at_once() -> None:
    assert after(0.1, replace(APPROVED, effect=ExecutionState.FAILED)) is Fate.NEW


def test_only_who_waits_for_a_change_is_woken_by_one() -> None:
    waiting = replace(LAST, state=DecisionState.SNOOZED, wake_on=SnoozeUntil.CHANGE)
    assert wakes(waiting, "asked again")
    assert not wakes(waiting, "asked")
    assert not wakes(replace(waiting, wake_on=SnoozeUntil.DATE), "asked again")
