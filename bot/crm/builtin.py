"""The built-in CRM as a connector: the same port as any other, over a database of its own.

Records without an id of their own are deleted by a composite key, its parts joined by "/":
`deal/instant/to_stage`, `deal/contact`, `account/metric/day`.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.crm.port import Changes, CrmSchema, RecordKind, Rule, Stage
from bot.domain.people import Role
from bot.errors import BadInput, CrmUnavailable, DatabaseUnavailable
from storage.crm.changes import CrmChanges, Page
from storage.crm.clock import Reading
from storage.crm.description import CrmDescription
from storage.database import Database

BATCH = 5_000
# Each kind's records, then its deletions, in the order in which they can be stored.
_STEPS = tuple((kind, gone) for kind in RecordKind for gone in (False, True))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cursor:
    """What came until `since` was read whole, and of what came until `upto`: the steps before
    `step`, and of that step everything up to `last`.
    """

    epoch: str
    since: int
    upto: int
    step: int = 0
    last: int = 0

    def __str__(self) -> str:
        return f"{self.epoch}.{self.since}.{self.upto}.{self.step}.{self.last}"

    @classmethod
    def of(cls, text: str, now: Reading) -> "_Cursor":
        epoch, *numbers = text.split(".")
        try:
            since, upto, step, last = (int(number) for number in numbers)
        except ValueError:
            raise _foreign_cursor() from None
        if epoch != now.epoch or upto > now.changed:
            raise _foreign_cursor()
        return cls(epoch=epoch, since=since, upto=upto, step=step, last=last)


def _foreign_cursor() -> BadInput:
    return BadInput(
        "The built-in CRM is not the one that was read last time. Nothing was read."
        " Read it in full: daybreak crm sync --full"
    )


class BuiltinCrm:
    """Implements `bot.crm.port.Crm`."""

    def __init__(self, database: Database) -> None:
        self._changes = CrmChanges(database)
        self._description = CrmDescription(database)

    @property
    def name(self) -> str:
        return "builtin"

    async def schema(self) -> CrmSchema:
        try:
            found = await self._description.read()
        except DatabaseUnavailable as error:
            raise CrmUnavailable(str(error)) from error
        return CrmSchema(
            stages=tuple(
                Stage(
                    pipeline=stage.pipeline,
                    name=stage.name,
                    position=stage.position,
                    required=stage.required,
                )
                for stage in found.stages
            ),
            picklists=found.picklists,
            hidden={Role(role): fields for role, fields in found.hidden.items()},
            rules=tuple(
                Rule(
                    field=f"{rule.kind}.{rule.field}",
                    when=None
                    if rule.when_field is None
                    else (f"{rule.kind}.{rule.when_field}", rule.when_value or ""),
                    message=rule.message,
                )
                for rule in found.rules
            ),
            teams=found.teams,
        )

    async def changes(self, since: str | None) -> AsyncIterator[Changes]:
        """See the port. Raises BadInput for a cursor that this database did not give out."""
        try:
            async for change in self._read(since):
                yield change
        except DatabaseUnavailable as error:
            raise CrmUnavailable(str(error)) from error

    async def as_of(self) -> datetime | None:
        return None

    def url(self, kind: RecordKind, record_id: str) -> str | None:
        return None

    async def _read(self, since: str | None) -> AsyncIterator[Changes]:
        now = await self._changes.clock()
        at = _Cursor(epoch=now.epoch, since=0, upto=now.changed)
        if since is not None:
            at = _Cursor.of(since, now)
        while True:
            for step in range(at.step, len(_STEPS)):
                at = replace(at, step=step, last=at.last if step == at.step else at.since)
                while page := await self._page(at):
                    at = replace(at, last=page.last)
                    yield Changes(
                        kind=_STEPS[step][0],
                        records=page.records,
                        deleted=page.deleted,
                        cursor=str(at),
                    )
            if at.upto == now.changed:
                return
            at = _Cursor(epoch=now.epoch, since=at.upto, upto=now.changed, last=at.upto)

    async def _page(self, at: _Cursor) -> Page | None:
        kind, gone = _STEPS[at.step]
        if not gone:
            return await self._changes.page(kind, at.last, at.upto, BATCH)
        if at.since == 0:
            return None  # who reads everything has nothing to forget
        return await self._changes.deletions(kind, at.last, at.upto, BATCH)
