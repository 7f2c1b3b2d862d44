"""A policy's no is lifted by who may, for exactly what they saw, and it is written down."""

from dataclasses import replace
from functools import partial

import pytest

from bot.domain.lifecycle import DecisionState, WordKind
from bot.domain.outcomes import Done, Forbidden, Refused
from storage.audit import AuditLog
from storage.database import Database
from tests.fakes.desk import ADA, CARL, DRAFT, MAIL, MONA, NOON, WORKSPACE, Desk, ref


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await Desk(database).furnish()


def why(outcome: object) -> object:
    assert isinstance(outcome, Refused), outcome
    return outcome.why


async def test_who_may_lifts_a_policy_for_just_this_content_and_it_is_written_down(
    desk: Desk,
) -> None:
    linked = replace(DRAFT, body="Dear Anna, see https://partner.example/x")
    decision = await desk.propose(replace(MAIL, draft=linked))
    forbidden = why(await desk.decisions.approve(ref(decision), ADA, NOON))
    assert isinstance(forbidden, Forbidden)
    assert forbidden.rules == ("foreign_link",)
    assert "manager" in forbidden.lifted_by
    lift = partial(desk.decisions.override, ref(decision), at=NOON, rule="foreign_link")
    for who, reason in ((ADA, "I want to"), (MONA, " "), (CARL, "Please")):
        assert isinstance(why(await lift(by=who, reason=reason)), Forbidden), who
    assert (await desk.get()).words == ()
    assert isinstance(await lift(by=MONA, reason="Our partner's page"), Done)
    lifted = await desk.get()
    assert [(w.by, w.event, w.reason, w.note) for w in lifted.words] == [
        ("mona", WordKind.OVERRIDE, "foreign_link", "Our partner's page")
    ]
    assert lifted.state is DecisionState.OPEN  # the yes is still to be said
    log = AuditLog(database=desk.database, workspace=WORKSPACE)
    entries = [one async for one in log.entries(decision_id="r1")]
    written = entries[-1]
    assert (written["kind"], written["by"]) == ("decision.override", "mona")
    assert "Our partner's page" in written["readable"]
    assert (await log.verify()).faults == ()
    assert isinstance(await desk.decisions.approve(ref(lifted), ADA, NOON), Done)


async def test_what_was_lifted_for_one_text_is_forbidden_in_another(desk: Desk) -> None:
    linked = replace(DRAFT, body="Dear Anna, see https://partner.example/x")
    decision = await desk.propose(replace(MAIL, draft=linked))
    lifted = await desk.decisions.override(
        ref(decision), MONA, NOON, "foreign_link", "Our partner's page"
    )
    assert isinstance(lifted, Done)
    values = {"contact": "anna", "subject": "Offer", "body": "See https://other.example/x"}
    edited = await desk.decisions.edit(ref(lifted.decision), ADA, NOON, values)
    assert isinstance(edited, Done)
    again = why(await desk.decisions.approve(ref(edited.decision), ADA, NOON))
    assert isinstance(again, Forbidden)
