"""Loading all rows of one kind: checked, stored, and reported."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.crm.loading.checking import Checked
from bot.crm.loading.faults import Fault, shown
from bot.crm.loading.reading import Reading, fault_of
from bot.crm.loading.report import FileCounts, LoadReport, count_unknown
from bot.crm.loading.sources import Source
from storage.crm.description import PICKLIST_LIMIT, PICKLISTS
from storage.crm.loading import Loading
from storage.crm.table_load import TableLoad

_REMEMBERED = 100_000  # rejected ids per kind, for a better word on those that point to them


class Progress(Protocol):
    """Is told how far the reading of a file is."""

    def at(self, file: str, read: int, size: int) -> None: ...


@dataclass(slots=True, kw_only=True)
class KindLoad:
    """`rejected`: ids by kind, added to here."""

    loading: Loading
    sources: Sequence[Source]
    reading: Reading
    report: LoadReport
    progress: Progress
    rejected: dict[str, set[str]]
    _values: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _repeated: Counter[str] = field(default_factory=Counter)

    @property
    def kind(self) -> str:
        return self.reading.spec.kind.value

    async def run(self) -> None:
        load = await self.loading.open(self.kind, self.reading.defaults())
        counted = []
        for source in self.sources:
            counts = FileCounts(file=source.file.name, kind=source.spec.kind)
            self.report.files.append(counts)
            counted.append((source, counts))
            await self._load(source, load, counts)
        self._repeated.update(await self.loading.finish(load, self._values))
        if self._repeated:
            await self._tell_repeated(counted, load)

    async def _load(self, source: Source, load: TableLoad, counts: FileCounts) -> None:
        custom = self.reading.checker(source).custom
        normalised: Counter[str] = Counter()
        async for checked in self.reading.rows(source):
            batch = checked.batch
            good = self._without_faults(source, checked, counts)
            counts.rows += batch.size + len(batch.faults)
            if good:
                await self._store(checked, good, load, counts, custom)
            normalised += batch.normalised
            self.progress.at(source.file.name, batch.read, source.file.size)
        # The union: two sections of a mapping that read the same file changed the same cells.
        self.report.normalised |= normalised

    async def _store(
        self,
        checked: Checked,
        good: Sequence[int],
        load: TableLoad,
        counts: FileCounts,
        custom: Sequence[str],
    ) -> None:
        columns = checked.columns
        if len(good) < checked.batch.size:
            columns = {name: [values[n] for n in good] for name, values in columns.items()}
        stored = await load.put(columns, custom)
        self._repeated.update(columns["id"][place] for place in stored.repeated)
        counts.new += stored.new
        counts.changed += stored.changed
        counts.unchanged += len(good) - stored.new - stored.changed - len(stored.repeated)
        count_unknown(self.reading.spec.kind, columns, stored.new, self.report.unknown)
        for name in PICKLISTS.get(self.kind, ()):
            if len(self._values[name]) < PICKLIST_LIMIT:
                self._values[name].update(columns.get(name, ()))
                self._values[name].discard(None)

    def _without_faults(
        self, source: Source, checked: Checked, counts: FileCounts
    ) -> Sequence[int]:
        """Reports the faults of a batch; returns the places of the rows that have none."""
        for broken in checked.batch.faults:
            self.report.faults.add(broken)
        for warning in checked.warnings:
            self.report.warnings.add(fault_of(source, checked, warning))
        rejected = self.rejected.setdefault(self.kind, set())
        for fault in sorted(checked.faults, key=lambda fault: fault.place):
            self.report.faults.add(fault_of(source, checked, fault))
            if len(rejected) < _REMEMBERED:
                rejected.add(checked.ids[fault.place])
        good = checked.good
        counts.rejected += checked.batch.size - len(good) + len(checked.batch.faults)
        return good

    async def _tell_repeated(
        self, counted: Sequence[tuple[Source, FileCounts]], load: TableLoad
    ) -> None:
        """Reads the files again for the lines of what is repeated; only a faulty file pays."""
        first: dict[str, str] = {}
        for source, counts in counted:
            async for checked in self.reading.rows(source):
                lines = checked.batch.lines
                again = (n for n in checked.good if checked.ids[n] in self._repeated)
                for place in again:
                    each, line = checked.ids[place], lines.of(place)
                    if each not in first:
                        first[each] = f"line {line} of {source.file.name}"
                        continue
                    column = ", ".join(source.spec.identity) or source.label("id")
                    reason = f"{shown(each)} is in {first[each]} already"
                    name = source.file.name
                    fault = Fault(file=name, line=line, column=column, reason=reason)
                    self.report.faults.add(fault)
                    counts.rejected += 1
                    counts.new -= load.at_once
