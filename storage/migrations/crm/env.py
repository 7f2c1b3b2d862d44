"""Alembic's entry for the built-in CRM's database."""

from storage.crm.tables import metadata
from storage.migrations.environment import run

run(metadata)
