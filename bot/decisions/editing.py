"""Edits: what was entered in a form becomes the decision's new content, if all of it is valid."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, assert_never

from bot.crm.port import CrmSchema
from bot.decisions import deciding, forms
from bot.decisions.deciding import Saying
from bot.decisions.fields import FIELDS_OF, FieldKind, as_instant, fault_in
from bot.decisions.forms import FormField, Shelf
from bot.domain.deals import ContactId
from bot.domain.decisions import (
    Action,
    ChangeStage,
    CreateTask,
    Draft,
    HandOff,
    LogNote,
    RouteLead,
    ScheduleMeeting,
    SendEmail,
    UpdateField,
)
from bot.domain.outcomes import Fault, Faulty, Outcome
from bot.domain.people import Person, PersonId
from bot.policy.approvals import Relation
from bot.policy.permissions import Fields
from storage.cases import Case, Cases
from storage.decision_moves import Move
from storage.mirror.rows import values_of

_STATUSES: Mapping[str, Literal["open", "won", "lost"]] = {
    "open": "open",
    "won": "won",
    "lost": "lost",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """Fills forms and takes them back. `schema` is what the CRM says of itself."""

    cases: Cases
    schema: Callable[[], Awaitable[CrmSchema | None]]

    async def form(
        self, case: Case, by: Person, values: Mapping[str, str] | None = None
    ) -> tuple[FormField, ...]:
        decision = case.decision
        return forms.fields(decision.action, decision.draft, await self._shelf(case, by), values)

    async def edited(
        self, case: Case, its: Relation, say: Saying, values: Mapping[str, str]
    ) -> Move | Outcome:
        decision, shelf = case.decision, await self._shelf(case, say.by)
        given = {name: value.strip() for name, value in values.items()}
        form = forms.fields(decision.action, decision.draft, shelf, given)
        faults = faults_of(form)
        if faults:
            return say.refused(Faulty(faults=faults))
        entered = {one.name: one.value for one in form}
        action = _sent_by(case, changed(decision.action, entered))
        after = replace(
            decision,
            action=action,
            draft=_draft(action, decision.draft, entered, shelf),
            options=() if isinstance(action, SendEmail) else decision.options,
            held=True,
        )
        said = deciding.word(case, its, say)
        if (after.action, after.draft) != (decision.action, decision.draft):
            said = replace(said, version=decision.version + 1)
        return Move(before=decision, after=after, word=said, click=say.click)

    async def _shelf(self, case: Case, by: Person) -> Shelf:
        schema = await self.schema() or CrmSchema()
        return Shelf(
            deal=case.deal,
            contacts=tuple(await self.cases.contacts(case.deal)),
            people=tuple(await self.cases.everybody()),
            schema=schema,
            hidden=Fields.hidden_from(by.role, _by_name(schema)).hidden,
            current=_as_text(values_of(case.deal)) if case.deal else {},
        )


def _as_text(values: Mapping[str, object]) -> dict[str, str]:
    """As a person would enter them; what is no plain value is left out."""
    amounts = {k: f"{v.normalize():f}" for k, v in values.items() if isinstance(v, Decimal)}
    plain = {k: str(v) for k, v in values.items() if isinstance(v, str | int | date)}
    return amounts | plain


def _by_name(schema: CrmSchema) -> Mapping[str, frozenset[str]]:
    return {str(role): names for role, names in schema.hidden.items()}


def faults_of(form: tuple[FormField, ...]) -> tuple[Fault, ...]:
    """Everything that can't be used, each at its field."""
    found = []
    for one in form:
        sentence = _fault(one)
        if sentence is not None:
            found.append(Fault(field=one.name, sentence=sentence))
    return tuple(found)


def changed(action: Action, entered: Mapping[str, str]) -> Action:
    """The action with what was entered, which is valid."""
    match action:
        case SendEmail():
            contact = ContactId(entered["contact"])
            thread = action.thread_id if contact == action.contact_id else None
            return replace(action, contact_id=contact, thread_id=thread)
        case ChangeStage():
            return _stage(action, entered)
        case UpdateField():
            return replace(action, new=entered["new"])
        case CreateTask():
            return replace(
                action,
                title=entered["title"],
                due=date.fromisoformat(entered["due"]),
                note=entered["note"],
                contact_id=ContactId(entered["contact"]) if entered["contact"] else None,
            )
        case LogNote():
            return replace(action, text=entered["text"])
        case ScheduleMeeting():
            return replace(
                action,
                contact_id=ContactId(entered["contact"]),
                title=entered["title"],
                starts_at=as_instant(entered["starts_at"]),
                minutes=int(entered["minutes"]),
                place=entered["place"],
            )
        case RouteLead():
            return replace(action, to_person_id=PersonId(entered["to"]))
        case HandOff():
            return replace(action, to_person_id=PersonId(entered["to"]), note=entered["note"])
        case _:
            assert_never(action)


def _sent_by(case: Case, action: Action) -> Action:
    """Whose it was it stays, while they have to do with the deal; then it is its owner's."""
    owner = case.circle.owner
    if not isinstance(action, SendEmail | ScheduleMeeting) or deciding.has_sender(case):
        return action
    return replace(action, sender_id=owner.id if owner else None)


def _stage(action: ChangeStage, entered: Mapping[str, str]) -> ChangeStage:
    fields = {
        name.removeprefix(FIELDS_OF): value
        for name, value in entered.items()
        if name.startswith(FIELDS_OF)
    }
    return replace(
        action,
        to_stage=entered["to_stage"] or None,
        to_status=_STATUSES[entered["to_status"]],
        lost_reason=entered.get("lost_reason") or None,
        fields=fields,
    )


def _draft(
    action: Action, draft: Draft | None, entered: Mapping[str, str], shelf: Shelf
) -> Draft | None:
    """The address is the contact's own, never what somebody typed."""
    if not isinstance(action, SendEmail):
        return draft
    to = next(c for c in shelf.contacts if c.id == action.contact_id)
    return Draft(
        to=to.email or "",
        subject=entered["subject"],
        body=entered["body"],
        language=draft.language if draft else to.language or "en",
    )


def _fault(one: FormField) -> str | None:
    if not one.value:
        return "This is needed." if one.required else None
    if one.kind is FieldKind.CHOICE and one.value not in {option.value for option in one.options}:
        return "Choose one of the values that are offered."
    return fault_in(one.kind, one.value)
