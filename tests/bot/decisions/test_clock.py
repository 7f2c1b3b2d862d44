"""What time and news do to decisions: they end, come back, or are asked of somebody else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.deals import Activity, Consent, ContactId, Direction
from bot.domain.decisions import CreateTask
from bot.domain.facts import Document, Fact, FactKind, Party, Reading, Source
from bot.domain.lifecycle import (
    DAYBREAK,
    DecisionState,
    ExecutionState,
    SnoozeUntil,
    WordKind,
)
from storage.database import Database
from storage.people_calendar import Absence, PeopleCalendar
from storage.readings import Readings
from tests.fakes.business import mail
from tests.fakes.desk import (
    ADA,
    ANNA,
    DEAL,
    MAIL,
    MONA,
    NOON,
    VERA,
    WORKSPACE,
    Desk,
    proposing,
    ref,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CALL = CreateTask(title="Call Anna", due=NOON.date(), contact_id=ContactId("anna"))


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await Desk(database).furnish()


async def ticked(desk: Desk, at: datetime) -> list[tuple[str, WordKind, str]]:
    """What the clock said of what, and why."""
    changed = await desk.decisions.clock.tick(at)
    return [(one.id, one.words[-1].event, one.words[-1].reason) for one in changed]


def arriving(**given: object) -> Activity:
    return mail("in1", at=NOON + HOUR, **given)


class Machine:
    """Reads everything as sent by a machine, with such facts in it."""

    version = "machine"

    def __init__(self, *kinds: FactKind) -> None:
        self.kinds = kinds

    async def read(self, documents: Sequence[Document]) -> list[Reading]:
        return [
            Reading(
                language="en",
                automatic=True,
                facts=tuple(
                    Fact(
                        kind=kind,
                        source=Source(record=document.id, field="body", at=document.at),
                        quote=document.body[:10],
                        by=Party.THEM,
                        confidence=0.9,
                    )
                    for kind in self.kinds
                ),
            )
            for document in documents
        ]


async def read(desk: Desk, *kinds: FactKind) -> None:
    readings = Readings(database=desk.database, workspace=WORKSPACE)
    await readings.read_new(Machine(*kinds), NOON + DAY)


async def test_what_nobody_proposes_anew_expires_and_is_never_approved(desk: Desk) -> None:
    await desk.propose()
    assert await ticked(desk, NOON + 7 * DAY - HOUR) != [("r1", WordKind.EXPIRE, "")]
    assert await ticked(desk, NOON + 7 * DAY) == [("r1", WordKind.EXPIRE, "")]
    decision = await desk.get()
    assert (decision.state, decision.execution) == (DecisionState.EXPIRED, None)
    assert await ticked(desk, NOON + 30 * DAY) == []


async def test_a_mission_that_proposes_it_anew_gives_it_more_time(desk: Desk) -> None:
    await desk.propose()
    await desk.propose(at=NOON + 3 * DAY)
    assert (await desk.get()).due_at == NOON + 10 * DAY


async def test_who_does_not_answer_is_reminded_once_in_their_working_hours(desk: Desk) -> None:
    await desk.propose()
    assert await ticked(desk, NOON + 7 * HOUR) == []
    assert await ticked(desk, NOON + 9 * HOUR) == []  # 20:00
    assert await ticked(desk, NOON + 21 * HOUR) == [("r1", WordKind.REMIND, "")]
    assert await ticked(desk, NOON + 22 * HOUR) == []


async def test_a_large_deal_is_asked_of_the_manager_after_a_day(desk: Desk) -> None:
    await desk.propose()
    await ticked(desk, NOON + 21 * HOUR)
    assert await ticked(desk, NOON + 24 * HOUR) == [("r1", WordKind.ESCALATE, "no_answer")]
    assert (await desk.get()).assignee_id == MONA.id
    assert (await desk.get()).words[-1].by == DAYBREAK


async def test_a_small_deal_is_not(desk: Desk) -> None:
    await desk.put(replace(DEAL, amount=Decimal(900), version=2))
    await desk.propose()
    await ticked(desk, NOON + 21 * HOUR)
    assert await ticked(desk, NOON + 24 * HOUR) == []


async def test_whose_rep_is_away_is_asked_of_who_is_there(desk: Desk) -> None:
    calendar = PeopleCalendar(database=desk.database, workspace=WORKSPACE)
    today = NOON.date()
    leave = [
        Absence(person_id=one, first_day=today, last_day=today + 3 * DAY)
        for one in (ADA.id, MONA.id)
    ]
    await calendar.add_leave(leave)
    await desk.propose()
    assert await ticked(desk, NOON) == [("r1", WordKind.ESCALATE, "away")]
    assert (await desk.get()).assignee_id == VERA.id


async def test_snoozed_until_a_day_it_comes_back_on_that_morning(desk: Desk) -> None:
    decision = await desk.propose()
    friday = NOON.date() + 2 * DAY
    await desk.decisions.snooze(ref(decision), ADA, NOON, SnoozeUntil.DATE, friday)
    eight = NOON.replace(hour=8) + 2 * DAY
    assert await ticked(desk, eight - HOUR) == []
    assert await ticked(desk, eight) == [("r1", WordKind.WAKE, "date")]
    assert (await desk.get()).state is DecisionState.OPEN


async def test_snoozed_until_the_buyer_writes_it_comes_back_with_the_reply_and_stays(
    desk: Desk,
) -> None:
    decision = await desk.propose()
    await desk.decisions.snooze(ref(decision), ADA, NOON, SnoozeUntil.REPLY)
    await desk.put(arriving(direction=Direction.OUTBOUND, contact_id=None))
    assert await ticked(desk, NOON + 2 * HOUR) == []
    await desk.put(arriving(version=2))
    assert await ticked(desk, NOON + 2 * HOUR) == [("r1", WordKind.WAKE, "reply")]
    assert await ticked(desk, NOON + 3 * HOUR) == []


async def test_snoozed_until_a_change_it_comes_back_when_the_deal_changes(desk: Desk) -> None:
    decision = await desk.propose()
    await desk.decisions.snooze(ref(decision), ADA, NOON, SnoozeUntil.CHANGE)
    assert await ticked(desk, NOON + HOUR) == []
    await desk.put(replace(DEAL, stage="Contract", version=2))
    assert await ticked(desk, NOON + HOUR) == [("r1", WordKind.WAKE, "change")]


async def test_a_reply_withdraws_the_mail_that_waits_but_not_the_task(desk: Desk) -> None:
    await desk.propose(MAIL, proposing(CALL, "r2"))
    await desk.put(arriving())
    assert await ticked(desk, NOON + 2 * HOUR) == [("r1", WordKind.WITHDRAW, "reply")]
    assert (await desk.get()).state is DecisionState.WITHDRAWN
    assert (await desk.get()).words[-1].note == "in1"
    assert (await desk.get("r2")).state is DecisionState.OPEN


async def test_a_reply_on_another_deal_of_somebody_else_changes_nothing(desk: Desk) -> None:
    await desk.propose()
    await desk.put(arriving(contact_id=ContactId("cleo")))
    assert await ticked(desk, NOON + 2 * HOUR) == []


async def test_a_reply_from_before_the_proposal_changes_nothing(desk: Desk) -> None:
    await desk.put(mail("old", at=NOON - HOUR))
    await desk.propose()
    assert await ticked(desk, NOON + 2 * HOUR) == []


async def test_a_reply_stops_the_approved_mail_that_is_not_sent_yet(desk: Desk) -> None:
    decision = await desk.propose()
    await desk.decisions.approve(ref(decision), ADA, NOON + HOUR)
    await desk.put(arriving())
    tick = NOON + HOUR + timedelta(seconds=30)
    assert await ticked(desk, tick) == [("r1", WordKind.RECALL, "reply")]
    execution = (await desk.get()).execution
    assert execution is not None
    assert execution.state is ExecutionState.RECALLED
    assert await ticked(desk, tick) == []


async def test_an_automatic_answer_is_no_reply_but_a_bounce_stops_the_mail(desk: Desk) -> None:
    await desk.propose()
    await desk.put(arriving())
    await read(desk, FactKind.OUT_OF_OFFICE)
    assert await ticked(desk, NOON + 2 * HOUR) == []
    await desk.put(mail("in2", at=NOON + HOUR, body="Undeliverable: Offer"))
    await read(desk, FactKind.BOUNCE)
    assert await ticked(desk, NOON + 2 * HOUR) == [("r1", WordKind.WITHDRAW, "bounce")]


async def test_who_unsubscribes_gets_nothing_of_what_is_pending_on_any_deal(desk: Desk) -> None:
    decision = await desk.propose(MAIL, replace(MAIL, id="r2"))
    await desk.decisions.approve(ref(decision), ADA, NOON)
    await desk.put(replace(ANNA, email_consent=Consent.WITHDRAWN, version=2))
    tick = NOON + timedelta(seconds=30)
    assert await ticked(desk, tick) == [
        ("r1", WordKind.RECALL, "opt_out"),
        ("r2", WordKind.WITHDRAW, "opt_out"),
    ]


async def test_what_was_looked_at_is_not_looked_at_again_before_it_matters(desk: Desk) -> None:
    await desk.propose()
    await ticked(desk, NOON)
    assert await desk.store.to_look_at(NOON + timedelta(minutes=59)) == []
