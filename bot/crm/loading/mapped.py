"""Rows of somebody else's export as rows of ours."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.crm.loading.faults import Fault, Refused, UnreadableFile
from bot.crm.loading.mapped_cells import fields_of, holds, rendered, steps_of
from bot.crm.loading.mapping import Cell, Section
from bot.crm.loading.rows import Batch, batches, header_of
from bot.crm.loading.specification import FileSpec
from bot.crm.loading.vetting import Vetted

_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedSource:
    """One section of a mapping with its file; a `Source`."""

    spec: FileSpec
    file: Vetted
    section: Section
    columns: Sequence[str]
    lookups: Mapping[str, Mapping[str, str]]

    @classmethod
    def open(cls, spec: FileSpec, section: Section, files: Mapping[str, Vetted]) -> "MappedSource":
        """Raises UnreadableFile where the file lacks a column that the mapping names."""
        file = files[section.source]
        header = header_of(file)
        used = _used(section)
        _refuse_missing(file, header, used)
        same = [name for name in header if name in spec.names and name not in section.columns]
        rest = [n for n in header if n not in {*used, *section.drop, *section.columns, *same}]
        lookups = {
            name: _table(cell, files)
            for name, cell in section.columns.items()
            if cell.lookup is not None
        }
        return cls(
            spec=spec,
            file=file,
            section=section,
            columns=(*section.columns, *(n for n in same if n not in used), *rest),
            lookups=lookups,
        )

    def label(self, column: str) -> str:
        cell = self.section.columns.get(column)
        return cell.column if cell is not None and cell.column else column

    def batches(self) -> Iterator[Batch]:
        seen: set[str] = set()
        steps = {name: _Steps(steps_of(cell)) for name, cell in self.section.columns.items()}
        for batch in batches(self.file):
            yield self._mapped(self._chosen(_normalised(batch, self.section), seen), steps)

    def _chosen(self, batch: Batch, seen: set[str]) -> Batch:
        places: Sequence[int] = range(batch.size)
        for name, condition in self.section.where.items():
            places = [n for n in places if holds(condition, batch.columns[name][n])]
        once = self.section.once_per
        if once is not None:
            firsts = []
            for place in places:
                text = batch.columns[once][place].strip()
                if text and text not in seen:
                    seen.add(text)
                    firsts.append(place)
            places = firsts
        return batch if len(places) == batch.size else _only(batch, places)

    def _mapped(self, batch: Batch, steps: Mapping[str, "_Steps"]) -> Batch:
        columns = {}
        faults = list(batch.faults)
        bad: set[int] = set()
        for name in self.columns:
            cell = self.section.columns.get(name)
            if cell is None:
                columns[name] = batch.columns[name]
                continue
            texts = self._origin(name, cell, batch)
            columns[name], refused = steps[name].apply(texts)
            for place, reason in refused.items():
                bad.add(place)
                line, label = batch.lines.of(place), self.label(name)
                faults.append(Fault(file=batch.file, line=line, column=label, reason=reason))
        made = replace(batch, columns=columns, faults=faults)
        return _only(made, [n for n in range(batch.size) if n not in bad]) if bad else made

    def _origin(self, name: str, cell: Cell, batch: Batch) -> Sequence[str]:
        texts: Sequence[str]
        if cell.column is not None:
            texts = batch.columns[cell.column]
        elif cell.template is not None:
            texts = rendered(cell.template, batch.columns, batch.size)
        elif cell.lookup is not None:
            table = self.lookups[name]
            texts = [table.get(text.strip(), "") for text in batch.columns[cell.lookup.by]]
        else:
            texts = [cell.constant or ""] * batch.size
        for column, condition in cell.when.items():
            given = batch.columns[column]
            texts = [t if holds(condition, given[n]) else "" for n, t in enumerate(texts)]
        return texts


@dataclass(slots=True)
class _Steps:
    """The steps of a cell, taken once per different text."""

    step: Callable[[str], str]
    known: dict[str, str] = field(default_factory=dict)

    def apply(self, texts: Sequence[str]) -> tuple[list[str], dict[int, str]]:
        if len(self.known) > _REMEMBERED:
            self.known.clear()
        refused: dict[str, str] = {}
        for text in set(texts).difference(self.known):
            try:
                self.known[text] = self.step(text)
            except Refused as error:
                refused[text] = str(error)
        known = self.known
        faults = {n: refused[text] for n, text in enumerate(texts) if text in refused}
        return [known.get(text, "") for text in texts], faults


def _used(section: Section) -> set[str]:
    """The columns of the source that the section names."""
    named = {*section.normalise, *section.where, *section.drop}
    if section.once_per is not None:
        named.add(section.once_per)
    for cell in section.columns.values():
        named.update(cell.when)
        named.update(fields_of(cell.template or ""))
        if cell.column is not None:
            named.add(cell.column)
        if cell.lookup is not None:
            named.add(cell.lookup.by)
    return named


def _refuse_missing(file: Vetted, header: Sequence[str], used: set[str]) -> None:
    missing = sorted(used.difference(header))
    if missing:
        raise UnreadableFile(
            file.name, f"the mapping reads {', '.join(missing)}, which can't be found.", line=1
        )


def _only(batch: Batch, places: Sequence[int]) -> Batch:
    kept = batch.lines.kept
    lines = replace(batch.lines, kept=[n if kept is None else kept[n] for n in places])
    columns = {name: [texts[n] for n in places] for name, texts in batch.columns.items()}
    return replace(batch, columns=columns, lines=lines, size=len(places))


def _normalised(batch: Batch, section: Section) -> Batch:
    if not section.normalise:
        return batch
    columns = dict(batch.columns)
    done: Counter[str] = Counter()
    for name, changes in section.normalise.items():
        known = {theirs.casefold(): ours for theirs, ours in changes.items()}
        texts = [known.get(text.strip().casefold(), text) for text in columns[name]]
        for before, after in zip(columns[name], texts, strict=True):
            if before != after:
                done[f"{batch.file} {name}: “{before.strip()}” read as “{after}”"] += 1
        columns[name] = texts
    return replace(batch, columns=columns, normalised=done)


def _table(cell: Cell, files: Mapping[str, Vetted]) -> dict[str, str]:
    wanted = cell.lookup
    if wanted is None:
        return {}
    file = files.get(wanted.file)
    if file is None:
        raise UnreadableFile(wanted.file, "the mapping looks things up in it, but it is not there.")
    _refuse_missing(file, header_of(file), {wanted.match, wanted.take})
    found: dict[str, str] = {}
    for batch in batches(file):
        keys = (text.strip() for text in batch.columns[wanted.match])
        for key, value in zip(keys, batch.columns[wanted.take], strict=True):
            found.setdefault(key, value)
    return found
