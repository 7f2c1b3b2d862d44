"""Who may say yes to a decision, and whose yes is enough: pure; what is unclear is refused."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, field_validator

from bot.domain.people import Person, PersonId, Role
from bot.policy.amounts import Currencies, Money, Worth
from bot.text.yaml import read_yaml

# Who may change records in the CRM at all; the others read.
DECIDERS = frozenset({Role.REP, Role.MANAGER, Role.REVOPS})
_SEE_ALL = frozenset({Role.REVOPS, Role.COMPLIANCE, Role.AUDITOR})
_OWNERS_SIDE_ROLES = ("owner", "delegate", "stand_in")
Closing = Literal["won", "lost"]


class Relation(StrEnum):
    """How somebody stands to a decision; who stands in none of these ways has no word on it."""

    OWNER = "owner"
    DELEGATE = "delegate"  # asked by the owner's side to decide this one
    STAND_IN = "stand_in"  # decides while the owner is away
    ABOVE = "above"  # the owner reports to them, directly or not
    REVOPS = "revops"
    WITNESS = "witness"  # sees the deal and may speak about it, but decides nothing


_OWNERS_SIDE = frozenset(Relation(name) for name in _OWNERS_SIDE_ROLES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """The people around a decision, as the CRM has them now. `above` are the owner's managers, the
    nearest first; `owner` is None where the deal belongs to nobody who is known.
    """

    owner: Person | None
    above: tuple[Person, ...] = ()
    revops: tuple[Person, ...] = ()
    delegate: PersonId | None = None
    away: frozenset[PersonId] = frozenset()

    @property
    def stand_in(self) -> Person | None:
        """The nearest manager who is there, while the owner is not."""
        if self.owner is None or (self.owner.active and self.owner.id not in self.away):
            return None
        return next((p for p in self.above if _decides(p) and p.id not in self.away), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a decision is about, as far as it matters who approves it."""

    action: str
    worth: Worth
    executive: bool = False
    closing: Closing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One thing that needs somebody's word: whose, and why in a sentence."""

    rule: str
    reason: str
    covered_by: frozenset[Role]
    own: bool = True
    two: bool = False
    after_owner: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Yes:
    """That one person agreed to exactly this content."""

    person: Person
    relation: Relation


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class When(_Part):
    executive: bool | None = None
    closing: Closing | None = None
    amount_from: Decimal | None = None

    def holds(self, matter: Matter) -> bool:
        if self.executive is not None and matter.executive is not self.executive:
            return False
        if self.closing is not None and matter.closing != self.closing:
            return False
        return self.amount_from is None or matter.worth.reaches(self.amount_from)


class Rule(_Part):
    id: str
    reason: str
    actions: tuple[str, ...] = ()
    when: When = When()
    covered_by: tuple[Role, ...] = tuple(DECIDERS)
    limits: dict[Role, Decimal] = Field(default_factory=dict)
    own: bool = True
    two: bool = False
    after_owner: bool = False
    typed: bool = False

    def holds(self, matter: Matter) -> bool:
        return (not self.actions or matter.action in self.actions) and self.when.holds(matter)

    def demand(self, matter: Matter, unrated: str) -> Demand:
        """`unrated`: why the amount counts as large, where it can't be compared."""
        goes_by_amount = bool(self.limits) or self.when.amount_from is not None
        return Demand(
            rule=self.id,
            reason=f"{unrated} {self.reason}" if unrated and goes_by_amount else self.reason,
            covered_by=frozenset(role for role in self.covered_by if self._allows(role, matter)),
            own=self.own,
            two=self.two,
            after_owner=self.after_owner,
        )

    def _allows(self, role: Role, matter: Matter) -> bool:
        limit = self.limits.get(role)
        return role in DECIDERS and (limit is None or not matter.worth.exceeds(limit))


class Patience(_Part):
    """When the clock speaks to whoever has not answered."""

    remind_hours: float
    escalate_hours: float
    escalate_amount: Decimal

    @property
    def remind_after(self) -> timedelta:
        return timedelta(hours=self.remind_hours)

    @property
    def escalate_after(self) -> timedelta:
        return timedelta(hours=self.escalate_hours)


class Approvals(_Part):
    """The rules in force, versioned by their content."""

    currencies: Currencies
    rules: tuple[Rule, ...]
    bulk: frozenset[str]
    executives: tuple[re.Pattern[str], ...]
    patience: Patience
    _version: str = PrivateAttr(default="")

    @classmethod
    def load(cls) -> Self:
        text = Path(__file__).with_name("approvals.yaml").read_text("utf-8")
        made = cls.model_validate(read_yaml(text))
        made._version = hashlib.sha256(text.encode()).hexdigest()[:12]
        return made

    @field_validator("executives", mode="before")
    @classmethod
    def _as_patterns(cls, given: Iterable[str]) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(rf"(?<!\w)(?:{text})(?!\w)") for text in given)

    @property
    def version(self) -> str:
        return self._version

    def is_executive(self, title: str | None) -> bool:
        folded = _folded(title or "")
        return any(pattern.search(folded) for pattern in self.executives)

    def demands(self, matter: Matter) -> tuple[Demand, ...]:
        unrated = self.currencies.explained(matter.worth)
        return tuple(rule.demand(matter, unrated) for rule in self.rules if rule.holds(matter))

    def is_large(self, money: Money) -> bool:
        """Whether somebody above is asked where nobody answers."""
        return self.currencies.worth([money]).reaches(self.patience.escalate_amount)

    def wants_typing(self, matter: Matter) -> bool:
        return bool(self.typing_reasons(matter))

    def typing_reasons(self, matter: Matter) -> tuple[str, ...]:
        return tuple(rule.reason for rule in self.rules if rule.typed and rule.holds(matter))


def relation(person: Person, circle: Circle) -> Relation | None:
    """None for whom it is not to decide, whatever they may see."""
    owner = circle.owner
    if owner is None or not _decides(person):
        return None
    if person.id == owner.id:
        return Relation.OWNER
    if person.id == circle.delegate and sees(person, circle):
        return Relation.DELEGATE
    if circle.stand_in is not None and person.id == circle.stand_in.id:
        return Relation.STAND_IN
    if person.role is Role.MANAGER and any(person.id == p.id for p in circle.above):
        return Relation.ABOVE
    return Relation.REVOPS if person.role is Role.REVOPS else None


def sees(person: Person, circle: Circle) -> bool:
    """The same as `permissions.sight` says, asked from the deal's side."""
    if not person.active or person.role is Role.ENABLEMENT or circle.owner is None:
        return False
    if person.role in _SEE_ALL or person.id == circle.owner.id:
        return True
    return person.role is Role.MANAGER and any(person.id == p.id for p in circle.above)


def uncovered(demands: Iterable[Demand], said: Iterable[Yes], circle: Circle) -> tuple[Demand, ...]:
    """The demands that these words do not satisfy yet; empty: it is approved."""
    words = tuple(said)
    return tuple(demand for demand in demands if not _is_covered(demand, words, circle))


def who_covers(demands: Iterable[Demand], said: Iterable[Yes], circle: Circle) -> Person | None:
    """The nearest person whose word satisfies all of them; None: nobody who is here can."""
    open_demands, words = tuple(demands), tuple(said)
    owner: tuple[Person, ...] = (circle.owner,) if circle.owner else ()
    for person in (*owner, *circle.above, *circle.revops):
        its = relation(person, circle)
        if its is None or person.id in circle.away:
            continue
        if not uncovered(open_demands, (*words, Yes(person=person, relation=its)), circle):
            return person
    return None


def _is_covered(demand: Demand, words: tuple[Yes, ...], circle: Circle) -> bool:
    people = {yes.person.id for yes in words}
    if demand.two and len(people) < 2:
        return False
    agreed = any(yes.relation in _OWNERS_SIDE for yes in words)
    if demand.after_owner and not agreed:
        return False
    return any(
        yes.person.role in demand.covered_by
        and (demand.own or circle.owner is None or yes.person.id != circle.owner.id)
        for yes in words
    )


def _decides(person: Person) -> bool:
    return person.active and person.role in DECIDERS


def _folded(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).replace(".", "")
