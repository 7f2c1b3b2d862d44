"""Approved actions to be carried out: as a decision's approval would leave them."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.decisions.attempts import Outcome
from bot.decisions.execution import Execution
from bot.decisions.pace import Pace
from bot.domain.deals import ContactId, DealId
from bot.domain.decisions import Action, Draft, LogNote, SendEmail
from bot.domain.effects import Approved, Receipt
from bot.domain.lifecycle import ExecutionState
from bot.domain.people import PersonId
from bot.policy.rulings import Effect, Ruling
from storage.codec import Codec
from storage.database import Database
from storage.execution_rows import NewExecution, effect_id
from storage.executions import Executions, insert
from tests.fakes.book import MONDAY
from tests.fakes.clock import FakeClock
from tests.fakes.mornings import WORKSPACE
from tests.fakes.writer import KeylessWriter

TEXT = LogNote(text="They want SAML.")
MAIL = SendEmail(contact_id=ContactId("anke"))
DRAFT = Draft(to="anke@nordlicht.example", subject="SAML", body="Dear Anke, yes.")
CODEC = Codec()


def approved_note(
    number: int = 1,
    *,
    action: Action = TEXT,
    draft: Draft | None = None,
    due_at: datetime = MONDAY,
    tries: int = 3,
    undoes: Receipt | None = None,
) -> NewExecution:
    return NewExecution(
        id=effect_id(f"d{number}", 1),
        decision_id=f"d{number}",
        deal_id=DealId("deal"),
        rep_id=PersonId("ann"),
        action=action,
        draft=draft,
        by=PersonId("ann"),
        approved_at=MONDAY,
        due_at=due_at,
        tries=tries,
        read_versions={"deal:deal": 3},
        undoes=undoes,
    )


async def put(database: Database, *new: NewExecution) -> None:
    async with database.write() as connection:
        for one in new:
            await insert(connection, WORKSPACE, one, CODEC)


PACE = Pace(tries=3)
NOTE = approved_note(tries=PACE.tries)
ALLOWED = Ruling(effect=Effect.ALLOW, policy_version="1")


@dataclass
class Bench:
    """One execution with everything around it; `told` is what people are told, in order."""

    store: Executions
    clock: FakeClock
    writer: KeylessWriter = field(default_factory=KeylessWriter)
    ruling: Ruling = ALLOWED
    told: list[Outcome] = field(default_factory=list)
    given_back: list[str] = field(default_factory=list)

    def execution(self, worker: str = "one") -> Execution:
        async def rule(approved: Approved, at: datetime) -> Ruling:
            return self.ruling

        async def give_back(effect_id: str) -> None:
            self.given_back.append(effect_id)

        async def tell(approved: Approved, outcome: Outcome) -> None:
            self.told.append(outcome)

        return Execution(
            store=self.store,
            writer=self.writer,
            rule=rule,
            give_back=give_back,
            tell=tell,
            now=self.clock,
            worker=worker,
            pace=PACE,
        )

    async def run(self, effect: str = NOTE.id) -> Outcome | None:
        return await self.execution().run(effect)

    async def state(self, effect: str = NOTE.id) -> ExecutionState:
        found = await self.store.find(effect)
        assert found is not None
        return found.state
