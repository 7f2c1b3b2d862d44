"""`daybreak crm sync`: the mirror, brought up to date from the CRM."""

import asyncio
import sys
from datetime import UTC, datetime

import click

from bot.config import Settings
from bot.crm.mirror import SyncReport
from bot.errors import CrmUnavailable
from bot.main import assembled


@click.command()
@click.option("--full", is_flag=True, help="Reads everything, not only what changed.")
@click.pass_obj
def sync(settings: Settings, full: bool) -> None:
    """Brings the mirror up to date from the configured CRM."""
    asyncio.run(_sync(settings, full))


async def _sync(settings: Settings, full: bool) -> None:
    async with assembled(settings) as daybreak:
        if sys.stderr.isatty():
            click.echo("Reading from the CRM …", err=True)
        report = await daybreak.catch_up(datetime.now(UTC), full=full)
    if report.problem is not None:
        raise CrmUnavailable(_how_it_stands(report))
    click.echo(_what_came(report))


def _what_came(report: SyncReport) -> str:
    lines = [f"{kind.replace('_', ' ')}: {count}" for kind, count in report.counts.items() if count]
    if report.gone:
        lines.append(f"gone: {report.gone}")
    if not lines:
        lines.append("Nothing has changed.")
    kind = "in full" if report.full else "by what changed"
    lines.append(f"The mirror is up to date (read {kind} in {report.seconds:.1f} s).")
    return "\n".join(lines)


def _how_it_stands(report: SyncReport) -> str:
    if report.data_as_of is None:
        return f"{report.problem} The mirror is not complete yet. Run the command again."
    return (
        f"{report.problem} The mirror stays as of {report.data_as_of:%Y-%m-%d %H:%M} UTC."
        " Run the command again."
    )
