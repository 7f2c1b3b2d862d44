"""Alembic's entry for the Daybreak's own database."""

from storage.migrations.environment import run
from storage.tables.schema import metadata

run(metadata)
