"""The value of an answer, drawn by blocks and printed by the command line, and the refusals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bot.answers.model import Unit
from bot.answers.plan import Intent, Plan, plan_json
from storage.answers.query import Cell


class Status(StrEnum):
    ANSWERED = "answered"
    CLARIFY = "clarify"
    DECLINED = "declined"
    FORBIDDEN = "forbidden"
    UNSUPPORTED = "unsupported"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A change in the words in which it is asked for, of just this deal."""

    deal_id: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several readings, as a person picks it: a plan or a change; with neither of them it
    says what to type.
    """

    label: str
    plan: Plan | None = None
    change: Meant | None = None


class Refused(Exception):
    """Why there are no figures, for whoever asked; a clarification comes with its choices."""

    def __init__(self, status: Status, reason: str, choices: Sequence[Choice] = ()) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.choices = tuple(choices)


class SmallTalk(Refused):
    """A greeting or thanks: nothing was asked, and so nothing is refused."""

    def __init__(self, reply: str) -> None:
        super().__init__(Status.UNSUPPORTED, reply)


class NotProposed(Refused):
    """A change was asked for, and no decision was made of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A column: its label, its unit if it holds figures, and what its cells are ids or names of.
    One that `is_change` is told by two others beside it.
    """

    label: str
    unit: Unit | None = None
    to: str | None = None
    is_change: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows as people read them; `keys` are the ids and raw values behind each row's first cells,
    for links and for "show the deals". `total` counts the rows before any limit.
    """

    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    keys: tuple[tuple[Cell, ...], ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said to one question. `text` has the figure first; `notes` are said below it.

    `unread`: rules could not read it, and a model was not asked yet.
    """

    status: Status
    text: str
    interpretation: str = ""
    plan: Plan | None = None
    table: Table | None = None
    value: Cell = None
    unit: Unit | None = None
    definition: str = ""
    scope: str = ""
    data_as_of: datetime | None = None
    notes: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    reason: str = ""
    records: Plan | None = None  # lists the records that the figure rests on
    suggestions: tuple[Choice, ...] = ()
    unread: bool = False
    decision_id: str = ""  # what waits for approval, where a change was asked for

    def json(self) -> dict[str, Any]:
        """The document that `daybreak ask --json` prints."""
        table = self.table or Table(headings=(), rows=())
        columns, rows = _with_ids(self.plan, table)
        return {
            "status": self.status.value,
            "interpretation": self.interpretation,
            "plan": None if self.plan is None else plan_json(self.plan),
            "columns": columns,
            "rows": [[plain(cell) for cell in row] for row in rows],
            "value": plain(self.value),
            "definition": self.definition,
            "scope": self.scope,
            "data_as_of": None if self.data_as_of is None else self.data_as_of.isoformat(),
            "text": f"{self.text} Decision {self.decision_id}." if self.decision_id else self.text,
            "notes": list(self.notes),
            "choices": [choice.label for choice in self.choices],
            "reason": self.reason,
        }


def _with_ids(plan: Plan | None, table: Table) -> tuple[list[str], list[tuple[Cell, ...]]]:
    """Records of a list come with their ids in front: names need not be unique."""
    labels, rows = [heading.label for heading in table.headings], list(table.rows)
    if plan is None or plan.intent is not Intent.LIST or len(table.keys) != len(rows):
        return labels, rows
    return ["id", *labels], [(*key[:1], *row) for key, row in zip(table.keys, rows, strict=True)]


def plain(cell: Cell) -> str | int | float | bool | None:
    """A cell as JSON has it: numbers as numbers, whole ones without a point."""
    match cell:
        case Decimal():
            return int(cell) if cell == cell.to_integral_value() else float(cell)
        case datetime() | date():
            return cell.isoformat()
        case _:
            return cell
