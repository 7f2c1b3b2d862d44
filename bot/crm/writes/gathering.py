"""Reads from the built-in CRM what one effect is judged on, and no more."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from bot.crm.writes.fields import reference_in
from bot.crm.writes.scene import Scene, writable_owners
from bot.domain.deals import Contact, Deal
from bot.domain.decisions import (
    Action,
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
from bot.domain.people import REVOPS, Person, PersonId
from bot.errors import CrmRefused
from bot.policy.permissions import Fields
from storage.crm.effects import EffectTransaction
from storage.crm.records import Record
from storage.crm.tables import key

Records = dict[str, Record]


async def scene_of(transaction: EffectTransaction, approved: Approved) -> Scene:
    """Raises CrmRefused where the CRM does not know the approver."""
    by = await _approver(transaction, approved.by)
    # RevOps is nobody in the CRM, so nothing can be given to them there.
    records: Records = {} if by is REVOPS else {f"person:{by.id}": by}
    await _find(transaction, records, _needed(approved))
    await _find(transaction, records, list(_beside(records.values(), approved)))
    deal = records.get(f"deal:{approved.deal_id}")
    is_own = isinstance(deal, Deal) and deal.owner_id == by.id
    people = () if is_own or by is REVOPS else await transaction.people()
    return Scene(
        by=by,
        owners=writable_owners(by, people),
        fields=Fields.hidden_from(by.role, {by.role: await transaction.hidden(by.role)}),
        records=records,
        linked=_linked(records, approved),
        stages=await transaction.stages() if isinstance(approved.action, ChangeStage) else (),
        rules=await transaction.rules(),
        values={
            f"{kind}.{name}": await transaction.values(kind, name)
            for kind, name in _fields(approved.action)
        },
    )


async def _approver(transaction: EffectTransaction, by: PersonId) -> Person:
    if by == REVOPS.id:
        return REVOPS
    found = await transaction.find("person", by)
    if not isinstance(found, Person):
        raise CrmRefused(
            "The CRM does not know who approved this, so it is not written in anybody else's name."
            " Nothing was changed."
        )
    return found


async def _find(transaction: EffectTransaction, records: Records, names: Iterable[str]) -> None:
    for name in dict.fromkeys(names):
        kind, _, record_id = name.partition(":")
        found = None if name in records else await transaction.find(kind, record_id)
        if found is not None:
            records[name] = found


def _needed(approved: Approved) -> Iterator[str]:
    """The records that the effect speaks of, as `kind:id`."""
    yield f"deal:{approved.deal_id}"
    if approved.undoes is not None:
        yield from (change.record for change in approved.undoes.changes)
        yield from approved.undoes.created
        return
    action = approved.action
    match action:
        case SendEmail() | ScheduleMeeting():
            yield f"contact:{action.contact_id}"
        case CreateTask():
            yield f"contact:{action.contact_id}"
        case UpdateField():
            yield action.record
            kind = action.record.partition(":")[0]
            yield from _pointed(kind, action.field, action.new)
        case ChangeStage():
            for name, text in action.fields.items():
                yield from _pointed("deal", name.removeprefix("deal."), text)
        case RouteLead():
            yield f"lead:{action.lead_id}"
            yield f"person:{action.to_person_id}"
        case HandOff():
            yield f"person:{action.to_person_id}"
        case LogNote():
            return
        case _:
            assert_never(action)


def _beside(records: Iterable[Record], approved: Approved) -> Iterator[str]:
    """What says whose the found records are."""
    for record in records:
        match record:
            case Deal():
                yield f"person:{record.owner_id}"
            case Contact():
                yield f"account:{record.account_id}"
                yield f"deal_contact:{key(approved.deal_id, record.id)}"
            case _:
                continue


def _linked(records: Records, approved: Approved) -> frozenset[str]:
    return frozenset(
        record.id
        for record in records.values()
        if isinstance(record, Contact)
        and f"deal_contact:{key(approved.deal_id, record.id)}" in records
    )


def _fields(action: Action) -> Iterator[tuple[str, str]]:
    """The fields whose picklists matter."""
    match action:
        case UpdateField():
            yield action.record.partition(":")[0], action.field
        case ChangeStage():
            yield "deal", "lost_reason"
            yield from (("deal", name.removeprefix("deal.")) for name in action.fields)
        case _:
            return


def _pointed(kind: str, name: str, text: str | None) -> Iterator[str]:
    found = reference_in(kind, name, text)
    if found is not None:
        yield found
