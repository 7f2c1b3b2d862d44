"""What a person wants done about a deal or a lead: their own proposal, that waits like any."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import assert_never

from bot.decisions import deciding
from bot.decisions.deciding import Saying
from bot.decisions.editing import Editing
from bot.decisions.viewing import Form
from bot.domain.deals import ContactId, Deal, DealId, Lead
from bot.domain.decisions import (
    Action,
    ChangeStage,
    CreateTask,
    HandOff,
    LogNote,
    RouteLead,
    ScheduleMeeting,
    UpdateField,
)
from bot.domain.lifecycle import OWN, Decision, DecisionState, WordKind
from bot.domain.outcomes import Done, Outcome, Refused
from bot.domain.people import Person, PersonId
from bot.policy.approvals import Relation
from bot.policy.repeats import LIFE
from storage.cases import Case, Cases
from storage.decision_moves import Move
from storage.own_proposals import OwnProposals


class Wish(StrEnum):
    """What can be asked for about any deal."""

    NOTE = "log_note"
    TASK = "create_task"
    MEETING = "schedule_meeting"
    STAGE = "change_stage"
    HAND_OFF = "hand_off"


# A wish, the field that is to be set with what stands in it, or the lead that is to be given away.
Asked = Wish | UpdateField | RouteLead


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposing:
    """`about` is one that `by` may see; whether they may decide on it is looked up here."""

    store: OwnProposals
    cases: Cases
    editing: Editing

    async def form(
        self,
        wish: Asked,
        about: Deal | Lead,
        by: Person,
        at: datetime,
        values: Mapping[str, str] | None = None,
    ) -> Form | Refused:
        """`values` are what was entered so far."""
        found = await self._case(wish, about, Saying(verb=WordKind.EDIT, by=by, at=at))
        if isinstance(found, Refused):
            return found
        case, _ = found
        fields = await self.editing.form(case, by, values)
        return Form(decision=case.decision, subject=case.subject, fields=fields)

    async def propose(
        self,
        wish: Asked,
        about: Deal | Lead,
        by: Person,
        at: datetime,
        values: Mapping[str, str],
        click: str,
    ) -> Outcome:
        """Done: it waits, in a message of its own. A click that comes twice proposes once."""
        say = Saying(verb=WordKind.EDIT, by=by, at=at, click=click)
        found = await self._case(wish, about, say)
        if isinstance(found, Refused):
            return found
        case, its = found
        made = await self.editing.edited(case, its, say, values)
        if not isinstance(made, Move):
            return made
        risk = f"p_{sha256(click.encode()).hexdigest()[:24]}"
        decision = replace(made.after, id=risk, risk=risk)
        await self.store.open(decision, by.id, at, click)
        return Done(decision=decision)

    async def _case(
        self, wish: Asked, about: Deal | Lead, say: Saying
    ) -> tuple[Case, Relation] | Refused:
        case = await self.cases.about(_blank(wish, about, say), say.at)
        its = deciding.standing(case, say)
        return its if isinstance(its, Refused) else (case, its)


def _blank(wish: Asked, about: Deal | Lead, say: Saying) -> Decision:
    kind = "deal" if isinstance(about, Deal) else "lead"
    return Decision(
        id="",
        risk="",
        occurrence=1,
        rep_id=about.owner_id or say.by.id,
        assignee_id=say.by.id,
        deal_id=DealId(about.id),
        run_id=OWN,
        state=DecisionState.OPEN,
        version=1,
        digest="",
        action=_action(wish, about, say),
        draft=None,
        options=(),
        reason="",
        read_versions={f"{kind}:{about.id}": about.version},
        created_at=say.at,
        updated_at=say.at,
        proposed_at=say.at,
        held=True,
        due_at=say.at + LIFE,
    )


def _action(wish: Asked, about: Deal | Lead, say: Saying) -> Action:
    today = say.at.astimezone(say.by.zone).date()
    match wish:
        case UpdateField() | RouteLead():
            return wish
        case Wish.NOTE:
            return LogNote(text="")
        case Wish.TASK:
            return CreateTask(title="", due=today + timedelta(days=1))
        case Wish.MEETING:
            return ScheduleMeeting(contact_id=ContactId(""), sender_id=say.by.id, title="")
        case Wish.STAGE:
            stage = about.stage if isinstance(about, Deal) else ""
            return ChangeStage(from_stage=stage, to_stage=stage)
        case Wish.HAND_OFF:
            return HandOff(to_person_id=PersonId(""), note="", from_person_id=about.owner_id)
        case _:
            assert_never(wish)
