"""Approved actions to be carried out: as a decision's approval would leave them."""

from datetime import datetime

from bot.domain.deals import ContactId, DealId
from bot.domain.decisions import Action, Draft, LogNote, SendEmail
from bot.domain.effects import Receipt
from bot.domain.people import PersonId
from storage.codec import Codec
from storage.database import Database
from storage.execution_rows import NewExecution, effect_id
from storage.executions import insert
from tests.fakes.book import MONDAY
from tests.fakes.mornings import WORKSPACE

NOTE = LogNote(text="They want SAML.")
MAIL = SendEmail(contact_id=ContactId("anke"))
DRAFT = Draft(to="anke@nordlicht.example", subject="SAML", body="Dear Anke, yes.")
CODEC = Codec()


def approved_note(
    number: int = 1,
    *,
    action: Action = NOTE,
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
