"""What a load did: counts per file, what was rejected or doubtful, and what is unknown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.crm.loading.faults import FaultLog
from bot.crm.port import RecordKind

# (kind, column, only deals with this status) and what to say of rows that have nothing there.
_UNKNOWNS: Sequence[tuple[RecordKind, str, str | None, str]] = (
    (RecordKind.PERSON, "email", None, "{} have no e-mail address"),
    (RecordKind.CONTACT, "email", None, "{} have no e-mail address"),
    (RecordKind.CONTACT, "account_id", None, "{} have no account"),
    (RecordKind.DEAL, "account_id", None, "{} have no account"),
    (RecordKind.DEAL, "created_at", None, "{} have no date of creation"),
    (RecordKind.DEAL, "amount", "open", "{} have no amount"),
    (RecordKind.DEAL, "close_date", "open", "{} have no expected close date"),
    (RecordKind.DEAL, "closed_at", "won", "{} have no date of closing"),
    (RecordKind.DEAL, "closed_at", "lost", "{} have no date of closing"),
)
NAMES = {
    RecordKind.PERSON: "people",
    RecordKind.ACCOUNT: "accounts",
    RecordKind.CONTACT: "contacts",
    RecordKind.PRODUCT: "products",
    RecordKind.DEAL: "deals",
    RecordKind.STAGE_CHANGE: "stage changes",
    RecordKind.DEAL_CONTACT: "deal contacts",
    RecordKind.ACTIVITY: "activities",
    RecordKind.USAGE: "usage points",
    RecordKind.LEAD: "leads",
}


@dataclass(slots=True, kw_only=True)
class FileCounts:
    """Rows of one file that became (or would have become) records of one kind."""

    file: str
    kind: RecordKind
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0


@dataclass(slots=True, kw_only=True)
class LoadReport:
    """`loaded`: the records are in the CRM; False: nothing was changed, because of `faults`."""

    faults: FaultLog = field(default_factory=FaultLog)
    warnings: FaultLog = field(default_factory=FaultLog)
    files: list[FileCounts] = field(default_factory=list)
    normalised: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    loaded: bool = False
    seconds: float = 0.0

    @property
    def rejected(self) -> int:
        return sum(counts.rejected for counts in self.files)

    def as_json(self) -> dict[str, Any]:
        """Everything but the faults and warnings, which may be too many to hold."""
        return {
            "loaded": self.loaded,
            "files": [
                {
                    "file": counts.file,
                    "kind": counts.kind.value,
                    "rows": counts.rows,
                    "new": counts.new,
                    "changed": counts.changed,
                    "unchanged": counts.unchanged,
                    "rejected": counts.rejected,
                }
                for counts in self.files
            ],
            "totals": {
                name: sum(getattr(counts, name) for counts in self.files)
                for name in ("rows", "new", "changed", "unchanged", "rejected")
            }
            | {"faults": self.faults.count, "warnings": self.warnings.count},
            "normalised": dict(self.normalised),
            "unknown": dict(self.unknown),
            "seconds": round(self.seconds, 3),
        }


def count_unknown(
    kind: RecordKind, columns: Mapping[str, Sequence[Any]], new: int, into: Counter[str]
) -> None:
    """Adds what these rows don't tell. A column that the file lacks is unknown for `new` rows."""
    for of, column, status, words in _UNKNOWNS:
        if of is not kind:
            continue
        who = f"{status} {NAMES[kind]}" if status else NAMES[kind]
        into[words.format(who)] += _missing(columns, column, status, new)


def _missing(
    columns: Mapping[str, Sequence[Any]], column: str, status: str | None, new: int
) -> int:
    values = columns.get(column)
    if status is None:
        return new if values is None else values.count(None)
    if values is None:
        return min(new, columns["status"].count(status))
    if None not in values:
        return 0
    rows = zip(columns["status"], values, strict=True)
    return [found for found, value in rows if value is None].count(status)
