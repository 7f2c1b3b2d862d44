"""People who work here: who they are, whom they report to, and when their day starts."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import NewType
from zoneinfo import ZoneInfo

PersonId = NewType("PersonId", str)


class Role(StrEnum):
    REP = "rep"
    MANAGER = "manager"
    REVOPS = "revops"
    COMPLIANCE = "compliance"
    ENABLEMENT = "enablement"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: PersonId
    name: str
    role: Role
    email: str | None = None
    manager_id: PersonId | None = None
    team: str | None = None
    region: str | None = None
    territory: str | None = None
    timezone: str = "UTC"
    active: bool = True

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


# Present in every workspace, whatever the CRM says: the operator's own eyes on everything.
REVOPS = Person(id=PersonId("revops"), name="RevOps", role=Role.REVOPS)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkHours:
    """When a person wants the brief, and on which days; weekdays count Monday as 0."""

    brief_at: time = time(8)
    weekdays: frozenset[int] = frozenset(range(5))
    days_off: frozenset[date] = frozenset()

    def works_on(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.days_off
