"""What the parser knows of one workspace: its names, read again whenever the mirror has changed."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.answers.checking import Asker
from bot.answers.model import Model
from bot.answers.parser.sheet import Reader
from bot.answers.parser.values import ValueIndex
from bot.domain.missions import Moment
from storage.answers.names import Names
from storage.mirror.syncing import SyncState


@dataclass(slots=True)
class _Kept:
    """The index of the latest state of the mirror that was asked for."""

    stamp: tuple[object, ...] | None = None
    index: ValueIndex | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """`common` gives the words that never stand for a longer name by themselves."""

    names: Names
    common: Callable[[], frozenset[str]]
    _kept: _Kept = field(default_factory=_Kept)

    async def reader(
        self, asker: Asker, moment: Moment, model: Model, state: SyncState | None
    ) -> Reader:
        """Who asks, in the terms of the parser."""
        person = asker.person
        everything = asker.sight.everything
        index = await self._index(state)
        return Reader(
            person=person,
            owners=None if everything else frozenset(map(str, asker.sight.owners)),
            leads=any(each.manager_id == person.id for each in asker.people),
            owns=str(person.id) in index.owning,
            today=moment.today,
            model=model,
            values=index,
        )

    async def _index(self, state: SyncState | None) -> ValueIndex:
        stamp = (state.attempt, state.finished_at) if state else ()
        if self._kept.index is None or self._kept.stamp != stamp:
            self._kept.index = ValueIndex.of(await self.names.all(), self.common())
            self._kept.stamp = stamp
        return self._kept.index
