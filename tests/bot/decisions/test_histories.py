"""A thousand lives of decisions, made up by hypothesis: nothing is lost, done twice or unwanted."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import update

from bot.domain.aftermath import underway
from bot.domain.decisions import CreateTask
from bot.domain.lifecycle import (
    DecisionState,
    ExecutionState,
    RejectReason,
    SnoozeUntil,
)
from bot.domain.outcomes import Done, NoSuch, NotYours, Refused
from bot.policy.rulings import Effect, Ruling
from storage.audit import AuditLog
from storage.database import Database
from storage.migrate import Schema, upgrade
from storage.tables.decisions import decisions
from tests.fakes.clock import FakeClock
from tests.fakes.desk import (
    ADA,
    BEN,
    CARL,
    DRAFT,
    ENA,
    MAIL,
    MONA,
    NOON,
    OPS,
    VERA,
    WORKSPACE,
    Desk,
    ref,
)
from tests.fakes.life import FAULTS, Life, World

HISTORIES, SHARDS, STEPS = 1_000, 4, 12
WHO = st.sampled_from((ADA, ADA, MONA, VERA, OPS))
BODIES = st.sampled_from(("Dear Anna, yes.", "Dear Anna, no.", DRAFT.body))
TIMES = st.sampled_from(
    [timedelta(seconds=61), timedelta(minutes=4), timedelta(hours=9), timedelta(days=8)]
)
SETTINGS = settings(
    max_examples=HISTORIES // SHARDS,
    stateful_step_count=STEPS,
    deadline=None,
    database=None,
    report_multiple_bugs=False,
    # The steps of the first failure say enough; looking for the shortest takes minutes.
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


class Histories(RuleBasedStateMachine):
    """`loop`, `desk` and `numbers` are given to the class; every history is a risk of its own."""

    loop: asyncio.AbstractEventLoop
    desk: Desk
    numbers: Iterator[int]
    blind = False

    def __init__(self) -> None:
        super().__init__()
        self.life = Life(
            desk=self.desk,
            loop=self.loop,
            clock=FakeClock(NOON),
            world=World(blind=self.blind),
            risk=f"h{next(self.numbers)}",
        )

    @property
    def now(self) -> "FakeClock":
        return self.life.clock

    @initialize(is_mail=st.booleans())
    def proposed(self, is_mail: bool) -> None:
        task = CreateTask(title="Call Anna", due=NOON.date())
        self.proposal = replace(MAIL, id=self.life.risk)
        if not is_mail:
            self.proposal = replace(self.proposal, action=task, draft=None)
        self.life.run(self.desk.propose(self.proposal, at=self.now()))
        self.life.check()

    @rule(body=BODIES, news=st.booleans())
    def a_mission_proposes_it_again(self, body: str, news: bool) -> None:
        if self.proposal.draft is not None:
            self.proposal = replace(self.proposal, draft=replace(DRAFT, body=body))
        if news:
            self.proposal = replace(self.proposal, grounds=f"{self.proposal.grounds}+")
        self.life.run(self.desk.propose(self.proposal, at=self.now()))
        self.life.check()

    @rule()
    def a_mission_proposes_it_no_more(self) -> None:
        self.life.run(self.desk.mission(at=self.now()))
        self.life.check()

    @rule(who=WHO, clicks=st.integers(1, 3))
    def somebody_approves(self, who: object, clicks: int) -> None:
        seen, decisions = ref(self.life.current()), self.desk.decisions
        yes = [decisions.approve(seen, who, self.now()) for _ in range(clicks)]  # type: ignore[arg-type]  # drawn
        outcomes = self.life.at_once(*yes)
        assert sum(isinstance(one, Done) for one in outcomes) <= 1

    @rule(who=st.sampled_from((BEN, CARL, ENA)))
    def somebody_approves_who_may_not(self, who: object) -> None:
        seen = ref(self.life.current())
        outcome = self.life.says(self.desk.decisions.approve(seen, who, self.now()))  # type: ignore[arg-type]  # drawn
        assert isinstance(outcome, Refused)
        assert isinstance(outcome.why, NoSuch | NotYours)

    @rule(body=BODIES)
    def somebody_edits_and_an_old_card_is_clicked(self, body: str) -> None:
        seen = ref(self.life.current())
        values = {"contact": "anna", "subject": "Offer", "body": body}
        if self.proposal.draft is None:
            values = {"title": body, "due": "2026-12-01", "note": "", "contact": ""}
        edited = self.life.says(self.desk.decisions.edit(seen, ADA, self.now(), values))
        if isinstance(edited, Done) and edited.decision.version != seen.version:
            late = self.life.says(self.desk.decisions.approve(seen, ADA, self.now()))
            assert isinstance(late, Refused)

    @rule(reason=st.sampled_from(RejectReason))
    def somebody_rejects(self, reason: RejectReason) -> None:
        seen = ref(self.life.current())
        self.life.says(self.desk.decisions.reject(seen, ADA, self.now(), reason))

    @rule(until=st.sampled_from(SnoozeUntil))
    def somebody_puts_it_off(self, until: SnoozeUntil) -> None:
        seen, day = ref(self.life.current()), self.now().date() + timedelta(days=2)
        self.life.says(self.desk.decisions.snooze(seen, ADA, self.now(), until, day))

    @rule()
    def somebody_wakes_it(self) -> None:
        seen = ref(self.life.current())
        self.life.says(self.desk.decisions.wake(seen, ADA, self.now()))

    @rule()
    def somebody_hands_it_to_the_manager(self) -> None:
        seen = ref(self.life.current())
        self.life.says(self.desk.decisions.delegate(seen, ADA, self.now(), MONA.id))

    @rule(verb=st.sampled_from(("recall", "undo", "confirm", "deny", "reopen")))
    def somebody_says_something_after_the_yes(self, verb: str) -> None:
        decision, now = self.life.current(), self.now()
        effect = decision.execution and underway(decision.execution)
        if verb in ("confirm", "deny") and effect and effect.state is ExecutionState.UNKNOWN:
            # Whoever is asked looks, and says what is so.
            verb = "confirm" if self.life.world.count(effect.id) else "deny"
        elif verb == "confirm" and effect and effect.state is ExecutionState.FAILED:
            self.life.confirmed.add(effect.id)  # by hand
        said = getattr(self.desk.decisions, verb)
        self.life.says(said(ref(decision), ADA, now))

    @rule(fault=st.sampled_from(FAULTS))
    def a_worker_works(self, fault: str) -> None:
        # Where the histories have to prove that they bite, the worst happens each time.
        self.life.works("killed after" if self.blind else fault)

    @rule(effect=st.sampled_from((Effect.ALLOW, Effect.DENY, Effect.LATER)))
    def the_policies_change(self, effect: Effect) -> None:
        self.life.ruling = Ruling(effect=effect, policy_version="2")

    @rule(by=TIMES)
    def time_passes(self, by: timedelta) -> None:
        self.life.passes(by)

    def teardown(self) -> None:
        if self.life.seen:
            self.life.ends()
            self.life.run(self._closed())

    async def _closed(self) -> None:
        """The next history has the queue for itself."""
        live = decisions.c.state.in_([DecisionState.OPEN, DecisionState.SNOOZED])
        async with self.desk.database.write() as connection:
            await connection.execute(
                update(decisions).where(live).values(state=DecisionState.SUPERSEDED)
            )


@pytest.fixture
def home() -> Iterator[Path]:
    """In memory where the machine offers that: a thousand lives are many commits."""
    memory = Path("/dev/shm")  # noqa: S108  # the directory in it is ours alone
    made = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
    yield made
    shutil.rmtree(made)


@pytest.fixture
def machine(home: Path) -> Iterator[type[Histories]]:
    with asyncio.Runner() as runner:
        database = Database.open(f"sqlite:///{home / 'lives.db'}")
        runner.run(upgrade(database, Schema.DAYBREAK))
        desk = runner.run(Desk(database.small).furnish())
        given = {"loop": runner.get_loop(), "desk": desk, "numbers": count()}
        yield type("Given", (Histories,), given)
        log = AuditLog(database=database, workspace=WORKSPACE)
        assert runner.run(log.verify()).faults == ()
        runner.run(database.close())


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(SHARDS))
def test_whatever_happens_nothing_is_lost_done_twice_or_unwanted(
    machine: type[Histories], shard: int
) -> None:
    run_state_machine_as_test(seed(shard)(machine), settings=SETTINGS)


@pytest.mark.slow
def test_the_histories_find_it_when_nobody_looks_before_repeating(
    machine: type[Histories],
) -> None:
    machine.blind = True
    with pytest.raises(AssertionError, match=r"happened \d times"):
        run_state_machine_as_test(seed(0)(machine), settings=settings(SETTINGS, print_blob=False))
