"""A decision's life as it may go: people click, workers die, the CRM fails, time passes.

Whatever happens in whatever order, `Life.check` holds after each step.
"""

import asyncio
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any, TypeVar

from bot.decisions.execution import Execution
from bot.decisions.pace import Pace
from bot.domain.effects import Approved, Receipt
from bot.domain.lifecycle import (
    DECISION_MOVES,
    LIVE,
    Decision,
    DecisionState,
    ExecutionState,
    WordKind,
)
from bot.domain.outcomes import Done, Outcome, Refused
from bot.errors import CrmRefused, CrmUnavailable, EffectUnsure, OutOfStep
from bot.policy.rulings import Effect, Ruling
from tests.fakes.clock import FakeClock
from tests.fakes.desk import ADA, MONA, OPS, VERA, Desk

MAY = frozenset(person.id for person in (ADA, MONA, VERA, OPS))
PACE = Pace(tries=3)
_T = TypeVar("_T")
_ENDED = (ExecutionState.DONE, ExecutionState.UNDONE)
_NOTHING = (ExecutionState.RECALLED, ExecutionState.FAILED)


class Killed(BaseException):
    """SIGKILL: nothing that stands after it is done any more."""


@dataclass
class World:
    """A CRM without keys. `fault` is what goes wrong in the next call, once."""

    fault: str = ""
    blind: bool = False
    done: list[Approved] = field(default_factory=list)

    can_look_up = True

    def count(self, effect_id: str) -> int:
        return sum(one.effect_id == effect_id for one in self.done)

    async def apply(self, approved: Approved, at: datetime) -> Receipt:
        fault, self.fault = self.fault, ""
        match fault:
            case "down":
                raise CrmUnavailable("The CRM does not answer.")
            case "refused":
                raise CrmRefused("No.", missing=("deal.amount",))
            case "conflict":
                raise OutOfStep("Somebody was faster.")
            case "unsure before":
                raise EffectUnsure("No answer came.")
            case "killed before":
                raise Killed
            case _:
                pass
        self.done.append(approved)
        if fault == "unsure after":
            raise EffectUnsure("No answer came.")
        if fault == "killed after":
            raise Killed
        return Receipt(effect_id=approved.effect_id, at=at)

    async def lookup(self, approved: Approved) -> Receipt | None:
        if self.blind or not self.count(approved.effect_id):
            return None
        return Receipt(effect_id=approved.effect_id, at=approved.approved_at)


FAULTS = (
    *("", "down", "refused", "conflict", "unsure before", "unsure after"),
    *("killed before", "killed after"),
)


@dataclass
class Life:
    """One risk and all its decisions. `confirmed` are effects of which a person said that they
    have happened; `seen` are the decisions as they were after the last step.
    """

    desk: Desk
    loop: asyncio.AbstractEventLoop
    clock: FakeClock
    world: World
    risk: str
    ruling: Ruling = field(default_factory=lambda: _allowed())
    confirmed: set[str] = field(default_factory=set)
    seen: dict[str, Decision] = field(default_factory=dict)

    def run(self, doing: Coroutine[Any, Any, _T]) -> _T:
        return self.loop.run_until_complete(doing)

    def current(self) -> Decision:
        return list(self.seen.values())[-1]

    def says(self, doing: Coroutine[Any, Any, Outcome]) -> Outcome:
        """One word; one that is refused has changed nothing."""
        before, outcome = self.seen, self.run(doing)
        after = self.check()
        if isinstance(outcome, Refused):
            assert after == before, outcome
        if isinstance(outcome, Done):
            assert after[outcome.decision.id] == outcome.decision
        return outcome

    def at_once(self, *doings: Coroutine[Any, Any, Outcome]) -> list[Outcome]:
        """Several words at the same time, of which one at most may count."""

        async def all_of_them() -> list[Outcome]:
            return await asyncio.gather(*doings)

        outcomes = self.run(all_of_them())
        self.check()
        return outcomes

    def passes(self, by: timedelta) -> None:
        """Time goes by, and the clock looks: it never approves anything."""
        self.clock.passes(by)
        self.run(self.desk.decisions.clock.tick(self.clock()))
        self.check(by_clock=True)

    def works(self, fault: str = "") -> None:
        """A worker takes everything that is due; it may die over the first of it."""
        self.world.fault = fault
        due = self.run(self.desk.executions.due(self.clock()))
        for effect in due:
            with suppress(Killed):
                self.run(self._execution().run(effect))
        self.world.fault = ""
        if due:
            self.check()

    def ends(self) -> None:
        """Everything breaks no more, and time passes: nothing stays on its way."""
        self.ruling = _allowed()
        while self.run(self.desk.executions.next_due()) is not None:
            self.clock.passes(timedelta(minutes=20))
            self.works()
        for decision in self.seen.values():
            effect = decision.execution
            assert effect is None or effect.state not in (
                ExecutionState.PENDING,
                ExecutionState.RUNNING,
            )

    def check(self, *, by_clock: bool = False) -> Mapping[str, Decision]:
        found = {one.id: one for one in self.run(self.desk.store.history(self.risk))}
        assert sum(one.state in LIVE for one in found.values()) <= 1
        assert set(self.seen) <= set(found)
        for decision in found.values():
            before = self.seen.get(decision.id)
            if before is not None:
                _check_step(before, decision, by_clock=by_clock)
            self._check_effect(decision)
        self.seen = found
        return found

    def _check_effect(self, decision: Decision) -> None:
        effect = decision.execution
        if effect is None:
            assert not any(one.decision_id == decision.id for one in self.world.done)
            return
        assert decision.state is DecisionState.APPROVED
        yes = [word for word in decision.words if word.event is WordKind.APPROVE]
        assert [word.by in MAY for word in yes] == [True]
        assert effect.id == f"{decision.id}.{yes[0].version}"
        done = self.world.count(effect.id)
        assert done <= 1, f"{effect.id} happened {done} times"
        if effect.state in _ENDED:
            assert done == 1 or effect.id in self.confirmed
        if effect.state in _NOTHING:
            assert done == 0, f"{effect.id} is {effect.state} and has happened"
        if effect.state is ExecutionState.UNDONE:
            assert effect.undo is not None
            assert self.world.count(effect.undo.id) == 1 or effect.undo.id in self.confirmed
        if effect.undo is not None:
            assert self.world.count(effect.undo.id) <= 1
        for one in self.world.done:
            if one.effect_id == effect.id:
                assert (one.action, one.draft) == (decision.action, decision.draft)

    def _execution(self) -> Execution:
        async def rule(approved: Approved, at: datetime) -> Ruling:
            if self.ruling.effect is Effect.LATER:
                return replace(self.ruling, until=at + timedelta(minutes=5))
            return self.ruling

        async def nothing(*told: object) -> None:
            """Nobody is told anything here."""

        return Execution(
            store=self.desk.executions,
            writer=self.world,
            rule=rule,
            give_back=nothing,
            tell=nothing,
            now=self.clock,
            worker="w",
            pace=PACE,
        )


def _check_step(before: Decision, after: Decision, *, by_clock: bool) -> None:
    """Along the table, adding words and taking none away."""
    assert after.turn >= before.turn
    assert after.words[: len(before.words)] == before.words
    assert after.state in _REACHED[before.state]
    if by_clock and before.state is not DecisionState.APPROVED:
        assert after.state is not DecisionState.APPROVED
    # A withdrawn one may come back, with whatever is proposed by then.
    if before.state not in (*LIVE, DecisionState.WITHDRAWN):
        assert (after.action, after.draft, after.version) == (
            *(before.action, before.draft, before.version),
        )


def _reached() -> dict[DecisionState, set[DecisionState]]:
    """Every state that can follow, in any number of steps."""
    found = {state: {state} for state in DecisionState}
    # A withdrawn proposal on which nobody had a word is opened again by a mission.
    moves = {(a, b) for (a, _), b in DECISION_MOVES.items()}
    moves.add((DecisionState.WITHDRAWN, DecisionState.OPEN))
    for _ in DecisionState:
        for state, (a, b) in product(DecisionState, moves):
            if a in found[state]:
                found[state].add(b)
    return found


_REACHED = _reached()


def _allowed() -> Ruling:
    return Ruling(effect=Effect.ALLOW, policy_version="1")
