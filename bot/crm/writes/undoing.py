"""Taking an effect on the built-in CRM back: what it set is set back, what it made is removed."""

from dataclasses import replace
from datetime import datetime
from typing import cast

from bot.crm.writes.plan import Plan, Touch, out_of_step
from bot.crm.writes.scene import Scene, must_have_rights, reference
from bot.crm.writes.stages import moved
from bot.crm.writes.values import as_text, parsed
from bot.domain.deals import Deal, Lead
from bot.domain.effects import Approved, Change, Conflict, Receipt
from bot.domain.people import PersonId
from bot.errors import CrmRefused
from storage.crm.records import Record, kind_of


def undoing(scene: Scene, approved: Approved, receipt: Receipt, at: datetime) -> Plan:
    """Raises CrmRefused for what can't be taken back, OutOfStep where somebody has touched any of
    it since.
    """
    if not receipt.undoable:
        raise CrmRefused("This can't be taken back: what was sent stays sent. Nothing was changed.")
    deal = scene.find("deal", approved.deal_id, Deal)
    touches = tuple(_touch(scene, change) for change in receipt.changes)
    removes = tuple(_made(scene, receipt))
    owned = None if deal is None else cast(Deal, _as_before(deal, touches))
    for record in (*(touch.record for touch in touches), *removes):
        must_have_rights(scene, _as_before(record, touches), owned)
    conflicts = (*_changed(touches), *_edited(removes, receipt))
    if conflicts:
        raise out_of_step(conflicts)
    return Plan(
        touches=touches, removes=removes, history=moved(touches, approved, at), undoable=False
    )


def _touch(scene: Scene, change: Change) -> Touch:
    record = scene.record(change.record)
    kind = kind_of(record)
    return Touch(
        record=record,
        field=change.field,
        wanted=parsed(kind, change.field, change.before),
        read=parsed(kind, change.field, change.after),
    )


def _made(scene: Scene, receipt: Receipt) -> list[Record]:
    """What is left of what it made: that somebody has removed a part already does no harm."""
    return [scene.records[name] for name in receipt.created if name in scene.records]


def _as_before(record: Record, touches: tuple[Touch, ...]) -> Record:
    """Whoever gave a deal away may take it back: rights are judged on whose it was."""
    owners = [touch.wanted for touch in touches if touch.field == "owner_id"]
    if owners and isinstance(record, Deal | Lead):
        return replace(record, owner_id=cast(PersonId, owners[0]))
    return record


def _changed(touches: tuple[Touch, ...]) -> list[Conflict]:
    return [
        Conflict(
            record=reference(touch.record),
            field=touch.field,
            read=as_text(touch.read),
            now=as_text(touch.now),
            wanted=as_text(touch.wanted),
        )
        for touch in touches
        if touch.changes and touch.now != touch.read
    ]


def _edited(records: tuple[Record, ...], receipt: Receipt) -> list[Conflict]:
    return [
        Conflict(
            record=reference(record),
            field="version",
            read=str(receipt.versions.get(reference(record))),
            now=str(version),
            wanted=None,
        )
        for record in records
        if (version := getattr(record, "version", 1))
        != receipt.versions.get(reference(record), version)
    ]
