"""What somebody is shown before they say something: a form, or who could decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.decisions import deciding
from bot.decisions.deciding import Saying
from bot.decisions.editing import Editing
from bot.decisions.forms import FormField
from bot.domain.briefs import DecisionRef
from bot.domain.lifecycle import Decision, WordKind
from bot.domain.outcomes import NoSuch, Refused
from bot.domain.people import Person
from bot.policy.approvals import DECIDERS, sees
from storage.cases import Case, Cases
from storage.decisions import StoredDecisions


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A decision's content as it may be changed. `subject` is what it is about."""

    decision: Decision
    subject: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewing:
    """Nothing is shown to who could not say the word that it is for."""

    store: StoredDecisions
    cases: Cases
    editing: Editing

    async def form(
        self,
        ref: DecisionRef,
        by: Person,
        at: datetime,
        values: Mapping[str, str] | None = None,
        asked_for: tuple[str, ...] = (),
    ) -> Form | Refused:
        """`values` are what was entered so far; `asked_for` are fields (`kind.field`) that the CRM
        wants as well.
        """
        case = await self._theirs(ref, Saying(verb=WordKind.EDIT, by=by, at=at))
        if isinstance(case, Refused):
            return case
        fields = await self.editing.form(case, by, values)
        return Form(decision=case.decision, subject=case.subject, fields=fields)

    async def colleagues(
        self, ref: DecisionRef, by: Person, at: datetime
    ) -> tuple[Person, ...] | Refused:
        """Who else may see the deal and decide on it."""
        case = await self._theirs(ref, Saying(verb=WordKind.DELEGATE, by=by, at=at))
        if isinstance(case, Refused):
            return case
        everybody = await self.cases.everybody()
        able = [p for p in everybody if p.active and p.role in DECIDERS and sees(p, case.circle)]
        return tuple(p for p in able if p.id != by.id)

    async def waiting(self, ref: DecisionRef, by: Person, at: datetime) -> Decision | Refused:
        """The decision, if it still waits with what they saw and is theirs to decide."""
        case = await self._theirs(ref, Saying(verb=WordKind.REJECT, by=by, at=at))
        return case if isinstance(case, Refused) else case.decision

    async def subject(self, ref: DecisionRef, by: Person, at: datetime) -> str:
        """What it is about, by name, for who may see that."""
        case = await self.cases.find(ref.id, at)
        return case.subject if case and sees(by, case.circle) else "One that you may not see"

    async def newest(self, decision: Decision) -> DecisionRef | None:
        """What goes on from a decision that was taken up again."""
        found = (await self.store.newest([decision.risk])).get(decision.risk)
        if found is None:
            return None
        return DecisionRef(id=found.id, version=found.version, digest=found.digest)

    async def pass_on(self, decision: Decision, by: Person, at: datetime) -> None:
        """A question goes to whoever of owner and manager did not ask it."""
        case = await self.cases.find(decision.id, at)
        circle = case.circle if case else None
        if circle is None or circle.owner is None:
            return
        to = circle.owner if circle.owner.id != by.id else next(iter(circle.above), None)
        if to is not None:
            await self.store.ask(decision, to.id, at)

    async def _theirs(self, ref: DecisionRef, say: Saying) -> Case | Refused:
        case = await self.cases.find(ref.id, say.at)
        its = deciding.standing(case, say)
        if case is None or isinstance(its, Refused):
            return its if isinstance(its, Refused) else say.refused(NoSuch())
        return deciding.no_longer(case, ref, say) or case
