"""From a question to its plan: what was confirmed, what a thread goes on from, the parser."""

from dataclasses import dataclass

from bot.answers.checking import Asker
from bot.answers.model import Model
from bot.answers.parser.known import Known
from bot.answers.parser.parser import Parsed, Parser, UnknownWords
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
    """Understands questions of one workspace."""

    parser: Parser
    known: Known
    questions: Questions

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
    ) -> Parsed:
        """Raises Refused: a question back, or why there is no plan."""
        previous = _plan(await self.questions.plan_of(thread)) if thread else None
        confirmed = None if previous else await self._confirmed(question, asker)
        if confirmed is not None:
            return Parsed(plan=confirmed)
        reader = await self.known.reader(asker, moment, self.parser.model, state)
        try:
            return self.parser.parse(question, reader, previous)
        except UnknownWords as refused:
            await self.questions.not_known(refused.words, moment.today)
            raise

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
    return " ".join(word for word in words_of(question) if word.isalnum())


def _plan(stored: PlanJson | None) -> Plan | None:
    """None also for a plan of an older version that says what plans no longer say."""
    try:
        return None if stored is None else plan_of(stored)
    except NotAPlan:
        return None
