"""Readings: what was found in documents, so that each is read once by each version of a reader."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic_core import from_json
from sqlalchemy import ColumnElement, FromClause, Row, Select, null, select

from bot.domain.deals import ActivityKind, Direction
from bot.domain.facts import Dated, Document, Fact, FactKind, Party, Reader, Reading, Source
from storage.database import Database
from storage.mirror import documents
from storage.mirror.scope import NOW, is_open
from storage.mirror.statistics import refresh
from storage.statements import insert_new
from storage.tables.mirror import activities, deals
from storage.tables.readings import readings

BATCH = 500
# Looked up by the hundred thousand each morning; calling the class takes four times as long.
_FACTS: Mapping[str, FactKind] = {kind.value: kind for kind in FactKind}
_PARTIES: Mapping[str, Party] = {party.value: party for party in Party}


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """The readings of one workspace; its fiscal year begins in the month `fiscal_start`."""

    database: Database
    workspace: str
    fiscal_start: int = 1

    async def read_new(self, reader: Reader, now: datetime) -> int:
        """Has everything read that open deals' activities say up to `now` and that this version of
        the reader has not read; returns how many documents that were.

        Each batch is stored when it is read, so what a reader that fails loses is one batch.
        """
        unread = await self._unread(reader.version, now)
        for start in range(0, len(unread), BATCH):
            batch = await self._documents(unread[start : start + BATCH])
            found = await reader.read([document for document, _ in batch])
            rows = [
                key | {"reader": reader.version, "body": encoded(reading, document), "read_at": now}
                for (document, key), reading in zip(batch, found, strict=True)
            ]
            async with self.database.write() as connection:
                await connection.execute(insert_new(readings, connection), rows)
        if len(unread) > BATCH:
            await refresh(self.database, [readings])
        return len(unread)

    async def _unread(self, version: str, now: datetime) -> list[Row[Any]]:
        """Activity, text and zone of each document, copies of one text once."""
        on_deals, zone = documents.of_open_deals()
        of_deals = _without_reading(on_deals, zone).where(is_open())
        of_accounts = _without_reading(
            documents.with_authors(activities), documents.zone(null())
        ).where(documents.is_loose(select(deals.c.account_id).where(is_open())))
        parameters = {
            "workspace": self.workspace,
            "reader": version,
            "fiscal_start": self.fiscal_start,
            "now": now,
        }
        async with self.database.read() as connection:
            found = [
                (await connection.execute(q, parameters)).all() for q in (of_deals, of_accounts)
            ]
        return list({(row.text, row.zone): row for rows in found for row in rows}.values())

    async def _documents(self, unread: Sequence[Row[Any]]) -> list[tuple[Document, dict[str, Any]]]:
        """Each document with the key of its reading; what changed meanwhile is left for later."""
        wanted = {row.id: row for row in unread}
        names = ("id", "deal_id", "kind", "direction", "at", "subject", "body", "text")
        query = select(*(activities.c[name] for name in names)).where(
            activities.c.workspace == self.workspace, activities.c.id.in_(wanted)
        )
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [
            (self._document(row, wanted[row.id].zone), self._key(row.text, wanted[row.id].zone))
            for row in rows
            if row.text == wanted[row.id].text
        ]

    def _key(self, text: str, zone: str) -> dict[str, Any]:
        fiscal = {"fiscal_start": self.fiscal_start}
        return {"workspace": self.workspace, "text": text, "zone": zone} | fiscal

    def _document(self, row: Row[Any], zone: str) -> Document:
        return Document(
            id=f"activity:{row.id}",
            deal_id=row.deal_id,
            kind=ActivityKind(row.kind),
            direction=None if row.direction is None else Direction(row.direction),
            at=row.at,
            subject=row.subject or "",
            body=row.body or "",
            zone=zone if _is_zone(zone) else "UTC",
            fiscal_start=self.fiscal_start,
        )


def _without_reading(source: FromClause, zone: ColumnElement[Any]) -> Select[Any]:
    return (
        select(activities.c.id, activities.c.text, zone.label("zone"))
        .select_from(documents.with_readings(source, zone))
        .where(activities.c.text.is_not(None), activities.c.at <= NOW, readings.c.text.is_(None))
    )


def encoded(reading: Reading, document: Document) -> str:
    """A reading as JSON, without what its document says anyway: whose words they are, and when."""
    facts = [
        (
            *(fact.kind, fact.source.field, fact.quote, fact.by, fact.confidence, fact.about),
            _when(fact.when),
            None if fact.source.record == document.id else fact.source.record,
            None if fact.source.at == document.at else _at(fact.source.at),
            *((True,) if fact.by_model else ()),
        )
        for fact in reading.facts
    ]
    content = (reading.language, reading.automatic, facts)
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def decoded(body: str, record: str, at: datetime) -> Reading:
    """The reading of the document that is called `record` and is of that time."""
    language, automatic, facts = from_json(body)
    if not facts:
        return Reading(language=language, automatic=automatic, facts=())
    return Reading(
        language=language,
        automatic=automatic,
        facts=tuple([_fact(fact, record, at) for fact in facts]),
    )


def _fact(fact: Sequence[Any], record: str, at: datetime) -> Fact:
    kind, field, quote, by, confidence, about, when, other_record, other_at, *by_model = fact
    said_at = at if other_at is None else _instant(other_at)
    return Fact(
        kind=_FACTS[kind],
        source=Source(record=other_record or record, field=field, at=said_at),
        quote=quote,
        by=_PARTIES[by],
        confidence=confidence,
        when=None if when is None else _dated(*when),
        about=about,
        by_model=bool(by_model),
    )


def _dated(first: str, last: str, reading: str) -> Dated:
    return Dated(first=date.fromisoformat(first), last=date.fromisoformat(last), reading=reading)


def _when(when: Dated | None) -> tuple[str, str, str] | None:
    if when is None:
        return None
    return when.first.isoformat(), when.last.isoformat(), when.reading


def _at(at: datetime | None) -> str:
    """Empty for a source that has no time, which is not the same as having the document's."""
    return "" if at is None else at.isoformat()


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
