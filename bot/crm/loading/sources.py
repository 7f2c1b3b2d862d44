"""Where a load's rows come from: which file holds which kind of record, and under which names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.crm.loading.mapped import MappedSource
from bot.crm.loading.mapping import Pipeline, read_mapping, targets
from bot.crm.loading.rows import Batch, batches, header_of
from bot.crm.loading.specification import FileSpec
from bot.crm.loading.vetting import Vetted, vetted
from bot.crm.port import RecordKind
from bot.errors import BadInput
from storage.crm.description import StageRow


class Source(Protocol):
    """Rows of one kind in batches whose columns have our names."""

    @property
    def spec(self) -> FileSpec: ...

    @property
    def file(self) -> Vetted: ...

    @property
    def columns(self) -> Sequence[str]: ...

    def batches(self) -> Iterator[Batch]:
        """All rows; may be asked for again."""
        ...

    def label(self, column: str) -> str:
        """What the file itself calls a column."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSource:
    """A file in our own format."""

    spec: FileSpec
    file: Vetted
    columns: Sequence[str]

    @classmethod
    def open(cls, spec: FileSpec, path: Path) -> "FileSource":
        file = vetted(path)
        return cls(spec=spec, file=file, columns=header_of(file))

    def batches(self) -> Iterator[Batch]:
        return batches(self.file)

    def label(self, column: str) -> str:
        return column


def files_in(directory: Path, specs: Mapping[RecordKind, FileSpec]) -> list[Source]:
    """The files of a directory that have our names, in the order in which they are loaded.

    Raises BadInput where there is no such directory or no such file in it.
    """
    check_directory(directory)
    found = [(spec, directory / spec.file) for spec in specs.values()]
    there = [(spec, path) for spec, path in found if path.is_file()]
    if not there:
        names = ", ".join(spec.file for spec in specs.values())
        raise BadInput(
            f"There is no file to load in {directory}. Nothing was loaded."
            f" It should have one or more of {names};"
            " files of another shape need a mapping: --mapping NAME or FILE."
        )
    return [FileSource.open(spec, path) for spec, path in there]


def mapped_files_in(
    directory: Path, name: str, specs: Mapping[RecordKind, FileSpec]
) -> tuple[list[Source], list[StageRow]]:
    """The files of a directory that a mapping reads, and the stages that it declares.

    Raises BadInput where there is nothing that the mapping could read.
    """
    check_directory(directory)
    mapping = read_mapping(name)
    stages = [stage for pipeline in mapping.pipelines for stage in _stages(pipeline)]
    if not mapping.files:
        return files_in(directory, specs), stages
    filled = targets(mapping, name, specs.values())
    wanted = {section.source for sections in mapping.files.values() for section in sections}
    looked_up = {
        cell.lookup.file
        for sections in mapping.files.values()
        for section in sections
        for cell in section.columns.values()
        if cell.lookup is not None
    }
    files = {
        file: vetted(directory / file)
        for file in sorted(wanted | looked_up)
        if (directory / file).is_file()
    }
    if not wanted & set(files):
        raise BadInput(
            f"There is no file in {directory} that the mapping “{name}” reads."
            f" Nothing was loaded. It reads {', '.join(sorted(wanted))}."
        )
    return [
        MappedSource.open(spec, section, files)
        for file, spec in filled.items()
        for section in mapping.files[file]
        if section.source in files
    ], stages


def _stages(pipeline: Pipeline) -> list[StageRow]:
    return [
        StageRow(
            pipeline=pipeline.pipeline,
            name=name,
            position=place,
            required=tuple(pipeline.required.get(name, ())),
            given=True,
        )
        for place, name in enumerate(pipeline.stages, 1)
    ]


def check_directory(directory: Path) -> None:
    if not directory.is_dir():
        what = "is not a directory" if directory.exists() else "does not exist"
        raise BadInput(
            f"{directory} {what}. Nothing was loaded. Name the directory that has the CSV files."
        )
