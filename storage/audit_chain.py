"""The chain of the audit log, pure: how an entry is hashed, and where a chain is broken."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

ERASED = "audit.erased"  # the kind of entry that says which readable parts were erased
START = "0" * 64  # what the first entry follows
_HASHED = (
    *("workspace", "seq", "at", "by", "kind", "decision_id", "deal_id", "rep_id", "effect_id"),
    *("body", "readable_hash", "prev"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of a chain: who keeps it elsewhere sees later whether the chain was cut."""

    seq: int = 0
    hash: str = START


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Where a chain is broken, and how, in words that follow “entry 7”."""

    seq: int
    what: str

    def __str__(self) -> str:
        return f"entry {self.seq} {self.what}"


def canonical(body: Mapping[str, Any]) -> str:
    """One spelling for one content. ASCII, so that no text can fail to be stored."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), allow_nan=False, default=str)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def entry_hash(row: Mapping[str, Any]) -> str:
    # A JSON list: no two different rows give the same text.
    return sha256(json.dumps([row[name] for name in _HASHED], separators=(",", ":")))


def readable_hash(salt: str, seq: int, body: str) -> str:
    return sha256(f"{salt}.{seq}.{body}")


@dataclass(slots=True)
class Walk:
    """Goes along a chain once. What a broken entry says of itself is taken as it is, so that the
    entries after it are judged on their own.
    """

    anchors: Mapping[int, str] = field(default_factory=dict)
    head: Head = field(default_factory=Head)
    missing: set[int] = field(default_factory=set)  # entries whose readable part is gone
    erased: set[int] = field(default_factory=set)  # those of which the chain says why

    def pass_by(self, row: Mapping[str, Any]) -> Iterator[Fault]:
        """The faults that show at the next row, in the order of `seq`."""
        expected = self.head.seq + 1
        if row["seq"] != expected:
            gap = range(expected, row["seq"])
            yield Fault(seq=expected, what=f"is missing ({len(gap)} in a row are gone)")
        elif row["prev"] != self.head.hash:
            yield Fault(seq=row["seq"], what="does not follow the one before it")
        if entry_hash(row) != row["hash"]:
            yield Fault(seq=row["seq"], what="was altered")
        elif self.anchors.get(row["seq"], row["hash"]) != row["hash"]:
            yield Fault(seq=row["seq"], what="is not the one that was anchored")
        yield from self._readable(row)
        self.head = Head(seq=row["seq"], hash=row["hash"])

    def end(self) -> Iterator[Fault]:
        """The faults that show only when all rows have passed."""
        last = max(self.anchors, default=0)
        if last > self.head.seq:
            yield Fault(
                seq=self.head.seq + 1,
                what=f"and all up to {last}, which was anchored, are cut off",
            )
        for seq in sorted(self.missing - self.erased):
            yield Fault(
                seq=seq, what="lost its readable part, and no entry says that it was erased"
            )

    def _readable(self, row: Mapping[str, Any]) -> Iterable[Fault]:
        if row["kind"] == ERASED:
            self.erased.update(json.loads(row["body"])["entries"])
        if row["readable_hash"] is None:
            return
        if row["salt"] is None:
            self.missing.add(row["seq"])
        elif readable_hash(row["salt"], row["seq"], row["readable"]) != row["readable_hash"]:
            yield Fault(seq=row["seq"], what="has an altered readable part")
