"""Reading the rows of one kind with all that can be wrong with them, as often as it takes."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.crm.loading import hierarchy
from bot.crm.loading.checking import Checked, Checker, RowFault
from bot.crm.loading.faults import Fault, shown
from bot.crm.loading.references import References
from bot.crm.loading.sources import Source
from bot.crm.loading.specification import FileSpec
from storage.crm.loading import Encoder, Loading, encoder
from storage.crm.references import REFERENCES

_ABOVE = {"person": "manager_id", "account": "parent_id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """`rejected`: ids by kind that were refused before, so that those pointing to them say so.
    `above`: why some rows can't be loaded because of who is above them.
    """

    loading: Loading
    references: References
    rejected: Mapping[str, set[str]]
    spec: FileSpec
    above: Mapping[str, str]

    @classmethod
    async def of(
        cls,
        loading: Loading,
        references: References,
        rejected: Mapping[str, set[str]],
        sources: Sequence[Source],
    ) -> "Reading":
        """Where rows point to others of their kind, reads all of them once more beforehand."""
        spec = sources[0].spec
        first = cls(loading=loading, references=references, rejected=rejected, spec=spec, above={})
        column = _ABOVE.get(spec.kind.value)
        if column is None or all(column not in source.columns for source in sources):
            return first
        above = await first._refused_by_place(sources, column)
        return cls(
            loading=loading, references=references, rejected=rejected, spec=spec, above=above
        )

    async def rows(self, source: Source) -> AsyncIterator[Checked]:
        """All batches of a file, checked; their rows with faults are still in there."""
        checker = self.checker(source)
        for batch in source.batches():
            checked = checker.check(batch)
            await self._check_references(checked)
            yield checked

    def checker(self, source: Source) -> Checker:
        controls = source.file.has_controls
        return Checker(
            source.spec, source.file.name, source.columns, self._encoder, controls=controls
        )

    def defaults(self) -> dict[str, Any]:
        """What new records have where no row says anything, as the database takes it."""
        made = {}
        for each in self.spec.fields:
            if each.default is not None:
                encode = self._encoder(self.spec.kind, each.name)
                made[each.name] = encode(each.default) if encode else each.default
        return made

    def _encoder(self, kind: str, column: str) -> Encoder | None:
        return encoder(kind, column, self.loading.dialect)

    async def _check_references(self, checked: Checked) -> None:
        kind = self.spec.kind.value
        for name, values in checked.columns.items():
            target = REFERENCES.get((kind, name))
            if name == _ABOVE.get(kind):
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
        if self.above:
            for place, each in enumerate(checked.ids):
                if each in self.above:
                    fault = RowFault(place=place, column=name, reason=self.above[each])
                    checked.faults.append(fault)

    async def _refused_by_place(self, sources: Sequence[Source], column: str) -> dict[str, str]:
        rows: dict[str, str | None] = {}
        for source in sources:
            async for checked in self.rows(source):
                parents = checked.columns.get(column, (None,) * checked.batch.size)
                for place in checked.good:
                    rows.setdefault(checked.ids[place], parents[place])
        kind = self.spec.kind.value
        above = await self.loading.parents(kind, column)
        known = await self.loading.known(kind, {each for each in rows.values() if each})
        return hierarchy.refused(rows, above, known)


def fault_of(source: Source, checked: Checked, fault: RowFault) -> Fault:
    return Fault(
        file=source.file.name,
        line=checked.batch.lines.of(fault.place),
        column=source.label(fault.column),
        reason=fault.reason,
    )
