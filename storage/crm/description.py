"""What describes the built-in CRM's records: stages, values in use, rights, rules, teams."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crm.tables import hidden_fields, people, picklist_values, rules, stages
from storage.database import Database

# The fields whose values in use are worth knowing: few values, many records.
PICKLISTS: Mapping[str, tuple[str, ...]] = {
    "person": ("role", "team", "region", "territory"),
    "account": ("industry", "country"),
    "contact": ("role", "language", "email_consent"),
    "product": ("family",),
    "deal": ("stage", "status", "pipeline", "currency", "forecast_category", "lost_reason"),
    "deal_contact": ("role",),
    "activity": ("kind", "direction"),
    "usage": ("metric",),
    "lead": ("source", "status", "country"),
}
PICKLIST_LIMIT = 500  # a field with more values is free text
PICKLIST_LENGTH = 200  # and so is a longer value


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRow:
    pipeline: str
    name: str
    position: int
    required: tuple[str, ...] = ()
    given: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """`field` must be filled where `when_field` is `when_value`, or always where that is None."""

    id: str
    kind: str
    field: str
    message: str
    when_field: str | None = None
    when_value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """`picklists` and `hidden` speak of `kind.field`; `hidden` is by role."""

    stages: tuple[StageRow, ...]
    picklists: Mapping[str, tuple[str, ...]]
    hidden: Mapping[str, frozenset[str]]
    rules: tuple[RuleRow, ...]
    teams: tuple[str, ...]


class CrmDescription:
    """Reads and sets the description of the records."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self) -> Description:
        async with self._database.read() as connection:
            return Description(
                stages=await stages_of(connection),
                picklists=await _picklists(connection),
                hidden=await _hidden(connection),
                rules=await rules_of(connection),
                teams=await _teams(connection),
            )

    async def set_hidden(self, hidden: Mapping[str, Iterable[str]]) -> None:
        """Replaces the field-level rights: per role the `kind.field`s that it may not see."""
        rows = [
            {"role": role, "kind": name.partition(".")[0], "field": name.partition(".")[2]}
            for role, names in hidden.items()
            for name in names
        ]
        async with self._database.write() as connection:
            await connection.execute(delete(hidden_fields))
            if rows:
                await connection.execute(insert(hidden_fields), rows)

    async def set_rules(self, given: Sequence[RuleRow]) -> None:
        """Replaces the validation rules."""
        async with self._database.write() as connection:
            await connection.execute(delete(rules))
            if given:
                await connection.execute(insert(rules), [asdict(rule) for rule in given])

    async def set_stages(self, given: Sequence[StageRow]) -> None:
        """Declares stages with their places; those of the same pipelines are replaced."""
        async with self._database.write() as connection:
            await replace_stages(connection, given)


async def replace_stages(connection: AsyncConnection, made: Sequence[StageRow]) -> None:
    pipelines = {stage.pipeline for stage in made}
    await connection.execute(delete(stages).where(stages.c.pipeline.in_(pipelines)))
    if made:
        await connection.execute(insert(stages), [asdict(stage) for stage in made])


async def add_values(connection: AsyncConnection, kind: str, found: Mapping[str, set[str]]) -> None:
    """Adds values to picklists, up to the limit; those already known cost nothing."""
    known = await _picklists(connection)
    rows = []
    for name, values in found.items():
        have = known.get(f"{kind}.{name}", ())
        short = {value for value in values if len(value) <= PICKLIST_LENGTH}
        fresh = sorted(short.difference(have))[: max(0, PICKLIST_LIMIT - len(have))]
        rows += [{"kind": kind, "field": name, "value": value} for value in fresh]
    if rows:
        await connection.execute(insert(picklist_values), rows)


async def stages_of(connection: AsyncConnection) -> tuple[StageRow, ...]:
    ordered = select(stages).order_by(stages.c.pipeline, stages.c.position, stages.c.name)
    return tuple(
        StageRow(
            pipeline=row.pipeline,
            name=row.name,
            position=row.position,
            required=tuple(row.required),
            given=row.given,
        )
        for row in await connection.execute(ordered)
    )


async def rules_of(connection: AsyncConnection) -> tuple[RuleRow, ...]:
    rows = await connection.execute(select(rules).order_by(rules.c.id))
    return tuple(RuleRow(**row._mapping) for row in rows)


async def _picklists(connection: AsyncConnection) -> dict[str, tuple[str, ...]]:
    ordered = select(picklist_values).order_by(*picklist_values.c)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in await connection.execute(ordered):
        found[f"{row.kind}.{row.field}"].append(row.value)
    return {name: tuple(values) for name, values in found.items()}


async def _hidden(connection: AsyncConnection) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in await connection.execute(select(hidden_fields)):
        found[row.role].add(f"{row.kind}.{row.field}")
    return {role: frozenset(names) for role, names in found.items()}


async def _teams(connection: AsyncConnection) -> tuple[str, ...]:
    named = select(people.c.team).where(people.c.team.is_not(None)).distinct()
    return tuple(sorted((await connection.execute(named)).scalars()))
