"""What people do with a decision's card and its forms: one word each, and always an answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar, assert_never

from blocks import decision_forms, ids, problems
from blocks.decisions import results_message
from blocks.forms import Corrections, NextView
from blocks.refusals import refusal, typing, waits
from bot.decisions.lifecycle import Decisions
from bot.decisions.viewing import Viewing
from bot.domain.briefs import DecisionRef
from bot.domain.lifecycle import RejectReason, SnoozeUntil
from bot.domain.outcomes import Done, Faulty, NeedsTyping, Outcome, Refused, Waits
from bot.domain.people import PersonId
from bot.mission.calendar import moment_at
from handlers.boundary import Heard
from handlers.calls import Answer
from handlers.forms import texts
from handlers.missions import MissionClicks

_Kind = TypeVar("_Kind", bound=StrEnum)
Word = Callable[[DecisionRef], Awaitable[Outcome]]
_OLD = problems.problem_message(problems.OLD_BUTTON)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionClicks:
    """`show` has every message about what has just changed drawn again, soon."""

    decisions: Decisions
    viewing: Viewing
    missions: MissionClicks
    now: Callable[[], datetime]
    show: Callable[[], None]

    async def approve(self, heard: Heard) -> Answer:
        by, at = heard.person, self.now()
        ref = ids.decode_decision(heard.payload.get("value"))
        if ref is None:
            return _OLD
        outcome = await self.decisions.approve(ref, by, at, click=heard.key)
        if isinstance(outcome, Refused) and isinstance(outcome.why, Faulty):
            # Something has to be entered first: here is where.
            return await self._form(heard, ref)
        return self._answered(heard, outcome)

    async def approve_small(self, heard: Heard) -> Answer:
        """Several at once, each with what came of it."""
        held = str(heard.payload.get("value") or "").split()
        refs = [ref for one in held if (ref := ids.decode_decision(one)) is not None]
        if not refs or len(refs) != len(held):
            return _OLD
        at = self.now()
        results = await self.decisions.approve_many(refs, heard.person, at)
        self.show()
        rows = [
            (await self.viewing.subject(ref, heard.person, at), _came(outcome, heard))
            for ref, outcome in results
        ]
        return results_message(rows)

    async def edit(self, heard: Heard) -> Answer:
        ref = ids.decode_decision(heard.payload.get("value"))
        return _OLD if ref is None else await self._form(heard, ref)

    async def reject(self, heard: Heard) -> Answer:
        return await self._opened(heard, decision_forms.reject_form)

    async def recall(self, heard: Heard) -> Answer:
        return await self._plain(heard, self.decisions.recall)

    async def undo(self, heard: Heard) -> Answer:
        return await self._plain(heard, self.decisions.undo)

    async def wake(self, heard: Heard) -> Answer:
        return await self._plain(heard, self.decisions.wake)

    async def confirm(self, heard: Heard) -> Answer:
        return await self._plain(heard, self.decisions.confirm)

    async def deny(self, heard: Heard) -> Answer:
        return await self._plain(heard, self.decisions.deny)

    async def reopen(self, heard: Heard) -> Answer:
        """As a decision of its own, at once in its form: something was wrong with it as it was."""
        ref = ids.decode_decision(heard.payload.get("value"))
        if ref is None:
            return _OLD
        outcome = await self.decisions.reopen(ref, heard.person, self.now(), click=heard.key)
        if not isinstance(outcome, Done):
            return self._answered(heard, outcome)
        self.show()
        newest = await self.viewing.newest(outcome.decision)
        return None if newest is None else await self._form(heard, newest)

    async def more(self, heard: Heard) -> Answer:
        """The card's menu."""
        option = heard.payload.get("selected_option") or {}
        chosen = ids.decode_choice(option.get("value"))
        if chosen is None:
            return _OLD
        choice, held = chosen
        if choice == ids.REASONS:
            return await self.missions.explained(heard, held)
        ref = ids.decode_decision(held)
        return _OLD if ref is None else await self._chosen(heard, choice, ref)

    async def _chosen(self, heard: Heard, choice: str, ref: DecisionRef) -> Answer:
        by, at = heard.person, self.now()
        match choice:
            case ids.DONE:
                outcome = await self.decisions.already_done(ref, by, at, click=heard.key)
                return self._answered(heard, outcome)
            case ids.SNOOZE:
                tomorrow = moment_at(by, at).today + timedelta(days=1)
                return NextView(view=decision_forms.snooze_form(ref, tomorrow))
            case ids.DELEGATE:
                able = await self.viewing.colleagues(ref, by, at)
                if isinstance(able, Refused):
                    return self._answered(heard, able)
                if not able:
                    return problems.problem_message(problems.NO_COLLEAGUE)
                return NextView(view=decision_forms.delegate_form(ref, able))
            case ids.ASK:
                return NextView(view=decision_forms.context_form(ref))
            case _:
                return _OLD

    async def redraw(self, heard: Heard) -> Answer:
        """Another stage was chosen in the form, and may ask for other fields."""
        ref = ids.decode_decision(heard.metadata)
        return _OLD if ref is None else await self._form(heard, ref, texts(heard.entered))

    async def edited(self, heard: Heard) -> Answer:
        values = texts(heard.entered)
        return await self._sent(
            heard,
            lambda ref: self.decisions.edit(ref, heard.person, self.now(), values, click=heard.key),
        )

    async def rejected(self, heard: Heard) -> Answer:
        reason = _one_of(RejectReason, heard, decision_forms.REASON)
        if reason is None:
            return Corrections(errors={decision_forms.REASON: "Choose a reason."})
        note = _text(heard, decision_forms.NOTE)
        return await self._sent(
            heard,
            lambda ref: self.decisions.reject(
                ref, heard.person, self.now(), reason, note, click=heard.key
            ),
        )

    async def snoozed(self, heard: Heard) -> Answer:
        until = _one_of(SnoozeUntil, heard, decision_forms.UNTIL) or SnoozeUntil.DATE
        day = _day(heard, decision_forms.DAY)
        return await self._sent(
            heard,
            lambda ref: self.decisions.snooze(
                ref, heard.person, self.now(), until, day, click=heard.key
            ),
        )

    async def delegated(self, heard: Heard) -> Answer:
        to, note = PersonId(_text(heard, decision_forms.TO)), _text(heard, decision_forms.NOTE)
        return await self._sent(
            heard,
            lambda ref: self.decisions.delegate(
                ref, heard.person, self.now(), to, note, click=heard.key
            ),
        )

    async def asked(self, heard: Heard) -> Answer:
        note, at = _text(heard, decision_forms.NOTE), self.now()
        ref = ids.decode_decision(heard.metadata)
        if ref is None:
            return _OLD
        outcome = await self.decisions.ask_context(ref, heard.person, at, note, click=heard.key)
        if isinstance(outcome, Done):
            await self.viewing.pass_on(outcome.decision, heard.person, at)
        return self._answered(heard, outcome)

    async def typed(self, heard: Heard) -> Answer:
        typed = _text(heard, decision_forms.TYPED)
        ref = ids.decode_decision(heard.metadata)
        if ref is None:
            return _OLD
        outcome = await self.decisions.approve(
            ref, heard.person, self.now(), typed, click=heard.key
        )
        if isinstance(outcome, NeedsTyping):
            wrong = f"That is not the name. Type: {outcome.phrase}"
            return Corrections(errors={decision_forms.TYPED: wrong})
        return self._answered(heard, outcome)

    async def _plain(self, heard: Heard, verb: Callable[..., Awaitable[Outcome]]) -> Answer:
        ref = ids.decode_decision(heard.payload.get("value"))
        if ref is None:
            return _OLD
        return self._answered(heard, await verb(ref, heard.person, self.now(), click=heard.key))

    async def _sent(self, heard: Heard, word: Word) -> Answer:
        ref = ids.decode_decision(heard.metadata)
        return _OLD if ref is None else self._answered(heard, await word(ref))

    async def _form(
        self, heard: Heard, ref: DecisionRef, values: dict[str, str] | None = None
    ) -> Answer:
        form = await self.viewing.form(ref, heard.person, self.now(), values)
        if isinstance(form, Refused):
            return self._answered(heard, form)
        return NextView(view=decision_forms.edit_form(form))

    async def _opened(
        self, heard: Heard, draw: Callable[[DecisionRef], dict[str, object]]
    ) -> Answer:
        """A form, for who may send it; what is over is said before anybody types."""
        ref = ids.decode_decision(heard.payload.get("value"))
        if ref is None:
            return _OLD
        found = await self.viewing.waiting(ref, heard.person, self.now())
        return (
            self._answered(heard, found) if isinstance(found, Refused) else NextView(view=draw(ref))
        )

    def _answered(self, heard: Heard, outcome: Outcome) -> Answer:
        self.show()
        match outcome:
            case Done():
                return None
            case Waits():
                return problems.problem_message(waits(outcome))
            case NeedsTyping(decision=decision, phrase=phrase, reasons=reasons):
                ref = decision_forms.reference(decision)
                return NextView(view=decision_forms.typed_form(ref, phrase, reasons))
            case Refused(why=Faulty(faults=faults)) if heard.is_form:
                return Corrections(errors={one.field: one.sentence for one in faults})
            case Refused():
                return problems.problem_message(refusal(outcome, heard.person.zone))
            case _:
                assert_never(outcome)


def _came(outcome: Outcome, heard: Heard) -> str:
    match outcome:
        case Done():
            return "approved"
        case Waits():
            return waits(outcome)
        case NeedsTyping():
            return typing(outcome)
        case Refused():
            return refusal(outcome, heard.person.zone)
        case _:
            assert_never(outcome)


def _text(heard: Heard, name: str) -> str:
    entered = heard.entered.get(name)
    return entered.strip() if isinstance(entered, str) else ""


def _day(heard: Heard, name: str) -> date | None:
    try:
        return date.fromisoformat(_text(heard, name))
    except ValueError:
        return None


def _one_of(kind: type[_Kind], heard: Heard, name: str) -> _Kind | None:
    try:
        return kind(_text(heard, name))
    except ValueError:
        return None
