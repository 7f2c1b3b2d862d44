"""What needs Alembic: imported only where a schema is behind, and where migrations are tested."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def config(migrations: Path, version_table: str) -> Config:
    made = Config()
    made.set_main_option("script_location", str(migrations))
    made.set_main_option("version_table", version_table)
    return made


def upgrade(connection: Connection, migrations: Path, version_table: str) -> None:
    """To the newest revision; does nothing where another process has been quicker."""
    made = config(migrations, version_table)
    made.attributes["connection"] = connection
    command.upgrade(made, "head")
