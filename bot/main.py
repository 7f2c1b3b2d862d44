"""Composition root: the one module that builds everything and knows every other."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.config import Settings
from storage.database import Database
from storage.migrate import Schema, upgrade


@dataclass(frozen=True, slots=True, kw_only=True)
class Daybreak:
    """Everything assembled; what a command or a listener may use."""

    settings: Settings
    database: Database
    crm_database: Database


@asynccontextmanager
async def assembled(settings: Settings) -> AsyncIterator[Daybreak]:
    """Opens the databases, brings them to this version's schema, builds all parts, closes them."""
    database = Database.open(settings.database)
    crm_database = Database.open(settings.builtin_crm)
    try:
        await upgrade(database, Schema.DAYBREAK)
        await upgrade(crm_database, Schema.CRM)
        yield Daybreak(settings=settings, database=database, crm_database=crm_database)
    finally:
        await database.close()
        await crm_database.close()
