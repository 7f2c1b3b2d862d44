"""A deal that moves on, is closed, or is opened again in the built-in CRM."""

from collections.abc import Iterable
from datetime import datetime

from bot.crm.writes.fields import settable
from bot.crm.writes.plan import Plan, Touch, must_be_in_step, must_keep_rules
from bot.crm.writes.scene import Scene, must_have_rights, must_see, reference
from bot.crm.writes.values import parsed
from bot.domain.deals import Deal, DealStatus, StageChange
from bot.domain.decisions import ChangeStage
from bot.domain.effects import Approved
from bot.errors import CrmRefused
from storage.crm.description import StageRow


def stage_change(scene: Scene, approved: Approved, action: ChangeStage, at: datetime) -> Plan:
    """Raises CrmRefused or OutOfStep."""
    deal = scene.get("deal", approved.deal_id, Deal)
    must_have_rights(scene, deal, deal)
    must_see(scene, "deal", "status" if action.to_stage is None else "stage")
    stage = _stage(scene, deal, action)
    touches = (
        *_move(deal, action),
        *_status(deal, action, approved, at),
        *_fields(scene, deal, action),
    )
    must_be_in_step(touches, approved.read_versions)
    if action.to_status != "open" and any(touch.changes for touch in touches):
        must_be_open(deal)
    _must_fill(deal, stage, touches)
    must_keep_rules(scene, deal, touches)
    return Plan(touches=touches, history=moved(touches, approved, at))


def must_be_open(deal: Deal) -> None:
    """A closed deal is locked: it is what was reported. Raises CrmRefused."""
    if deal.status is not DealStatus.OPEN:
        raise CrmRefused(
            f"“{deal.name}” is closed ({deal.status}) and locked. Nothing was changed."
            " Open it again first, with a stage change."
        )


def moved(touches: Iterable[Touch], approved: Approved, at: datetime) -> tuple[StageChange, ...]:
    """The line of stage history that these touches mean, in the approver's name."""
    return tuple(
        StageChange(
            deal_id=touch.record.id,
            from_stage=touch.record.stage,
            to_stage=str(touch.wanted),
            at=at,
            by=approved.by,
        )
        for touch in touches
        if touch.field == "stage" and touch.changes and isinstance(touch.record, Deal)
    )


def _move(deal: Deal, action: ChangeStage) -> tuple[Touch, ...]:
    if action.to_stage is None:
        return ()
    return (Touch(record=deal, field="stage", wanted=action.to_stage, read=action.from_stage),)


def _status(deal: Deal, action: ChangeStage, approved: Approved, at: datetime) -> tuple[Touch, ...]:
    wanted = DealStatus(action.to_status)
    # Who read another version than the one that is there has read an open deal: closed ones are
    # opened again only by somebody who saw them closed.
    seen = approved.read_versions.get(reference(deal)) == deal.version
    read = deal.status if seen else DealStatus.OPEN
    status = Touch(record=deal, field="status", wanted=wanted, read=read)
    if not status.changes:
        return (status,)
    end = None if wanted is DealStatus.OPEN else at
    closed_at = Touch(record=deal, field="closed_at", wanted=end, read=deal.closed_at)
    if wanted is DealStatus.LOST:
        return (status, closed_at)
    reason = Touch(record=deal, field="lost_reason", wanted=None, read=deal.lost_reason)
    return (status, closed_at, reason)


def _fields(scene: Scene, deal: Deal, action: ChangeStage) -> tuple[Touch, ...]:
    given = {name.removeprefix("deal."): text for name, text in action.fields.items()}
    touches = tuple(settable(scene, deal, name, text) for name, text in given.items())
    if action.to_status != "lost" or action.lost_reason is None or "lost_reason" in given:
        return touches
    must_see(scene, "deal", "lost_reason")
    return (*touches, Touch(record=deal, field="lost_reason", wanted=_reason(scene, action)))


def _reason(scene: Scene, action: ChangeStage) -> object:
    """Spelt as on the list where it is there; a new reason is allowed, for no list of those in
    use can know why the next deal is lost.
    """
    reason = parsed("deal", "lost_reason", action.lost_reason)
    known = scene.values.get("deal.lost_reason", ())
    return next((each for each in known if each.casefold() == str(reason).casefold()), reason)


def _stage(scene: Scene, deal: Deal, action: ChangeStage) -> StageRow | None:
    """The stage that the deal enters, if it enters one."""
    if action.to_stage in (None, deal.stage):
        return None
    mine = [each for each in scene.stages if each.pipeline == (deal.pipeline or "")]
    found = next((each for each in mine if each.name == action.to_stage), None)
    if found is None:
        raise CrmRefused(
            f"There is no stage “{action.to_stage}” in this pipeline. Nothing was changed."
            f" Its stages are: {', '.join(each.name for each in mine)}."
        )
    return found


def _must_fill(deal: Deal, stage: StageRow | None, touches: Iterable[Touch]) -> None:
    if stage is None:
        return
    after = {touch.field: touch.wanted for touch in touches}
    lacking = [
        name for name in stage.required if after.get(name, getattr(deal, name, None)) in (None, "")
    ]
    if lacking:
        raise CrmRefused(
            f"A deal can't enter “{stage.name}” without {' and '.join(lacking)}. Nothing was"
            f" changed. Fill in {' and '.join(lacking)} first.",
            tuple(f"deal.{name}" for name in lacking),
        )
