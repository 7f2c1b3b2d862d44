"""Answers: a question or a plan in, an answer out, within what the person who asks may see."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.answers import wording
from bot.answers.answer import Answer, Meant, NotProposed, Refused, SmallTalk, Status
from bot.answers.changes import saying
from bot.answers.changes.changing import Changing, Request
from bot.answers.checking import MOST_ROWS, Asker, check, permit, unsupported
from bot.answers.conditions import Day
from bot.answers.desk import Desk
from bot.answers.figures import answer_figures
from bot.answers.hearing import Hearing
from bot.answers.lists import answer_list
from bot.answers.model import Model
from bot.answers.movements import answer_movement
from bot.answers.parser.parser import Parsed
from bot.answers.parser.wishing import ChangeAsked
from bot.answers.periods import Lean
from bot.answers.plan import Intent, Plan
from bot.answers.pointing import Pointing, nothing_before, pointed, row_plan, sentence
from bot.domain.missions import Moment
from bot.domain.people import Person
from bot.policy.permissions import Fields, sight
from storage.answers.facts import Facts
from storage.answers.reading import AnswerRows
from storage.database import Database

_OPENINGS = {
    Status.FORBIDDEN: "Not permitted",
    Status.UNSUPPORTED: "Can't be answered",
    Status.DECLINED: "Not answered",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers plans from the mirror of one workspace."""

    model: Model
    storage: AnswerRows
    hearing: Hearing
    changing: Changing | None = None

    @classmethod
    def over(
        cls, database: Database, workspace: str, model: Model, *, memory: bool = True
    ) -> "Answers":
        """Over what is mirrored in a database; without `memory` from its tables alone."""
        return cls(
            model=model,
            storage=AnswerRows(database=database, workspace=workspace, memory=memory),
            hearing=Hearing.over(database, workspace, model),
        )

    async def ask(
        self,
        question: str,
        by: Person,
        moment: Moment,
        thread: str | None = None,
        *,
        all_rows: bool = False,
        key: str = "",
        by_rules: bool = False,
    ) -> Answer:
        """Understands a question and answers it; the next one of the same thread goes on from it.

        `all_rows` of a list, up to what one answer may hold, instead of the first of them. A wish
        for a change is proposed once per `key`, which names it however often it comes; without a
        key it is refused. `by_rules` gives an answer at once; where it is `unread`, asking without
        may give another.
        """
        known = await self.storage.facts()
        desk = self._desk(known, by, moment)
        try:
            _refuse_without_sight(desk.asker)
            if (pointing := pointed(question)) is not None:
                return await self._row(pointing, thread, by, moment)
            parsed = await self.hearing.understand(
                question, desk.asker, moment, known.state, thread, by_rules=by_rules
            )
        except ChangeAsked as asked:
            wish = Request(question=question, wanted=asked.wanted, by=by, moment=moment, key=key)
            return await self._proposed(wish)
        except Refused as refused:
            answer = refusal(refused, scope=wording.scope_of(desk.asker))
            return replace(answer, unread=by_rules and self.hearing.may_ask(refused))
        plan = parsed.plan
        answer = await self.answer(plan, by, moment, all_rows=all_rows)
        if thread is not None and answer.status is Status.ANSWERED:
            await self.hearing.go_on_from(thread, plan, desk.asker, moment)
        return _as_read(answer, parsed)

    async def _row(
        self, pointing: Pointing, thread: str | None, by: Person, moment: Moment
    ) -> Answer:
        """One row of the answer before, as this person has it. The thread stays where it is, so
        that the next question may point at another one. Raises Refused.
        """
        previous = await self.hearing.previous(thread) if thread else None
        if previous is None:
            raise nothing_before()
        shown = await self.answer(previous, by, moment)
        if shown.status is not Status.ANSWERED:
            return shown
        answer = await self.answer(row_plan(pointing, previous, shown, self.model), by, moment)
        read = f"a row of: {shown.interpretation}" if answer.status is Status.ANSWERED else ""
        return replace(answer, text=sentence(pointing, answer), interpretation=read)

    async def change(self, meant: Meant, by: Person, moment: Moment, key: str) -> Answer:
        """Proposes a change of just this deal, in the words in which it was asked for."""
        wanted = self.hearing.parser.wish(meant.question)
        if wanted is None:
            return refusal(saying.unclear())
        asks = Request(question=meant.question, wanted=wanted, by=by, moment=moment, key=key)
        return await self._proposed(replace(asks, deal_id=meant.deal_id))

    async def _proposed(self, asks: Request) -> Answer:
        if self.changing is None or not asks.key:
            return refusal(ChangeAsked(asks.wanted))
        try:
            return await self.changing.propose(asks)
        except NotProposed as refused:
            return refusal(refused)

    async def choose(
        self, plan: Plan, by: Person, moment: Moment, thread: str | None, question: str = ""
    ) -> Answer:
        """Answers a plan that was offered; where it is the reading of a `question` that could be
        read in several ways, the same words of this person mean it from now on.
        """
        answer = await self.answer(plan, by, moment)
        if answer.status is not Status.ANSWERED:
            return answer
        desk = self._desk(await self.storage.facts(), by, moment)
        if question:
            await self.hearing.confirm(question, plan, desk.asker, moment)
        if thread is not None:
            await self.hearing.go_on_from(thread, plan, desk.asker, moment)
        return answer

    async def confirm(self, question: str, plan: Plan, by: Person, moment: Moment) -> None:
        """From now on these words of this person mean that plan."""
        desk = self._desk(await self.storage.facts(), by, moment)
        await self.hearing.confirm(question, plan, desk.asker, moment)

    async def answer(
        self, plan: Plan, by: Person, moment: Moment, *, all_rows: bool = False
    ) -> Answer:
        """Never raises for what a plan asks: what can't be answered is an answer that says so."""
        known = await self.storage.facts()
        desk = self._desk(known, by, moment)
        as_of = None if known.state is None else known.state.as_of(moment.now)
        longer = replace(plan, limit=MOST_ROWS) if all_rows and _is_cut(plan) else plan
        try:
            _refuse_without_sight(desk.asker)
            check(plan, self.model)
            permit(plan, self.model, desk.asker)
            await desk.permit_records(plan)
            found = await self._answer(desk, longer, as_of)
            return replace(found, plan=plan) if found.plan is longer else found
        except Refused as refused:
            return refusal(refused, plan, scope=wording.scope_of(desk.asker))

    async def _answer(self, desk: Desk, plan: Plan, as_of: datetime | None) -> Answer:
        if plan.as_of is not None:
            return await self._past(desk, plan, as_of)
        match plan.intent:
            case Intent.METRIC:
                return await answer_figures(desk, plan, as_of)
            case Intent.LIST:
                return await answer_list(desk, plan, as_of)
            case Intent.MOVEMENT:
                return await answer_movement(desk, plan, as_of)

    async def _past(self, desk: Desk, plan: Plan, as_of: datetime | None) -> Answer:
        """Figures as of a day, with what of that day is not known."""
        if plan.entity != "deals" or plan.as_of is None:
            raise unsupported("only deals can be looked at as of a past day")
        day = desk.day.span(plan.as_of, Lean.PAST).last
        then, now_only = desk.on(day), replace(plan, as_of=None)
        answer = await self._answer(then, now_only, as_of)
        return replace(
            answer,
            interpretation=wording.reading(plan, self.model, desk.day),
            plan=plan,
            records=None if answer.records is None else replace(answer.records, as_of=plan.as_of),
            notes=(*answer.notes, *await desk.history_notes(day)),
        )

    def _desk(self, known: Facts, by: Person, moment: Moment) -> Desk:
        asker = Asker(
            person=by,
            sight=sight(by, known.people),
            fields=Fields.hidden_from(by.role, known.hidden),
            people=known.people,
        )
        day = Day(today=moment.today, at=moment.now, calendar=self.model.days, people=known.people)
        return Desk(model=self.model, storage=self.storage, asker=asker, day=day)


def _as_read(answer: Answer, parsed: Parsed) -> Answer:
    """With what was set right in the question, and how else it may be read."""
    mended = (f"Read “{m.written}” as “{m.read}”." for m in parsed.mended)
    notes = (*filter(None, (parsed.note, *mended)), *answer.notes)
    return replace(answer, notes=notes, suggestions=(*parsed.others, *answer.suggestions))


def _is_cut(plan: Plan) -> bool:
    return plan.intent is Intent.LIST and plan.limit is None


def _refuse_without_sight(asker: Asker) -> None:
    """Who may see nobody's deals is told so, not that there are none."""
    if not asker.sight.everything and not asker.sight.owners:
        raise Refused(
            Status.FORBIDDEN, "Your role may not see deals, or you no longer work here as known."
        )


def refusal(refused: Refused, plan: Plan | None = None, scope: str = "") -> Answer:
    """What is said instead of figures. It never looks like an empty answer."""
    says_itself = isinstance(refused, SmallTalk | NotProposed)
    is_plain = says_itself and refused.status is not Status.FORBIDDEN
    opening = None if is_plain else _OPENINGS.get(refused.status)
    reason = refused.reason[:1].upper() + refused.reason[1:]
    reason = reason if reason.endswith((".", "?", "!")) else f"{reason}."
    return Answer(
        status=refused.status,
        text=f"{opening}: {reason}" if opening else reason,
        plan=plan,
        scope=scope,
        choices=refused.choices,
        reason=reason,
    )
