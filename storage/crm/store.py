"""The built-in CRM's records one by one: found, put, deleted.

Writes keep what loading keeps: a version that grows with each real change, change numbers in the
order of commits, the history of stages, and a trace of what is gone.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.deals import Deal, StageChange
from bot.errors import BadInput
from storage.crm import description, sets
from storage.crm.clock import Numbers
from storage.crm.loading import Loading, encoder
from storage.crm.records import Record, kind_of, record_of, values_of
from storage.crm.references import REFERENCES, WhenGone
from storage.crm.tables import KINDS, deals, deleted
from storage.database import Database


class CrmStore:
    """Domain records in and out of the built-in CRM."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, kind: str, record_id: str) -> Record | None:
        table = KINDS[kind]
        async with self._database.read() as connection:
            row = (await connection.execute(select(table).where(table.c.id == record_id))).first()
        return None if row is None else record_of(kind, row)

    async def put(self, records: Sequence[Record], at: datetime, by: str | None = None) -> int:
        """Adds or replaces records; returns how many were new or really changed.

        A deal whose stage differs gets a stage change, `at` that instant, `by` that person.
        Raises BadInput where a required field is empty, in the words of the CRM's rule.
        """
        async with self._database.write() as connection:
            await _check_rules(connection, records)
            moves = await _moves(connection, records, at, by)
            loading = await Loading.begin(connection)
            done = 0
            by_kind: defaultdict[str, list[Record]] = defaultdict(list)
            for record in (*records, *moves):
                by_kind[kind_of(record)].append(record)
            for kind in KINDS:
                if by_kind[kind]:
                    done += await _put_kind(loading, kind, by_kind[kind])
            await loading.close(())
        return done

    async def delete(self, kind: str, ids: Sequence[str]) -> int:
        """Deletes records with what only makes sense with them; returns how many there were.

        Raises BadInput while records that can't be without one of them point to it.
        """
        async with self._database.write() as connection:
            numbers = await Numbers.hold(connection)
            done = 0
            for record_id in ids:
                done += await delete_record(connection, numbers, kind, record_id)
            await numbers.save()
        return done


async def _put_kind(loading: Loading, kind: str, records: Sequence[Record]) -> int:
    load = await loading.open(kind, {})
    rows = [values_of(record) for record in records]
    columns: dict[str, list[Any]] = {}
    for name in rows[0]:
        encode = encoder(kind, name, loading.dialect)
        values = [row[name] for row in rows]
        if name == "custom":
            values = [json.dumps(value) for value in values]
        elif encode is not None:
            values = [encode(value) for value in values]
        columns[name] = values
    stored = await load.put(columns)
    lists = description.PICKLISTS.get(kind, ())
    await loading.finish(load, {name: set(columns[name]) - {None} for name in lists})
    return stored.new + stored.changed


async def _moves(
    connection: AsyncConnection, records: Sequence[Record], at: datetime, by: str | None
) -> list[StageChange]:
    """The stage changes that putting these records means, beyond those among them."""
    told = {(each.deal_id, each.to_stage) for each in records if isinstance(each, StageChange)}
    given = [each for each in records if isinstance(each, Deal)]
    before = await sets.raw_rows(connection, deals, [each.id for each in given])
    place = [column.name for column in deals.c].index("stage")
    return [
        StageChange(deal_id=deal.id, from_stage=was, to_stage=deal.stage, at=at, by=by)
        for deal in given
        if deal.id in before
        and (was := before[deal.id][place]) != deal.stage
        and (deal.id, deal.stage) not in told
    ]


async def _check_rules(connection: AsyncConnection, records: Sequence[Record]) -> None:
    rules = await description.rules_of(connection)
    stages = {(each.pipeline, each.name): each for each in await description.stages_of(connection)}
    for record in records:
        values = values_of(record)
        for rule in rules:
            due = rule.when_field is None or str(values.get(rule.when_field)) == rule.when_value
            if rule.kind == kind_of(record) and due and not values.get(rule.field):
                raise BadInput(f"{rule.message} Nothing was changed. Fill in {rule.field} first.")
        if isinstance(record, Deal):
            _check_stage(record, values, stages.get((record.pipeline or "", record.stage)))


def _check_stage(deal: Deal, values: Mapping[str, Any], stage: description.StageRow | None) -> None:
    lacking = [name for name in (stage.required if stage else ()) if not values.get(name)]
    if lacking:
        raise BadInput(
            f"“{deal.name}” can't be in stage “{deal.stage}” without {' and '.join(lacking)}."
            f" Nothing was changed. Fill in {' and '.join(lacking)} first."
        )


async def delete_record(
    connection: AsyncConnection, numbers: Numbers, kind: str, record_id: str
) -> int:
    """Deletes a record with what only makes sense with it; returns how many there were, 0 or 1."""
    table = KINDS[kind]
    for (other, column), (target, when_gone) in REFERENCES.items():
        if target == kind:
            await _let_go(connection, numbers, other, column, record_id, when_gone)
    gone = delete(table).where(table.c.id == record_id).returning(table.c.version)
    version = (await connection.execute(gone)).scalar_one_or_none()
    if version is None:
        return 0
    await connection.execute(
        insert(deleted).values(kind=kind, id=record_id, version=version, changed=numbers.take()[0])
    )
    return 1


async def _let_go(
    connection: AsyncConnection,
    numbers: Numbers,
    kind: str,
    column: str,
    record_id: str,
    when_gone: WhenGone,
) -> None:
    """Prepares the records of a kind that point to a record for its end."""
    table = KINDS[kind]
    pointing = select(table.c.id).where(table.c[column] == record_id)
    for each in (await connection.execute(pointing)).scalars().all():
        match when_gone:
            case WhenGone.REFUSE:
                raise BadInput(
                    f"{kind} “{each}” has “{record_id}” as its {column}. Nothing was deleted."
                    " Give it another one first."
                )
            case WhenGone.GO_TOO:
                await delete_record(connection, numbers, kind, each)
            case WhenGone.FORGET:
                forgotten: dict[str, Any] = {column: None, "version": table.c.version + 1}
                forgotten["changed"] = numbers.take()[0]
                changed = update(table).where(table.c.id == each)
                await connection.execute(changed.values(forgotten))
