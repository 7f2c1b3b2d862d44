"""Every table of Daybreak's own database; importing this module is what makes them known."""

from storage.tables import (
    audit,
    decisions,
    executions,
    llm,
    mirror,
    missions,
    outbox,
    people_calendar,
    policies,
    readings,
    slack,
)
from storage.tables.base import metadata

__all__ = [
    "audit",
    "decisions",
    "executions",
    "llm",
    "metadata",
    "mirror",
    "missions",
    "outbox",
    "people_calendar",
    "policies",
    "readings",
    "slack",
]
