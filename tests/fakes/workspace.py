"""A mirrored workspace: a fake CRM with all that reads it."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.crm.mirror import Mirror
from bot.crm.port import Record
from bot.domain.missions import Context, Moment, SourceState
from bot.domain.people import Person
from bot.mission.gathering import Gatherer
from storage.database import Database
from storage.mirror.book import Books
from storage.mirror.norms import NormsStore
from storage.mirror.scope import Eyes
from storage.mirror.syncing import MirrorSync
from storage.readings import Readings
from tests.fakes.business import MOMENT, NOW, person
from tests.fakes.crm import FakeCrm
from tests.fakes.reader import FakeReader

WORKSPACE = "home"


@dataclass
class Workspace:
    database: Database
    crm: FakeCrm = field(default_factory=lambda: FakeCrm(page=500))
    reader: FakeReader = field(default_factory=FakeReader)

    @property
    def mirror(self) -> Mirror:
        return Mirror(self.crm, MirrorSync(self.database, WORKSPACE))

    @property
    def readings(self) -> Readings:
        return Readings(database=self.database, workspace=WORKSPACE)

    @property
    def gatherer(self) -> Gatherer:
        return Gatherer(
            books=Books(self.database, WORKSPACE, Eyes(reader=self.reader.version)),
            yardsticks=NormsStore(database=self.database, workspace=WORKSPACE),
            mirror=MirrorSync(self.database, WORKSPACE),
        )

    async def hold(self, *records: Record, now: datetime = NOW) -> None:
        """Enters records in the CRM, mirrors them and reads what is new."""
        self.crm.put(*records)
        await self.mirror.sync(full=False, now=now)
        await self.readings.read_new(self.reader, now)

    async def contexts(
        self, rep: Person | None = None, moment: Moment = MOMENT
    ) -> dict[str, Context]:
        found = await self.gatherer.gather(rep or person(), moment)
        assert len({context.deal.id for context in found}) == len(found)
        return {context.deal.id: context for context in found}

    async def context(self, moment: Moment = MOMENT) -> Context:
        """The one of the deal that tests speak of."""
        return (await self.contexts(moment=moment))["d1"]

    async def source(self, name: str, moment: Moment = MOMENT) -> SourceState:
        context = await self.context(moment)
        return next(state for state in context.sources if state.source == name)
