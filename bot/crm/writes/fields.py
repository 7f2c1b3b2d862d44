"""Whether a field of a record may be set by hand, and to what."""

from collections.abc import Mapping

from bot.crm.writes.plan import Touch
from bot.crm.writes.scene import Scene, must_see
from bot.crm.writes.values import Unknown, known_field, must_be_filled, parsed
from bot.errors import CrmRefused
from storage.crm.description import PICKLISTS
from storage.crm.records import CLASSES, Record, kind_of
from storage.crm.references import target_of

# What these mean is more than a value: each has an action of its own.
_NOT_BY_HAND: Mapping[tuple[str, str], str] = {
    ("deal", "stage"): "A deal's stage is set by a stage change.",
    ("deal", "status"): "A deal is closed or opened by a stage change.",
    ("deal", "owner_id"): "A deal changes hands by a hand-over.",
    ("lead", "owner_id"): "A lead changes hands by routing it.",
}
_BY_THE_CRM = frozenset({"id", "created_at", "updated_at", "closed_at"})


def settable(
    scene: Scene, record: Record, name: str, text: str | None, read: object = Unknown.UNKNOWN
) -> Touch:
    """Raises CrmRefused where the field can't be set, or not to that."""
    kind = kind_of(record)
    field = known_field(record, name)
    if field in _BY_THE_CRM:
        raise CrmRefused(f"The CRM itself sets {field}. Nothing was changed.")
    if (kind, field) in _NOT_BY_HAND:
        raise CrmRefused(f"{_NOT_BY_HAND[kind, field]} Nothing was changed.")
    must_see(scene, kind, field)
    wanted = parsed(kind, field, text)
    if wanted is None and must_be_filled(kind, field):
        raise CrmRefused(
            f"{field} can't be empty. Nothing was changed. Fill it in.", (f"{kind}.{field}",)
        )
    _must_be_on_the_list(scene, kind, field, wanted)
    _must_exist(scene, kind, field, wanted)
    return Touch(record=record, field=field, wanted=wanted, read=read)


def noted(record: Record, name: str, text: str | None) -> object:
    """What a field held when it was read, if what was noted then still makes sense."""
    try:
        return parsed(kind_of(record), known_field(record, name), text)
    except CrmRefused:
        return Unknown.UNKNOWN


def reference_in(kind: str, name: str, text: str | None) -> str | None:
    """The record, as `kind:id`, that a value points to."""
    target = target_of(kind, name) if kind in CLASSES else None
    return f"{target}:{text.strip()}" if target and text else None


def _must_be_on_the_list(scene: Scene, kind: str, field: str, wanted: object) -> None:
    values = scene.values.get(f"{kind}.{field}", ())
    # A role or a status has all its values, whether they are in use or not; `parsed` knows them.
    if not values or wanted is None or type(wanted) is not str:
        return
    if field in PICKLISTS.get(kind, ()) and wanted not in values:
        raise CrmRefused(
            f"“{wanted}” is not on the list for {field}. Nothing was changed."
            f" It may be: {', '.join(values[:20])}{', …' if len(values) > 20 else ''}.",
            (f"{kind}.{field}",),
        )


def _must_exist(scene: Scene, kind: str, field: str, wanted: object) -> None:
    pointed = reference_in(kind, field, str(wanted) if wanted is not None else None)
    if pointed is not None and pointed not in scene.records:
        raise CrmRefused(
            f"The CRM has no {pointed.partition(':')[0]} “{wanted}” for {field}."
            " Nothing was changed."
        )
