"""A yes: what the policies and the approval rules make of it, and the effect that it sets going."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.decisions import deciding, weighing
from bot.decisions.deciding import Saying
from bot.decisions.gate import Gate
from bot.decisions.pace import Pace
from bot.decisions.weighing import Weighed
from bot.domain.lifecycle import DecisionEvent, DecisionState
from bot.domain.outcomes import NeedsTyping, NotPossible, Outcome, Part
from bot.domain.people import Person, Role
from bot.policy.approvals import Approvals, Relation
from bot.policy.rulings import Effect, Ruling
from storage.cases import Case
from storage.decision_moves import Move
from storage.execution_rows import NewExecution, effect_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Endorsed:
    """A yes that is not enough: the move that keeps it, and what is missing."""

    move: Move
    weighed: Weighed


@dataclass(frozen=True, slots=True, kw_only=True)
class Approving:
    """Asks the gate what it says now, and weighs all words to this content together."""

    gate: Gate
    approvals: Approvals
    pace: Pace

    async def approved(
        self, case: Case, its: Relation, say: Saying, typed: str
    ) -> Move | Endorsed | Outcome:
        decision = case.decision
        if decision.state is not DecisionState.OPEN:
            return say.refused(NotPossible(what=Part.APPROVE, decision=decision))
        ruling = await self._ruling(case, say)
        refused = (
            weighing.denied(ruling, say)
            or deciding.incomplete(decision, say)
            or deciding.unsent(case, say)
        )
        if refused is not None:
            return refused
        matter = weighing.matter(case, self.approvals)
        demands = (*self.approvals.demands(matter), *weighing.demands_of(ruling))
        if self.approvals.wants_typing(matter) and _folded(typed) != _folded(case.subject):
            reasons = self.approvals.typing_reasons(matter)
            return NeedsTyping(decision=decision, phrase=case.subject, reasons=reasons)
        weighed = weighing.weigh(case, its, say, demands)
        if not weighed.missing:
            return self._go(case, its, say, ruling)
        if weighed.ask is None:
            return weighing.nobody(weighed, say)
        if weighing.has_agreed(case, say.by):
            return weighing.waits(decision, weighed)
        return Endorsed(move=deciding.endorsed(case, its, say, weighed.ask), weighed=weighed)

    def is_small(self, case: Case, by: Person) -> bool:
        """Whether it may be approved among others, without a look at each."""
        action, matter = case.decision.action, weighing.matter(case, self.approvals)
        if action.type not in self.approvals.bulk or self.approvals.wants_typing(matter):
            return False
        return all(by.role in demand.covered_by for demand in self.approvals.demands(matter))

    async def lift(self, case: Case, say: Saying) -> None:
        """Raises NotAllowed for who may not lift that rule, and without a reason."""
        decision = case.decision
        await self.gate.override(
            decision.id,
            decision.action,
            decision.draft,
            say.reason,
            by=say.by,
            reason=say.note,
            at=say.at,
        )

    async def foretold(self, case: Case, at: datetime) -> Ruling | None:
        """What the policies say before anybody has agreed: as of a word with the least weight.
        None where it is known already, or nobody could agree.
        """
        owner = case.circle.owner
        if owner is None or self._is_current(case.ruling):
            return None
        return await self._asked(case, replace(owner, role=Role.REP), at)

    def _is_current(self, ruling: Ruling | None) -> bool:
        return ruling is not None and ruling.policy_version == self.gate.policies.version

    async def _ruling(self, case: Case, say: Saying) -> Ruling:
        """As it was foretold, so that a click need not wait; a no is asked for once more. Whatever
        has changed since is seen when it is carried out.
        """
        known = case.ruling
        if known is not None and self._is_current(known) and known.effect is not Effect.DENY:
            return known
        return await self._asked(case, say.by, say.at)

    async def _asked(self, case: Case, by: Person, at: datetime) -> Ruling:
        decision = case.decision
        return await self.gate.at_proposal(
            decision.action,
            decision.draft,
            case.deal.id if case.deal else None,
            by,
            at,
            decision_id=decision.id,
        )

    def _go(self, case: Case, its: Relation, say: Saying, ruling: Ruling) -> Move:
        decision = case.decision
        effect = NewExecution(
            id=effect_id(decision.id, decision.version),
            decision_id=decision.id,
            deal_id=decision.deal_id,
            rep_id=decision.rep_id,
            action=decision.action,
            draft=decision.draft,
            by=say.by.id,
            approved_at=say.at,
            due_at=max(self.pace.due_first(decision.action, say.at), ruling.until or say.at),
            tries=self.pace.tries,
            read_versions=decision.read_versions,
        )
        move = deciding.simple(case, its, say, DecisionEvent.APPROVE)
        return replace(move, execute=effect)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
