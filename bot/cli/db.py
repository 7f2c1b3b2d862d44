"""`daybreak db`: the databases' schema."""

import asyncio

import click

from bot.config import Settings
from bot.main import assembled


@click.group()
def db() -> None:
    """Looks after the databases."""


@db.command()
@click.pass_obj
def upgrade(settings: Settings) -> None:
    """Brings Daybreak's database and the built-in CRM's to this version's schema."""
    asyncio.run(_upgrade(settings))


async def _upgrade(settings: Settings) -> None:
    async with assembled(settings):
        click.echo("The databases are up to date.")
