"""What an approved action means in the built-in CRM; pure, judged on a `Scene`."""

from datetime import datetime
from typing import assert_never

from bot.crm.writes.activities import entry, note
from bot.crm.writes.fields import noted, settable
from bot.crm.writes.plan import Plan, Touch, must_be_in_step, must_keep_rules
from bot.crm.writes.scene import Scene, must_have_rights, must_see
from bot.crm.writes.stages import must_be_open, stage_change
from bot.crm.writes.values import Unknown
from bot.domain.deals import Deal, Lead
from bot.domain.decisions import (
    ChangeStage,
    CreateTask,
    HandOff,
    LogNote,
    RouteLead,
    ScheduleMeeting,
    SendEmail,
    UpdateField,
)
from bot.domain.effects import Approved
from bot.domain.people import Person, PersonId
from bot.errors import CrmRefused


def planned(scene: Scene, approved: Approved, at: datetime) -> Plan:
    """Raises CrmRefused in the CRM's words, or OutOfStep with what somebody else has set."""
    action = approved.action
    match action:
        case ChangeStage():
            return stage_change(scene, approved, action, at)
        case UpdateField():
            return _field_update(scene, approved, action)
        case RouteLead():
            return _routing(scene, approved, action)
        case HandOff():
            return _hand_over(scene, approved, action, at)
        case SendEmail() | CreateTask() | LogNote() | ScheduleMeeting():
            return entry(scene, approved, action, at)
        case _:
            assert_never(action)


def _field_update(scene: Scene, approved: Approved, action: UpdateField) -> Plan:
    record = scene.record(action.record)
    deal = scene.find("deal", approved.deal_id, Deal)
    must_have_rights(scene, record, deal)
    read = noted(record, action.field, action.old)
    touch = settable(scene, record, action.field, action.new, read)
    must_be_in_step([touch], approved.read_versions)
    if isinstance(record, Deal) and touch.changes:
        must_be_open(record)
    must_keep_rules(scene, record, [touch])
    return Plan(touches=(touch,))


def _routing(scene: Scene, approved: Approved, action: RouteLead) -> Plan:
    lead = scene.get("lead", action.lead_id, Lead)
    must_have_rights(scene, lead, None)
    must_see(scene, "lead", "owner_id")
    touch = _new_owner(scene, lead, action.to_person_id, action.from_person_id)
    must_be_in_step([touch], approved.read_versions)
    must_keep_rules(scene, lead, [touch])
    return Plan(touches=(touch,))


def _hand_over(scene: Scene, approved: Approved, action: HandOff, at: datetime) -> Plan:
    deal = scene.get("deal", approved.deal_id, Deal)
    must_have_rights(scene, deal, deal)
    must_see(scene, "deal", "owner_id")
    touch = _new_owner(scene, deal, action.to_person_id, action.from_person_id)
    must_be_in_step([touch], approved.read_versions)
    must_be_open(deal)
    must_keep_rules(scene, deal, [touch])
    if not touch.changes or not action.note.strip():
        return Plan(touches=(touch,))
    return Plan(touches=(touch,), adds=(note(approved, action.note, at, deal),))


def _new_owner(scene: Scene, record: Deal | Lead, to: PersonId, read: PersonId | None) -> Touch:
    if not scene.get("person", to, Person).active:
        raise CrmRefused(
            "Who is to have it no longer works here. Nothing was changed. Choose somebody else."
        )
    return Touch(
        record=record, field="owner_id", wanted=to, read=Unknown.UNKNOWN if read is None else read
    )
