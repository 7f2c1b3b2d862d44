"""What a person may see: whose deals, and which fields; what is not clearly allowed is hidden."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bot.domain.deals import Account, Contact, Deal, DealContact, StageChange
from bot.domain.missions import Touch
from bot.domain.people import Person, PersonId, Role

_EVERYTHING = frozenset({Role.REVOPS, Role.COMPLIANCE, Role.AUDITOR})
_KINDS = frozenset(
    (
        *("person", "account", "contact", "product", "deal"),
        *("stage_change", "deal_contact", "activity", "usage", "lead"),
    )
)
_ANY = "*"

_Record = TypeVar("_Record", Account, Contact, Deal)
# Fields without which a record can't be spoken of; a hidden one is replaced, not taken away.
_STAND_INS: Mapping[str, Callable[[Any], object]] = {
    "name": lambda record: record.id,
    "stage": lambda record: "",
}
# Needed to know whose record it is and that it is the person's business at all.
_KEPT = frozenset({"id", "version", "owner_id", "status", "custom", "email_consent"})
_OF_A_TOUCH = (
    *("direction", "contact_id", "person_id", "subject", "thread_id"),
    *("due_at", "done_at"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Whose deals a person may see: everybody's, or those of `owners`."""

    everything: bool
    owners: frozenset[PersonId]

    def covers(self, owner: PersonId) -> bool:
        return self.everything or owner in self.owners


def sight(person: Person, people: Iterable[Person]) -> Sight:
    """A rep sees their own deals, a manager also those of everybody below, revops, compliance and
    auditors all. Who has left sees nothing, and enablement no deals.
    """
    if not person.active or person.role is Role.ENABLEMENT:
        return Sight(everything=False, owners=frozenset())
    if person.role in _EVERYTHING:
        return Sight(everything=True, owners=frozenset())
    if person.role is not Role.MANAGER:
        return Sight(everything=False, owners=frozenset({person.id}))
    return Sight(everything=False, owners=_below(person.id, people))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Which fields are hidden from somebody, as `kind.field`, with `*` for any field or kind."""

    hidden: frozenset[str]

    @classmethod
    def hidden_from(cls, role: Role, hidden: Mapping[str, Collection[str]]) -> "Fields":
        """From what the CRM's schema says by role. A name that can't be read as `kind.field`
        hides the field of that name in every kind.
        """
        return cls(hidden=frozenset(_readable(name) for name in hidden.get(role, ())))

    def hides(self, kind: str, field: str) -> bool:
        if not self.hidden:
            return False
        names = (f"{kind}.{field}", f"{kind}.{_ANY}", f"{_ANY}.{field}", f"{_ANY}.{_ANY}")
        return not self.hidden.isdisjoint(names)

    def deal(self, deal: Deal) -> Deal:
        return self._shown("deal", deal)

    def account(self, account: Account) -> Account:
        return self._shown("account", account)

    def contact(self, contact: Contact) -> Contact:
        return self._shown("contact", contact)

    def link(self, link: DealContact) -> DealContact:
        if not self.hidden:
            return link
        hidden = self.hides("deal_contact", "role") or self.hides("contact", "role")
        return replace(link, role=None) if hidden else link

    def stage_change(self, change: StageChange) -> StageChange | None:
        """None where what it would tell is hidden, here or as the deal's own stage."""
        if not self.hidden:
            return change
        if self.hides("deal", "stage") or self._hides_any("stage_change", "to_stage", "at"):
            return None
        if self.hides("stage_change", "from_stage"):
            change = replace(change, from_stage=None)
        return replace(change, by=None) if self.hides("stage_change", "by") else change

    def touch(self, touch: Touch) -> Touch | None:
        """None where even that and when it happened is hidden."""
        if not self.hidden:
            return touch
        if self._hides_any("activity", "kind", "at"):
            return None
        gone: dict[str, Any] = {name: None for name in _OF_A_TOUCH if self.hides("activity", name)}
        return replace(touch, **gone)

    def usage(self, metric: str) -> bool:
        """Whether the values of a metric may be seen."""
        return not self._hides_any("usage", "value", "day", "metric", "account_id", metric)

    def _hides_any(self, kind: str, *fields: str) -> bool:
        return any(self.hides(kind, field) for field in fields)

    def _shown(self, kind: str, record: _Record) -> _Record:
        if not self.hidden:
            return record
        names = (name for name in type(record).__slots__ if name not in _KEPT)
        changed: dict[str, Any] = {
            name: _STAND_INS.get(name, _nothing)(record) for name in names if self.hides(kind, name)
        }
        custom = {k: v for k, v in record.custom.items() if not self._hides_custom(kind, k)}
        return replace(record, custom=custom, **changed)

    def _hides_custom(self, kind: str, name: str) -> bool:
        return self._hides_any(kind, "custom", name, f"custom.{name}")


def _nothing(record: object) -> None:
    return None


def _readable(name: str) -> str:
    kind, dot, field = name.strip().partition(".")
    if dot and field and kind in _KINDS | {_ANY}:
        return f"{kind}.{field}"
    return f"{_ANY}.{name.strip().rpartition('.')[2] or _ANY}"


def _below(manager: PersonId, people: Iterable[Person]) -> frozenset[PersonId]:
    """The manager and everybody who reports to them, at any depth; circles do no harm."""
    reports: dict[PersonId | None, list[PersonId]] = {}
    for person in people:
        reports.setdefault(person.manager_id, []).append(person.id)
    found = {manager}
    waiting = [manager]
    while waiting:
        new = [each for each in reports.get(waiting.pop(), ()) if each not in found]
        found.update(new)
        waiting.extend(new)
    return frozenset(found)
