"""From a question to its plan: what was confirmed, what a thread goes on from, the parser, and a
model for what the parser can't read.
"""

from dataclasses import dataclass

from bot.answers.answer import Refused, Status
from bot.answers.by_model.asked import Asked
from bot.answers.by_model.planner import ModelPlanner
from bot.answers.checking import Asker
from bot.answers.model import Model
from bot.answers.parser.known import Known
from bot.answers.parser.parser import Parsed, Parser, UnknownWords
from bot.answers.parser.sheet import Reader
from bot.answers.parser.tokens import words_of
from bot.answers.periods import PeriodKind
from bot.answers.plan import NotAPlan, Plan, plan_json, plan_of
from bot.domain.missions import Moment
from storage.answers.names import Names
from storage.database import Database
from storage.mirror.syncing import SyncState
from storage.questions import PlanJson, Questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """Understands questions of one workspace; without a `planner` by rules alone."""

    parser: Parser
    known: Known
    questions: Questions
    planner: ModelPlanner | None = None

    @classmethod
    def over(cls, database: Database, workspace: str, model: Model) -> "Hearing":
        parser = Parser(model=model)
        return cls(
            parser=parser,
            known=Known(
                names=Names(database=database, workspace=workspace),
                common=lambda: parser.lexicon.words,
            ),
            questions=Questions(database=database, workspace=workspace),
        )

    async def understand(
        self,
        question: str,
        asker: Asker,
        moment: Moment,
        state: SyncState | None,
        thread: str | None = None,
        *,
        by_rules: bool = False,
    ) -> Parsed:
        """Raises Refused: a question back, or why there is no plan. `by_rules`: a model, which may
        take seconds, is not asked.
        """
        previous = await self.previous(thread) if thread else None
        confirmed = None if previous else await self._confirmed(question, asker)
        if confirmed is not None:
            return Parsed(plan=confirmed)
        reader = await self.known.reader(asker, moment, self.parser.model, state)
        try:
            return self.parser.parse(question, reader, previous)
        except Refused as refused:
            later = by_rules and self.may_ask(refused)
            if isinstance(refused, UnknownWords) and not later:
                await self.questions.not_known(refused.words, moment.today)
            read = (
                None
                if by_rules
                else await self._by_model(question, refused, reader, asker, previous)
            )
            if read is None:
                raise
            return read

    async def previous(self, thread: str) -> Plan | None:
        """What the next question of the thread may go on from."""
        return _plan(await self.questions.plan_of(thread))

    def may_ask(self, refused: Refused) -> bool:
        """Whether a model may be asked how it reads what the rules could not. What is forbidden,
        not held or no question stays what it is.
        """
        is_open = refused.status is Status.CLARIFY and all(one.plan for one in refused.choices)
        may = isinstance(refused, UnknownWords) or (is_open and bool(refused.choices))
        return self.planner is not None and may

    async def _by_model(
        self,
        question: str,
        refused: Refused,
        reader: Reader,
        asker: Asker,
        previous: Plan | None,
    ) -> Parsed | None:
        """None where the rules' answer stands."""
        if self.planner is None or not self.may_ask(refused):
            return None
        tokens, pieces = self.parser.pieces(question, reader)
        words = refused.words if isinstance(refused, UnknownWords) else ()
        asked = Asked(
            tokens=tokens,
            pieces=pieces,
            reader=reader,
            previous=previous,
            unknown=words,
            choices=() if words else refused.choices,
        )
        read = await self.planner.read(asked, asker)
        return Parsed(plan=read.plan, note=read.note, others=read.others) if read else None

    async def go_on_from(self, thread: str, plan: Plan, asker: Asker, moment: Moment) -> None:
        """The next question of the thread may say only what is different."""
        person = str(asker.person.id)
        await self.questions.go_on_from(thread, person, plan_json(plan), moment.now)

    async def confirm(self, question: str, plan: Plan, asker: Asker, moment: Moment) -> None:
        """Remembers which reading somebody picked, unless its days would be others tomorrow."""
        if any(period.kind is PeriodKind.ABSOLUTE for period in plan.periods):
            return
        await self.questions.confirm(
            str(asker.person.id), _words(question), plan_json(plan), moment.now
        )

    async def _confirmed(self, question: str, asker: Asker) -> Plan | None:
        return _plan(await self.questions.reading_of(str(asker.person.id), _words(question)))


def _words(question: str) -> str:
    """What a reading is remembered by. Signs count: "> 50k" is not "< 50k"."""
    return " ".join(word for word in words_of(question) if word != "?")


def _plan(stored: PlanJson | None) -> Plan | None:
    """None also for a plan of an older version that says what plans no longer say."""
    try:
        return None if stored is None else plan_of(stored)
    except NotAPlan:
        return None
