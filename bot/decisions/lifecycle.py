"""The verbs of a decision's life: each is one person's word, and comes to exactly one outcome."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.decisions import afterwards, deciding, sleeping, weighing
from bot.decisions.approving import Approving, Endorsed
from bot.decisions.clock import DecisionClock
from bot.decisions.deciding import Saying
from bot.decisions.editing import Editing
from bot.domain.briefs import DecisionRef
from bot.domain.lifecycle import Decision, DecisionEvent, RejectReason, SnoozeUntil, WordKind
from bot.domain.outcomes import Changed, Done, Forbidden, NoSuch, NotInBulk, Outcome, Refused
from bot.domain.people import Person, PersonId
from bot.errors import NotAllowed
from bot.policy.approvals import Relation
from storage.cases import Case, Cases
from storage.decision_moves import Move
from storage.decisions import StoredDecisions

# Every loss means that somebody else's word came first; after so many the person had better look.
_TRIES = 4
Made = Move | Endorsed | Outcome
Deciding = Callable[[Case, Relation], Made]
AskingAround = Callable[[Case, Relation], Awaitable[Made]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What people may do with a decision. `by` comes from the signed envelope and nowhere else;
    `ref` names the content that they saw; `click` is the inbox key of what they did, stored in the
    same transaction. `send` brings an effect to a worker soon; it never fails.
    """

    store: StoredDecisions
    cases: Cases
    approving: Approving
    editing: Editing
    clock: DecisionClock
    send: Callable[[str], Awaitable[object]]

    async def approve(
        self,
        ref: DecisionRef,
        by: Person,
        at: datetime,
        typed: str = "",
        click: str | None = None,
    ) -> Outcome:
        """Done, and the effect is on its way; or a second word or the deal's name is needed."""
        say = Saying(verb=WordKind.APPROVE, by=by, at=at, click=click)

        async def decide(case: Case, its: Relation) -> Made:
            return await self.approving.approved(case, its, say, typed)

        return await self._on_waiting(ref, say, decide)

    async def approve_many(
        self, refs: Sequence[DecisionRef], by: Person, at: datetime
    ) -> list[tuple[DecisionRef, Outcome]]:
        """Each by itself, in the order given; what is not small is left alone."""
        return [(ref, await self._one_of_many(ref, by, at)) for ref in refs]

    async def edit(
        self,
        ref: DecisionRef,
        by: Person,
        at: datetime,
        values: Mapping[str, str],
        click: str | None = None,
    ) -> Outcome:
        """`values` by the names of the form's fields. A new version that still waits for a yes."""
        say = Saying(verb=WordKind.EDIT, by=by, at=at, click=click)

        async def decide(case: Case, its: Relation) -> Made:
            return await self.editing.edited(case, its, say, values)

        return await self._on_waiting(ref, say, decide)

    async def reject(
        self,
        ref: DecisionRef,
        by: Person,
        at: datetime,
        reason: RejectReason,
        note: str = "",
        click: str | None = None,
    ) -> Outcome:
        say = Saying(verb=WordKind.REJECT, by=by, at=at, reason=reason, note=note, click=click)
        return await self._plain(
            ref, say, lambda case, its: deciding.simple(case, its, say, DecisionEvent.REJECT)
        )

    async def not_relevant(
        self, ref: DecisionRef, by: Person, at: datetime, click: str | None = None
    ) -> Outcome:
        return await self.reject(ref, by, at, RejectReason.NOT_RELEVANT, click=click)

    async def already_done(
        self, ref: DecisionRef, by: Person, at: datetime, click: str | None = None
    ) -> Outcome:
        return await self.reject(ref, by, at, RejectReason.ALREADY_DONE, click=click)

    async def snooze(
        self,
        ref: DecisionRef,
        by: Person,
        at: datetime,
        until: SnoozeUntil,
        day: date | None = None,
        click: str | None = None,
    ) -> Outcome:
        """`day`: when it wakes at the latest; needed where it waits for nothing else."""
        say = Saying(verb=WordKind.SNOOZE, by=by, at=at, reason=until, click=click)
        return await self._plain(
            ref, say, lambda case, its: sleeping.snoozed(case, its, say, until, day)
        )

    async def wake(
        self, ref: DecisionRef, by: Person, at: datetime, click: str | None = None
    ) -> Outcome:
        say = Saying(verb=WordKind.WAKE, by=by, at=at, click=click)
        return await self._plain(ref, say, lambda case, its: sleeping.woken(case, its, say))

    async def delegate(
        self,
        ref: DecisionRef,
        by: Person,
        at: datetime,
        to: PersonId,
        note: str = "",
        click: str | None = None,
    ) -> Outcome:
        """`to` is asked from now on; they must be able to see the deal."""
        say = Saying(verb=WordKind.DELEGATE, by=by, at=at, reason=to, note=note, click=click)
        return await self._plain(
            ref, say, lambda case, its: deciding.delegated(case, its, say, to), also=(to,)
        )

    async def ask_context(
        self, ref: DecisionRef, by: Person, at: datetime, note: str, click: str | None = None
    ) -> Outcome:
        """The question is kept with the decision; whom it concerns is told by the caller."""
        say = Saying(verb=WordKind.ASK_CONTEXT, by=by, at=at, note=note, click=click)
        return await self._plain(ref, say, lambda case, its: deciding.simple(case, its, say))

    async def override(
        self,
        ref: DecisionRef,
        by: Person,
        at: datetime,
        rule: str,
        reason: str,
        click: str | None = None,
    ) -> Outcome:
        """Lifts a policy's no for exactly this content; the yes is still to be said."""
        say = Saying(verb=WordKind.OVERRIDE, by=by, at=at, reason=rule, note=reason, click=click)

        async def decide(case: Case, its: Relation) -> Made:
            try:
                await self.approving.lift(case, say)
            except NotAllowed as error:
                return say.refused(Forbidden(sentence=str(error)))
            return deciding.simple(case, its, say)

        return await self._on_waiting(ref, say, decide)

    async def recall(
        self, ref: DecisionRef, by: Person, at: datetime, click: str | None = None
    ) -> Outcome:
        """Stops an approved effect that has not begun."""
        return await self._after(ref, Saying(verb=WordKind.RECALL, by=by, at=at, click=click))

    async def undo(
        self, ref: DecisionRef, by: Person, at: datetime, click: str | None = None
    ) -> Outcome:
        """Takes a done effect back, if that can be and nobody touched the same since; also once
        more, where it failed.
        """
        return await self._after(ref, Saying(verb=WordKind.UNDO, by=by, at=at, click=click))

    async def confirm(
        self, ref: DecisionRef, by: Person, at: datetime, click: str | None = None
    ) -> Outcome:
        """They looked: the unknown effect, or its taking back, has happened."""
        return await self._after(ref, Saying(verb=WordKind.CONFIRM, by=by, at=at, click=click))

    async def deny(
        self, ref: DecisionRef, by: Person, at: datetime, click: str | None = None
    ) -> Outcome:
        """They looked: the unknown effect, or its taking back, has not happened: it is tried
        again.
        """
        return await self._after(ref, Saying(verb=WordKind.DENY, by=by, at=at, click=click))

    async def reopen(
        self, ref: DecisionRef, by: Person, at: datetime, click: str | None = None
    ) -> Outcome:
        """After a failed, recalled or undone effect: the same content as a new open decision."""
        return await self._after(ref, Saying(verb=WordKind.REOPEN, by=by, at=at, click=click))

    async def _one_of_many(self, ref: DecisionRef, by: Person, at: datetime) -> Outcome:
        say = Saying(verb=WordKind.APPROVE, by=by, at=at)

        async def decide(case: Case, its: Relation) -> Made:
            if not self.approving.is_small(case, by):
                return say.refused(NotInBulk())
            return await self.approving.approved(case, its, say, "")

        return await self._on_waiting(ref, say, decide)

    async def _after(self, ref: DecisionRef, say: Saying) -> Outcome:
        pace = self.approving.pace

        async def decide(case: Case, its: Relation) -> Made:
            if not deciding.is_meant(case.decision, ref):
                return say.refused(Changed(decision=case.decision))
            return afterwards.said(case, its, say, pace)

        return await self._say(ref, say, decide)

    async def _plain(
        self,
        ref: DecisionRef,
        say: Saying,
        decide: Deciding,
        also: Collection[PersonId] = (),
    ) -> Outcome:
        async def deciding_at_once(case: Case, its: Relation) -> Made:
            return decide(case, its)

        return await self._on_waiting(ref, say, deciding_at_once, also)

    async def _on_waiting(
        self,
        ref: DecisionRef,
        say: Saying,
        decide: AskingAround,
        also: Collection[PersonId] = (),
    ) -> Outcome:
        async def if_it_waits(case: Case, its: Relation) -> Made:
            return deciding.no_longer(case, ref, say) or await decide(case, its)

        return await self._say(ref, say, if_it_waits, also)

    async def _say(
        self,
        ref: DecisionRef,
        say: Saying,
        decide: AskingAround,
        also: Collection[PersonId] = (),
    ) -> Outcome:
        """Decides on what is true now, and again if somebody else's word came in between."""
        case: Case | None = None
        for _ in range(_TRIES):
            case = await self.cases.find(ref.id, say.at, also)
            its = deciding.standing(case, say)
            if case is None or isinstance(its, Refused):
                return its if isinstance(its, Refused) else say.refused(NoSuch())
            made = await decide(case, its)
            if not isinstance(made, Move | Endorsed):
                return made
            move = made.move if isinstance(made, Endorsed) else made
            stored = await self.store.move(move)
            if stored is not None:
                return await self._settled(made, move, stored)
        return say.refused(Changed(decision=case.decision) if case else NoSuch())

    async def _settled(self, made: Move | Endorsed, move: Move, stored: Decision) -> Outcome:
        if isinstance(made, Endorsed):
            return weighing.waits(stored, made.weighed)
        effect = deciding.effect_of(move)
        if effect is not None:
            await self.send(effect)
        return Done(decision=stored, effect=effect)
