"""Every table of Daybreak's own database; importing this module is what makes them known."""

from storage.tables import (
    audit,
    decisions,
    executions,
    history,
    llm,
    mirror,
    missions,
    outbox,
    people_calendar,
    policies,
    questions,
    readings,
    slack,
)
from storage.tables.base import metadata

__all__ = [
    "audit",
    "decisions",
    "executions",
    "history",
    "llm",
    "metadata",
    "mirror",
    "missions",
    "outbox",
    "people_calendar",
    "policies",
    "questions",
    "readings",
    "slack",
]
