"""A CRM in memory that keeps a log of its changes, pages it, and fails when told to."""

import json
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime

from bot.crm.port import Changes, CrmSchema, Record, RecordKind
from bot.domain.deals import (
    Account,
    Activity,
    Contact,
    Deal,
    DealContact,
    Lead,
    Product,
    StageChange,
    UsagePoint,
)
from bot.domain.people import Person
from bot.errors import BadInput, CrmUnavailable

_KINDS: dict[type[object], RecordKind] = {
    Person: RecordKind.PERSON,
    Account: RecordKind.ACCOUNT,
    Contact: RecordKind.CONTACT,
    Product: RecordKind.PRODUCT,
    Deal: RecordKind.DEAL,
    StageChange: RecordKind.STAGE_CHANGE,
    DealContact: RecordKind.DEAL_CONTACT,
    Activity: RecordKind.ACTIVITY,
    UsagePoint: RecordKind.USAGE,
    Lead: RecordKind.LEAD,
}


class FakeCrm:
    """Implements `bot.crm.port.Crm`. `put` and `remove` are its users at work.

    A read goes kind by kind, as a real CRM's would, and what changes meanwhile comes after it; a
    cursor says which changes it spans, at which kind it is, and the last change given out.
    """

    name = "fake"

    def __init__(self, records: Iterable[Record] = (), *, page: int = 3) -> None:
        self.page = page
        self.described = CrmSchema()
        self.complete_until: datetime | None = None
        self.fails_after: int | None = None  # so many batches
        self.batches = 0
        self._clock = 0
        self._epoch = 0
        self._rows: dict[tuple[RecordKind, str], tuple[int, Record | None]] = {}
        for record in records:
            self.put(record)

    def put(self, *records: Record) -> None:
        for record in records:
            self._clock += 1
            self._rows[_KINDS[type(record)], key_of(record)] = (self._clock, record)

    def remove(self, record: Record) -> None:
        self._clock += 1
        self._rows[_KINDS[type(record)], key_of(record)] = (self._clock, None)

    def forget(self) -> None:
        """No longer knows its cursors, nor what was ever deleted."""
        self._epoch += 1
        self._rows = {key: row for key, row in self._rows.items() if row[1] is not None}

    def records(self) -> list[Record]:
        return [record for _, record in self._rows.values() if record is not None]

    async def schema(self) -> CrmSchema:
        self._answer()
        return self.described

    async def changes(self, since: str | None) -> AsyncIterator[Changes]:
        epoch, start, upto, step, last = (
            json.loads(since) if since else [self._epoch, 0, self._clock, 0, 0]
        )
        if epoch != self._epoch:
            raise BadInput("That cursor is not known here. Nothing was read.")
        kinds = list(RecordKind)
        while True:
            for index in range(step, len(kinds)):
                last = last if index == step else start
                while rows := self._next(kinds[index], last, upto):
                    last = rows[-1][0]
                    self._answer()
                    self.batches += 1
                    cursor = json.dumps([epoch, start, upto, index, last])
                    yield _batch(kinds[index], rows, cursor)
            if upto == self._clock:
                return
            start, upto, step, last = upto, self._clock, 0, upto

    async def as_of(self) -> datetime | None:
        return self.complete_until

    def url(self, kind: RecordKind, record_id: str) -> str | None:
        return f"https://crm.example/{kind}/{record_id}"

    def _next(self, kind: RecordKind, last: int, upto: int) -> list[tuple[int, str, Record | None]]:
        rows = sorted(
            (number, key, record)
            for (of, key), (number, record) in self._rows.items()
            if of is kind and last < number <= upto
        )
        return rows[: self.page]

    def _answer(self) -> None:
        if self.fails_after is not None and self.batches >= self.fails_after:
            raise CrmUnavailable("The CRM does not answer. Nothing was read.")


def key_of(record: Record) -> str:
    """The port's key of a record; of one without an id its parts, joined."""
    match record:
        case StageChange():
            at = record.at.astimezone(UTC).isoformat()
            return _joined(record.deal_id, at, record.to_stage)
        case DealContact():
            return _joined(record.deal_id, record.contact_id)
        case UsagePoint():
            return _joined(record.account_id, record.metric, record.day.isoformat())
        case _:
            return record.id


def _joined(*parts: str) -> str:
    return "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)


def _batch(kind: RecordKind, rows: list[tuple[int, str, Record | None]], cursor: str) -> Changes:
    return Changes(
        kind=kind,
        records=[record for _, _, record in rows if record is not None],
        deleted=[key for _, key, record in rows if record is None],
        cursor=cursor,
    )
