"""Execution, mail and the built-in CRM together, on bad days: nothing is lost, nothing doubled."""

from collections import Counter
from datetime import timedelta

import pytest

from bot.decisions.execution import Execution
from bot.decisions.pace import Pace
from bot.decisions.writing import Writing
from bot.domain.deals import DealId
from bot.domain.decisions import Action, CreateTask, LogNote, UpdateField
from bot.domain.effects import Approved
from bot.domain.lifecycle import ExecutionEvent, ExecutionState
from bot.domain.people import PersonId
from bot.mail.absent import NoMail
from bot.policy.rulings import Ruling
from storage.crm.store import CrmStore
from storage.database import Database
from storage.execution_rows import NewExecution
from storage.execution_steps import begin_anew
from storage.executions import Executions
from storage.outbox import Outbox
from tests.bot.crm.contract.crm import RECORDS
from tests.fakes.approvals import NOW
from tests.fakes.clock import FakeClock
from tests.fakes.executions import ALLOWED, CODEC, put
from tests.fakes.faulty_writer import FaultyWriter, Rates
from tests.fakes.mornings import WORKSPACE

PACE = Pace(tries=30)
BAD = Rates(lost_before=0.2, lost_after=0.3, busy=0.1, broken=0.1)
ACTIONS: tuple[Action, ...] = (
    LogNote(text="Talked."),
    CreateTask(title="Call", due=NOW.date()),
    UpdateField(record="deal:d1", field="next_step", old=None, new="Call"),
)


def _new(number: int) -> NewExecution:
    return NewExecution(
        id=f"e{number:03}",
        decision_id=f"decision-{number}",
        deal_id=DealId("d1"),
        rep_id=PersonId("ann"),
        action=ACTIONS[number % len(ACTIONS)],
        draft=None,
        by=PersonId("ann"),
        approved_at=NOW,
        due_at=NOW,
        tries=PACE.tries,
        read_versions={"deal:d1": 1},
    )


@pytest.mark.parametrize("ignores_keys", [False, True])
async def test_on_a_bad_day_everything_happens_once(
    database: Database, crm_database: Database, ignores_keys: bool
) -> None:
    await CrmStore(crm_database).put(RECORDS, NOW - timedelta(days=1))
    effects = [_new(number) for number in range(45)]
    await put(database, *effects)
    crm = FaultyWriter(database=crm_database, seed=11, rates=BAD, ignores_keys=ignores_keys)
    store = Executions(database=database, workspace=WORKSPACE, codec=CODEC)
    clock = FakeClock(NOW)
    execution = _execution(store, Writing(crm=crm, mail=NoMail()), clock)
    for one in effects[::4]:  # a worker dies over every fourth before it does anything
        await store.claim(one.id, "dead", clock(), PACE.lease)
    clock.passes(PACE.lease)
    while (due := await store.next_due()) is not None:
        clock.at = max(clock.at, due)
        for effect_id in await store.due(clock()):
            await execution.run(effect_id)
    states = Counter([getattr(await store.find(one.id), "state", None) for one in effects])
    assert states == {ExecutionState.DONE: 45}
    assert {len(await crm.happened(one.id)) for one in effects} == {1}
    assert min(crm.troubles[each] for each in ("lost_before", "lost_after", "busy", "broken")) > 3


async def test_who_says_that_a_mail_did_not_arrive_lets_it_be_sent_again(
    database: Database,
) -> None:
    await put(database, _new(1))
    store = Executions(database=database, workspace=WORKSPACE, codec=CODEC)
    outbox = Outbox(database=database, workspace=WORKSPACE)
    claimed = await store.claim("e001", "one", NOW, PACE.lease)
    assert claimed is not None
    await outbox.begin("e001", NOW)
    assert await store.lose_track(claimed, "Nobody knows.", NOW)
    async with database.write() as connection:
        assert await begin_anew(connection, WORKSPACE, "e001", ExecutionEvent.DENY, NOW, 3)
    assert await outbox.sent("e001") is None


def _execution(store: Executions, writing: Writing, clock: FakeClock) -> Execution:
    async def rule(approved: Approved, at: object) -> Ruling:
        return ALLOWED

    async def tell(approved: Approved, outcome: object) -> None:
        """Nobody is there to be told."""

    async def give_back(effect_id: str) -> None:
        """There are no caps here."""

    return Execution(
        store=store,
        writer=writing,
        rule=rule,
        give_back=give_back,
        tell=tell,
        now=clock,
        worker="one",
        pace=PACE,
    )
