"""Alembic's entry for the Daybreak's own database."""

from storage.tables import metadata

from storage.migrations.environment import run

run(metadata)
