"""What an effect on the built-in CRM comes to: fields to set, records to add or to remove."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.crm.writes.scene import Scene, reference
from bot.crm.writes.values import CUSTOM, Unknown, as_text, current
from bot.domain.effects import Change, Conflict
from bot.errors import CrmRefused, OutOfStep
from storage.crm.records import Record, kind_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One field of a record that is to be set. `read` is what it held when the evidence was read,
    if anybody noted that.
    """

    record: Record
    field: str
    wanted: object
    read: object = Unknown.UNKNOWN

    @property
    def now(self) -> object:
        return current(self.record, self.field)

    @property
    def changes(self) -> bool:
        return self.now != self.wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`note` is a sentence for the card."""

    touches: tuple[Touch, ...] = ()
    adds: tuple[Record, ...] = ()
    removes: tuple[Record, ...] = ()
    undoable: bool = True
    external_id: str | None = None
    note: str = ""
    history: tuple[Record, ...] = field(default=())  # added, and kept when the rest is undone


def must_be_in_step(touches: Iterable[Touch], read_versions: Mapping[str, int]) -> None:
    """Compare-and-set per field: that a record has changed meanwhile does no harm, unless what is
    to be set has. Raises OutOfStep with every field that somebody else has set.
    """
    conflicts = tuple(
        Conflict(
            record=reference(touch.record),
            field=touch.field,
            read=as_text(touch.read),
            now=as_text(touch.now),
            wanted=as_text(touch.wanted),
        )
        for touch in touches
        if touch.changes and _has_moved(touch, read_versions)
    )
    if conflicts:
        raise out_of_step(conflicts)


def out_of_step(conflicts: tuple[Conflict, ...]) -> OutOfStep:
    said = "; ".join(
        (f"{each.field} was “{each.read}”, " if each.read else f"{each.field} ")
        + f"is now “{each.now or 'empty'}”, and was to become “{each.wanted or 'empty'}”"
        for each in conflicts
    )
    return OutOfStep(
        f"Somebody changed this in the CRM meanwhile: {said}. Nothing was changed."
        " Look at it again and decide anew.",
        conflicts,
    )


def changes_of(touches: Iterable[Touch]) -> tuple[Change, ...]:
    return tuple(
        Change(
            record=reference(touch.record),
            field=touch.field,
            before=as_text(touch.now),
            after=as_text(touch.wanted),
        )
        for touch in touches
        if touch.changes
    )


def must_keep_rules(scene: Scene, record: Record, touches: Iterable[Touch]) -> None:
    """The CRM's validation rules over the record as it would be. Raises CrmRefused in the rules'
    own words, with every field that is missing.
    """
    after = {touch.field: touch.wanted for touch in touches}
    kind = kind_of(record)

    def would_be(name: str) -> object:
        return after[name] if name in after else getattr(record, name, None)

    broken = [
        rule
        for rule in scene.rules
        if rule.kind == kind
        and (rule.when_field is None or as_text(would_be(rule.when_field)) == rule.when_value)
        and would_be(rule.field) in (None, "")
    ]
    if broken:
        raise CrmRefused(
            f"{' '.join(dict.fromkeys(rule.message for rule in broken))} Nothing was changed.",
            tuple(dict.fromkeys(f"{kind}.{rule.field}" for rule in broken)),
        )


def columns(record: Record, touches: Iterable[Touch]) -> dict[str, object]:
    """What is to be written: custom fields live together in one column."""
    values: dict[str, object] = {}
    custom = dict(getattr(record, "custom", {}))
    for touch in touches:
        name = touch.field.removeprefix(CUSTOM)
        if not touch.field.startswith(CUSTOM):
            values[name] = touch.wanted
        elif touch.wanted is None:
            custom.pop(name, None)
        else:
            custom[name] = touch.wanted
    if any(touch.field.startswith(CUSTOM) for touch in touches):
        values["custom"] = custom
    return values


def _has_moved(touch: Touch, read_versions: Mapping[str, int]) -> bool:
    version = getattr(touch.record, "version", None)
    if version is not None and read_versions.get(reference(touch.record)) == version:
        return False
    if touch.read is Unknown.UNKNOWN:
        # What stood there is not known: filling what is empty does no harm, all else might.
        return touch.now not in (None, "")
    return touch.read != touch.now
