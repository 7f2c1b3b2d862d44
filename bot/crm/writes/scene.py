"""What a write to the built-in CRM is judged on: the records as they are now, rights and rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from bot.domain.deals import Account, Activity, Contact, Deal, Lead
from bot.domain.people import Person, PersonId, Role
from bot.errors import CrmRefused
from bot.policy.permissions import Fields, sight
from storage.crm.description import RuleRow, StageRow
from storage.crm.records import Record, id_of, kind_of

_WRITERS = frozenset({Role.REP, Role.MANAGER, Role.REVOPS})
_R = TypeVar("_R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """`records` are by `kind:id`. `values` are picklists by `kind.field`; one that is empty takes
    any value. `owners`: whose records the approver may write to. `linked`: the deal's contacts.
    """

    by: Person
    owners: frozenset[PersonId]
    fields: Fields
    records: Mapping[str, Record] = field(hash=False)
    linked: frozenset[str] = frozenset()
    stages: tuple[StageRow, ...] = ()
    rules: tuple[RuleRow, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    def get(self, kind: str, record_id: str, of: type[_R]) -> _R:
        """Raises CrmRefused where the CRM has no such record any more."""
        found = self.find(kind, record_id, of)
        if found is None:
            raise CrmRefused(
                f"The CRM has no {_said(kind)} “{record_id}”, or no longer. Nothing was changed."
            )
        return found

    def find(self, kind: str, record_id: str, of: type[_R]) -> _R | None:
        found = self.records.get(f"{kind}:{record_id}")
        return found if isinstance(found, of) else None

    def record(self, name: str) -> Record:
        """By `kind:id`. Raises CrmRefused where there is none."""
        kind, _, record_id = name.partition(":")
        found = self.records.get(name)
        if found is None:
            raise CrmRefused(
                f"The CRM has no {_said(kind)} “{record_id}”, or no longer. Nothing was changed."
            )
        return found


def reference(record: Record) -> str:
    return f"{kind_of(record)}:{id_of(record)}"


def writable_owners(person: Person, people: Iterable[Person]) -> frozenset[PersonId]:
    """Whose records a person may write to besides their own: those of their team and of everybody
    below them.
    """
    known = list(people)
    mates = {each.id for each in known if person.team is not None and each.team == person.team}
    return sight(person, known).owners | mates | {person.id}


def must_have_rights(scene: Scene, record: Record, deal: Deal | None) -> None:
    """Raises CrmRefused where the approver may not write to the record. A contact or an account
    also belongs to whoever has the deal that it takes part in.
    """
    if not scene.by.active or scene.by.role not in _WRITERS:
        raise CrmRefused(
            f"{scene.by.name} may not write to this CRM. Nothing was changed."
            " Somebody else has to approve it."
        )
    if scene.by.role is Role.REVOPS or not scene.owners.isdisjoint(_owners(scene, record, deal)):
        return
    raise CrmRefused(
        f"{scene.by.name} has no right to change this {_said(kind_of(record))}. Nothing was"
        " changed. Its owner, their team, their managers and RevOps may."
    )


def must_see(scene: Scene, kind: str, name: str) -> None:
    """A field that is hidden from the approver's role can't be written by them either."""
    if scene.by.role is not Role.REVOPS and scene.fields.hides(kind, name):
        raise CrmRefused(
            f"Your role has no access to the field {name} of a {_said(kind)}. Nothing was"
            " changed. Somebody who has it can approve this."
        )


def _owners(scene: Scene, record: Record, deal: Deal | None) -> set[PersonId | None]:
    seller = None if deal is None else deal.owner_id
    match record:
        case Deal():
            return {record.owner_id}
        case Lead():
            # Nobody's lead is for anybody to take or give.
            return {record.owner_id or scene.by.id}
        case Account():
            ours = deal is not None and deal.account_id == record.id
            return {record.owner_id, seller if ours else None}
        case Contact():
            account = scene.records.get(f"account:{record.account_id}")
            owner = account.owner_id if isinstance(account, Account) else None
            ours = deal is not None and record.account_id == deal.account_id is not None
            return {owner, seller if ours or record.id in scene.linked else None}
        case Activity():
            ours = deal is not None and record.deal_id == deal.id
            return {record.person_id, seller if ours else None}
        case _:
            return set()


def _said(kind: str) -> str:
    return kind.replace("_", " ")
