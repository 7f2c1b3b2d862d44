"""What the policies say of an action: allowed, not now, only with somebody's approval, or not."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.people import Role


class Effect(StrEnum):
    """The strictest of all rules that hold is what counts."""

    ALLOW = "allow"
    LATER = "later"  # allowed, but not before `until`
    NEEDS_APPROVAL = "needs_approval"
    DENY = "deny"

    @property
    def strictness(self) -> int:
        return tuple(Effect).index(self)


# Whose word counts as whose: a manager may say what a rep may, and so on.
_COVERED: dict[Role, frozenset[Role]] = {
    Role.REP: frozenset({Role.REP}),
    Role.MANAGER: frozenset({Role.REP, Role.MANAGER}),
    Role.REVOPS: frozenset({Role.REP, Role.MANAGER, Role.REVOPS}),
    Role.COMPLIANCE: frozenset({Role.COMPLIANCE}),
}


def covers(role: Role, needed: Role) -> bool:
    """Whether the word of that role is enough where `needed` is asked for."""
    return needed in _COVERED.get(role, frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """One rule that holds, with the sentence for people.

    `span` is a place in the draft's body where the rule is about words, and `text` those words.
    `approver` is the least role whose approval is enough, `overruled_by` who may lift a denial.
    """

    rule: str
    category: str
    effect: Effect
    reason: str
    span: tuple[int, int] = (0, 0)
    text: str = ""
    approver: Role | None = None
    overruled_by: tuple[Role, ...] = ()
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What all rules together say. `matched` are those that speak against, the strictest first.

    `approver` is set where approval is needed: the least role whose word satisfies all of them.
    `until` is set where it may happen later.
    """

    effect: Effect
    policy_version: str
    matched: tuple[Matched, ...] = ()
    approver: Role | None = None
    until: datetime | None = None

    @property
    def sentence(self) -> str:
        """What a person reads: the reasons of the strictest rules, each once."""
        return " ".join(dict.fromkeys(m.reason for m in self.matched if m.effect is self.effect))
