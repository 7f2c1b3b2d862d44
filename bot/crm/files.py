"""Loads the files of real teams into the built-in CRM: all of them or, where a row is bad, none."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from time import monotonic

from bot.crm.loading.kind import KindLoad, Progress
from bot.crm.loading.reading import Reading
from bot.crm.loading.references import References
from bot.crm.loading.report import LoadReport
from bot.crm.loading.sources import Source, files_in, mapped_files_in
from bot.crm.loading.specification import file_specs
from storage.crm.description import StageRow
from storage.crm.loading import Loading
from storage.database import Database


class _NothingLoaded(Exception):
    """Takes the transaction back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmFiles:
    """`load` is one transaction: whenever it is stopped, all is loaded or nothing."""

    database: Database
    progress: Progress

    async def load(
        self, directory: Path, *, mapping: str | None = None, skip_bad: bool = False
    ) -> LoadReport:
        """Loads what a directory has. With `skip_bad` rows with faults are left out, else
        nothing is loaded while there is one. `mapping` is a name or the path of a file.

        Raises BadInput where a file can't be read at all; nothing is loaded then.
        """
        began = monotonic()
        report = LoadReport()
        sources, stages = _sources(directory, mapping)
        try:
            with _no_search_for_cycles():
                await self._store(sources, stages, report, skip_bad=skip_bad)
            report.loaded = True
        except _NothingLoaded:
            report.loaded = False
        report.seconds = monotonic() - began
        return report

    async def _store(
        self,
        sources: Sequence[Source],
        stages: Sequence[StageRow],
        report: LoadReport,
        *,
        skip_bad: bool,
    ) -> None:
        async with self.database.write() as connection:
            loading = await Loading.begin(connection)
            references = References(loading)
            rejected: dict[str, set[str]] = {}
            for _, group in groupby(sources, key=lambda source: source.spec.kind):
                of_kind = list(group)
                await KindLoad(
                    loading=loading,
                    sources=of_kind,
                    reading=await Reading.of(loading, references, rejected, of_kind),
                    report=report,
                    progress=self.progress,
                    rejected=rejected,
                ).run()
            if report.faults.count and not skip_bad:
                raise _NothingLoaded
            await loading.close(stages)


def _sources(directory: Path, mapping: str | None) -> tuple[list[Source], list[StageRow]]:
    specs = file_specs()
    if mapping is None:
        return files_in(directory, specs), []
    return mapped_files_in(directory, mapping, specs)


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Batches are millions of small objects without any cycle among them; looking for cycles
    time and again would take a third of the load.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
