"""Alembic's entry for the Daybreak's own database."""

from storage.tables.schema import metadata

from storage.migrations.environment import run

run(metadata)
