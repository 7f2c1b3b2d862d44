"""Loading all rows of one kind: checked, compared with what others say, and stored."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.crm.loading import hierarchy
from bot.crm.loading.checking import Checked, Checker, RowFault
from bot.crm.loading.faults import Fault, shown
from bot.crm.loading.references import References
from bot.crm.loading.report import FileCounts, LoadReport, count_unknown
from bot.crm.loading.sources import Source
from storage.crm.description import PICKLIST_LIMIT, PICKLISTS
from storage.crm.loading import Encoder, Loading, encoder
from storage.crm.references import REFERENCES
from storage.crm.table_load import TableLoad

_ABOVE = {"person": "manager_id", "account": "parent_id"}
_REMEMBERED = 100_000  # rejected ids per kind, for a better word on those that point to them


class Progress(Protocol):
    """Is told how far the reading of a file is."""

    def at(self, file: str, read: int, size: int) -> None: ...


@dataclass(slots=True, kw_only=True)
class KindLoad:
    """`rejected`: ids by kind, so that those pointing to them can say so."""

    loading: Loading
    sources: Sequence[Source]
    references: References
    report: LoadReport
    progress: Progress
    rejected: dict[str, set[str]]
    _refused: dict[str, str] = field(default_factory=dict)
    _values: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _repeated: list[tuple[Source, int, str]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.sources[0].spec.kind.value

    async def run(self) -> None:
        if any(_ABOVE.get(self.kind, "") in source.columns for source in self.sources):
            self._refused = await self._refused_places()
        load = await self.loading.open(self.kind, self._defaults())
        for source in self.sources:
            counts = FileCounts(file=source.file.name, kind=source.spec.kind)
            self.report.files.append(counts)
            await self._load(source, load, counts)
        self._tell_repeated()
        await self.loading.finish(load, self._values)

    async def _load(self, source: Source, load: TableLoad, counts: FileCounts) -> None:
        checker = self._checker(source)
        for batch in source.batches():
            checked = checker.check(batch)
            await self._check_references(checked)
            kept = self._without_faults(source, checked, counts)
            counts.rows += batch.size + len(batch.faults)
            if len(kept):
                await self._store(source, load, counts, checked, kept, checker.custom)
            self.progress.at(source.file.name, batch.read, source.file.size)

    async def _store(
        self,
        source: Source,
        load: TableLoad,
        counts: FileCounts,
        checked: Checked,
        kept: Sequence[int],
        custom: Sequence[str],
    ) -> None:
        columns = checked.columns
        if len(kept) < checked.batch.size:
            columns = {name: [values[n] for n in kept] for name, values in columns.items()}
        stored = await load.put(columns, custom)
        for place in stored.repeated:
            line = checked.batch.lines.of(kept[place])
            self._repeated.append((source, line, columns["id"][place]))
        counts.new += stored.new
        counts.changed += stored.changed
        counts.rejected += len(stored.repeated)
        counts.unchanged += len(kept) - stored.new - stored.changed - len(stored.repeated)
        count_unknown(source.spec.kind, columns, stored.new, self.report.unknown)
        for name in PICKLISTS.get(self.kind, ()):
            if len(self._values[name]) < PICKLIST_LIMIT:
                self._values[name].update(set(columns.get(name, ())) - {None})

    async def _check_references(self, checked: Checked) -> None:
        above = _ABOVE.get(self.kind)
        for name, values in checked.columns.items():
            target = REFERENCES.get((self.kind, name))
            if name == above:
                self._check_above(checked, name)
            elif target is not None:
                unknown = await self.references.unknown(target[0], values)
                if unknown:
                    self._fault_unknown(checked, name, target[0], unknown)

    def _fault_unknown(self, checked: Checked, name: str, target: str, unknown: set[str]) -> None:
        for place, value in enumerate(checked.columns[name]):
            if value in unknown:
                missing = "is neither in the files nor in the CRM"
                if value in self.rejected.get(target, ()):
                    missing = "was rejected itself"
                reason = f"the {target} {shown(value)} {missing}"
                checked.faults.append(RowFault(place=place, column=name, reason=reason))

    def _check_above(self, checked: Checked, name: str) -> None:
        if self._refused:
            for place, each in enumerate(checked.ids):
                if each in self._refused:
                    reason = self._refused[each]
                    checked.faults.append(RowFault(place=place, column=name, reason=reason))

    def _without_faults(
        self, source: Source, checked: Checked, counts: FileCounts
    ) -> Sequence[int]:
        """Reports the faults of a batch; returns the places of the rows that have none."""
        batch = checked.batch
        for broken in batch.faults:
            self.report.faults.add(broken)
        for warning in checked.warnings:
            self.report.warnings.add(_fault(source, checked, warning))
        bad = {fault.place for fault in checked.faults}
        counts.rejected += len(bad) + len(batch.faults)
        if not bad:
            return range(batch.size)
        rejected = self.rejected.setdefault(self.kind, set())
        for fault in sorted(checked.faults, key=lambda fault: fault.place):
            self.report.faults.add(_fault(source, checked, fault))
            if len(rejected) < _REMEMBERED:
                rejected.add(checked.ids[fault.place])
        return [place for place in range(batch.size) if place not in bad]

    async def _refused_places(self) -> dict[str, str]:
        """Reads the files once more, before they are loaded, for who is above whom."""
        column = _ABOVE[self.kind]
        rows: dict[str, str | None] = {}
        for source in self.sources:
            checker = self._checker(source)
            for batch in source.batches():
                checked = checker.check(batch)
                bad = {fault.place for fault in checked.faults}
                parents = checked.columns.get(column, (None,) * batch.size)
                for place, each in enumerate(checked.ids):
                    if place not in bad:
                        rows.setdefault(each, parents[place])
        above = await self.loading.parents(self.kind, column)
        known = await self.loading.known(self.kind, {each for each in rows.values() if each})
        return hierarchy.refused(rows, above, known)

    def _tell_repeated(self) -> None:
        """Looks for the lines in which repeated ids stood first; only a faulty file pays."""
        wanted = {record_id for _, _, record_id in self._repeated}
        first: dict[str, str] = {}
        for source in self.sources if wanted else ():
            checker = self._checker(source)
            for batch in source.batches():
                for place, each in enumerate(checker.check(batch).ids):
                    if each in wanted and each not in first:
                        first[each] = f"line {batch.lines.of(place)} of {source.file.name}"
        for source, line, each in self._repeated:
            column = "id" if not source.spec.identity else ", ".join(source.spec.identity)
            reason = f"{shown(each)} is in {first[each]} already"
            name = source.file.name
            self.report.faults.add(Fault(file=name, line=line, column=column, reason=reason))

    def _checker(self, source: Source) -> Checker:
        return Checker(
            source.spec,
            source.file.name,
            source.columns,
            self._encoder,
            controls=source.file.has_controls,
        )

    def _encoder(self, kind: str, column: str) -> Encoder | None:
        return encoder(kind, column, self.loading.dialect)

    def _defaults(self) -> dict[str, Any]:
        defaults = {}
        for each in self.sources[0].spec.fields:
            if each.default is not None:
                encode = self._encoder(self.kind, each.name)
                defaults[each.name] = encode(each.default) if encode else each.default
        return defaults


def _fault(source: Source, checked: Checked, fault: RowFault) -> Fault:
    return Fault(
        file=source.file.name,
        line=checked.batch.lines.of(fault.place),
        column=source.label(fault.column),
        reason=fault.reason,
    )
