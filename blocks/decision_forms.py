"""Forms about a decision: edit, reject, put off, give to a colleague, ask, confirm by typing."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from blocks import forms, ids, kit
from blocks.kit import Choice, Json
from blocks.text import clip, one_line
from bot.decisions.fields import FieldKind
from bot.decisions.forms import FormField
from bot.decisions.proposing import Wish
from bot.decisions.viewing import Form
from bot.domain.briefs import DecisionRef
from bot.domain.lifecycle import Decision, RejectReason, SnoozeUntil
from bot.domain.people import Person

REASON, NOTE, UNTIL, DAY, TO, TYPED = "reason", "note", "until", "day", "to", "typed"
_NOTE, _TYPED = 1000, 250
_REASONS = (
    (RejectReason.WRONG_FACT, "A fact is wrong"),
    (RejectReason.WRONG_TIME, "It is the wrong time"),
    (RejectReason.WRONG_TONE, "The tone is wrong"),
    (RejectReason.ALREADY_DONE, "It is done already"),
    (RejectReason.NOT_RELEVANT, "It is not relevant"),
    (RejectReason.POLICY, "It is against our rules"),
    (RejectReason.NOT_MINE, "It is not mine to do"),
    (RejectReason.OTHER, "Another reason"),
)
_UNTIL = (
    (SnoozeUntil.DATE, "Until a day"),
    (SnoozeUntil.REPLY, "Until the buyer writes"),
    (SnoozeUntil.CHANGE, "Until something about the deal changes"),
)
WISHES = {
    Wish.NOTE: "Log a note …",
    Wish.TASK: "Plan a task …",
    Wish.MEETING: "Plan a meeting …",
    Wish.STAGE: "Change the stage …",
    Wish.HAND_OFF: "Hand it off …",
}
# What one field of a form takes; a longer text goes into several, one after the other.
_PART = 3000


def reference(decision: Decision) -> DecisionRef:
    return DecisionRef(id=decision.id, version=decision.version, digest=decision.digest)


def edit_form(made: Form) -> Json:
    """All that can be changed, filled in as it stands. Saving sends nothing."""
    drawn = [kit.section(made.subject, most=150)]
    drawn += [block for one in made.fields for block in _drawn(one)]
    drawn.append(kit.aside("Saving changes the proposal only. Nothing happens until you approve."))
    held = _carried(reference(made.decision))
    return forms.form("Edit", ids.EDIT_FORM, drawn, submit="Save", metadata=held)


def wish_form(made: Form, held: str) -> Json:
    """The same for what a person asks for; `held` names the deal and the wish."""
    drawn = [kit.section(made.subject, most=150)]
    drawn += [block for one in made.fields for block in _drawn(one, ids.REDRAW_WISH)]
    drawn.append(kit.aside("You get a card of it. Nothing happens until you approve that."))
    title = WISHES[Wish(made.decision.action.type)].rstrip(" …")
    return forms.form(title, ids.WISH_FORM, drawn, submit="Propose", metadata=held)


def lead_form(made: Form, held: str) -> Json:
    """Whom a lead is given to; `held` names the lead."""
    drawn = [kit.section(made.subject, most=150)]
    drawn += [block for one in made.fields for block in _drawn(one)]
    drawn.append(kit.aside("You get a card of it. Nothing happens until you approve that."))
    return forms.form("Give the lead", ids.LEAD_FORM, drawn, submit="Propose", metadata=held)


def reject_form(ref: DecisionRef) -> Json:
    reasons = [Choice(text, reason) for reason, text in _REASONS]
    drawn = [
        forms.field(REASON, "Why not?", forms.one_of(reasons)),
        forms.field(NOTE, "Anything to add", forms.text(lines=True, most=_NOTE), is_optional=True),
    ]
    return forms.form("Reject", ids.REJECT_FORM, drawn, submit="Reject", metadata=_carried(ref))


def snooze_form(ref: DecisionRef, tomorrow: date) -> Json:
    until = [Choice(text, kind) for kind, text in _UNTIL]
    drawn = [
        forms.field(UNTIL, "Put it off", forms.one_of(until, until[0])),
        forms.field(
            DAY,
            "Day",
            forms.day(tomorrow),
            hint="It comes back at 08:00 of that day, or before if what you wait for happens.",
            is_optional=True,
        ),
    ]
    return forms.form("Put off", ids.SNOOZE_FORM, drawn, submit="Put off", metadata=_carried(ref))


def delegate_form(ref: DecisionRef, able: Sequence[Person]) -> Json:
    """`able` may see the deal and decide."""
    people = [Choice(clip(one_line(one.name), 75), one.id) for one in able]
    drawn = [
        forms.field(TO, "Who shall decide?", forms.one_of(people)),
        forms.field(NOTE, "A word to them", forms.text(lines=True, most=_NOTE), is_optional=True),
    ]
    return forms.form(
        "Give to a colleague", ids.DELEGATE_FORM, drawn, submit="Give", metadata=_carried(ref)
    )


def context_form(ref: DecisionRef) -> Json:
    drawn = [forms.field(NOTE, "What do you want to know?", forms.text(lines=True, most=_NOTE))]
    return forms.form("Ask", ids.CONTEXT_FORM, drawn, submit="Ask", metadata=_carried(ref))


def typed_form(ref: DecisionRef, phrase: str, reasons: Iterable[str]) -> Json:
    """The name is shown to be copied by hand: a click alone is too easily made."""
    drawn = [
        kit.section(" ".join(reasons), most=1000),
        forms.field(
            TYPED,
            "Type the deal's name to approve",
            forms.text(most=_TYPED),
            hint=clip(one_line(phrase), 250),
        ),
    ]
    return forms.form("Approve", ids.TYPED_FORM, drawn, submit="Approve", metadata=_carried(ref))


def _carried(ref: DecisionRef) -> str:
    return ids.encode_decision(ref)


def _drawn(one: FormField, redraw: str = ids.REDRAW) -> list[Json]:
    if one.kind is FieldKind.LONG_TEXT and len(one.value) > _PART:
        return _in_parts(one)
    element = _element(one)
    if one.redraws:
        element["action_id"] = redraw
    made = forms.field(one.name, one.label, element, hint=one.hint, is_optional=not one.required)
    return [made | {"dispatch_action": True} if one.redraws else made]


def _in_parts(one: FormField) -> list[Json]:
    parts = [one.value[at : at + _PART] for at in range(0, len(one.value), _PART)]
    return [
        forms.field(
            one.name if place == 0 else f"{one.name}+{place}",
            one.label if place == 0 else f"{one.label}, continued",
            forms.text(part, lines=True),
            is_optional=place > 0,
        )
        for place, part in enumerate(parts)
    ]


def _element(one: FormField) -> Json:
    match one.kind:
        case FieldKind.CHOICE:
            choices = [Choice(clip(one_line(o.label), 75), o.value) for o in one.options]
            initial = next((c for c in choices if c.value == one.value), None)
            return forms.one_of(choices, initial)
        case FieldKind.DATE:
            return forms.day(date.fromisoformat(one.value) if one.value else None)
        case FieldKind.INSTANT:
            return forms.instant(datetime.fromisoformat(one.value) if one.value else None)
        case FieldKind.LONG_TEXT:
            return forms.text(one.value, lines=True)
        case _:
            return forms.text(one.value)
