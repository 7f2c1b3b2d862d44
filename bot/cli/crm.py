"""`daybreak crm`: records in, from files and from the CRM."""

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, TaskID

from bot.cli.sync import sync
from bot.config import Settings
from bot.crm.files import CrmFiles
from bot.crm.loading.faults import FaultLog
from bot.crm.loading.report import NAMES, LoadReport
from bot.main import Daybreak, assembled

_SHOWN = 20


@click.group()
def crm() -> None:
    """Brings CRM records in."""


crm.add_command(sync)


@crm.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--mapping", help="How to read other people's files: maven, or a YAML file.")
@click.option("--skip-bad", is_flag=True, help="Load the good rows, leave out the others.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON document.")
@click.pass_context
def load(
    ctx: click.Context, directory: Path, mapping: str | None, skip_bad: bool, as_json: bool
) -> None:
    """Loads CSV files into the built-in CRM: all of them or, where a row is bad, nothing."""
    settings: Settings = ctx.obj
    report = asyncio.run(_load(settings, directory, mapping, skip_bad=skip_bad))
    if as_json:
        _print_json(report)
    else:
        print_report(report)
    if not report.loaded:
        click.echo(
            f"Nothing was loaded: {_count(report.rejected, 'row')} rejected."
            " Correct the files, or load the good rows with --skip-bad.",
            err=True,
        )
        ctx.exit(1)


async def _load(
    settings: Settings, directory: Path, mapping: str | None, *, skip_bad: bool
) -> LoadReport:
    async with assembled(settings) as daybreak:
        return await load_files(daybreak, directory, mapping, skip_bad=skip_bad)


async def load_files(
    daybreak: Daybreak, directory: Path, mapping: str | None = None, *, skip_bad: bool = False
) -> LoadReport:
    """Loads a directory, with a progress bar where somebody is looking."""
    with _bar() as bar:
        files = CrmFiles(database=daybreak.crm_database, progress=bar)
        return await files.load(directory, mapping=mapping, skip_bad=skip_bad)


class _Bar:
    """One line per file while it is read."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def at(self, file: str, read: int, size: int) -> None:
        if file not in self._tasks:
            self._tasks[file] = self._progress.add_task(file, total=size)
        self._progress.update(self._tasks[file], completed=read)


@contextmanager
def _bar() -> Iterator[_Bar]:
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not sys.stderr.isatty()) as progress:
        yield _Bar(progress)


def print_report(report: LoadReport) -> None:
    done = "loaded" if report.loaded else "checked, nothing loaded"
    for counts in report.files:
        rejected = f", {counts.rejected:,} rejected" if counts.rejected else ""
        click.echo(
            f"{counts.file}: {counts.rows:,} rows as {NAMES[counts.kind]} {done}:"
            f" {counts.new:,} new, {counts.changed:,} changed,"
            f" {counts.unchanged:,} unchanged{rejected}"
        )
    for words, count in sorted(report.normalised.items()):
        click.echo(f"Set right: {words}, {count:,} times")
    for words, count in report.unknown.items():
        if count:
            click.echo(f"Unknown: {count:,} {words}")
    _print_first("Rejected", report.faults)
    _print_first("Doubtful, but kept", report.warnings)


def _print_first(title: str, faults: FaultLog) -> None:
    for number, fault in enumerate(faults):
        if number == _SHOWN:
            click.echo(f"… and {faults.count - _SHOWN:,} more; --json lists them all")
            return
        click.echo(f"{title}: {fault}")


def _print_json(report: LoadReport) -> None:
    """Writes fault by fault: there may be more of them than fit into memory at once."""
    click.echo(json.dumps(report.as_json())[:-1], nl=False)
    for name, faults in (("rejected", report.faults), ("warnings", report.warnings)):
        click.echo(f', "{name}": [', nl=False)
        for number, fault in enumerate(faults):
            click.echo(("," if number else "") + json.dumps(asdict(fault)), nl=False)
        click.echo("]", nl=False)
    click.echo("}")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun} was" if number == 1 else f"{number:,} {noun}s were"
