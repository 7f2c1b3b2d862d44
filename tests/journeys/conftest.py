"""One office per story."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.migrate import Schema
from tests.journeys.office import Office, office


@pytest.fixture
async def here(tmp_path: Path, upgraded_files: dict[Schema, Path]) -> AsyncIterator[Office]:
    async with office(tmp_path, upgraded_files) as made:
        yield made
