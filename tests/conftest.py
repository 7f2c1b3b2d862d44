"""Databases for tests: each test has its own, on SQLite and, where it can be had, PostgreSQL."""

import asyncio
import logging
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from storage.database import Database
from storage.migrate import Schema, upgrade
from tests.servers.postgres import Unavailable, server_url

BOTH = [
    pytest.param("sqlite"),
    pytest.param("postgresql", marks=pytest.mark.distributed),
]

# What a test that takes one of these fixtures wants to be up to date; the rest follows.
_TAKEN = {"database": Schema.DAYBREAK, "crm_database": Schema.CRM}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="Write what is drawn now as the golden files."
    )

    parser.addoption(
        "--whole", action="store_true", help="Run the longest property tests in their whole length."
    )


@pytest.fixture
def whole(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--whole"))


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def logs_as_before() -> Iterator[None]:
    """For tests that set up logging: the others hear what they heard before."""
    names = (None, "bot", "handlers", "storage", "sandbox", "bench")
    loggers = [logging.getLogger(name) for name in names]
    before = [(logger, logger.level, list(logger.handlers)) for logger in loggers]
    yield
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers


@pytest.fixture(scope="session")
def postgres_server() -> str:
    try:
        return server_url()
    except Unavailable as error:
        pytest.skip(reason=f"PostgreSQL: {error}")


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database: empty, unless the test takes one that is up to date as well."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    taken = [_TAKEN[name] for name in _TAKEN if name in request.fixturenames]
    template = request.getfixturevalue("upgraded_postgres")[taken[0]] if taken else None
    yield from postgres_database(request.getfixturevalue("postgres_server"), template)


@pytest.fixture(scope="session")
def upgraded_files(tmp_path_factory: pytest.TempPathFactory) -> dict[Schema, Path]:
    """One SQLite file per schema, brought up to date once and copied for each test."""
    made = {schema: tmp_path_factory.mktemp("schema") / f"{schema}.db" for schema in Schema}
    for schema, path in made.items():
        asyncio.run(_upgraded(f"sqlite:///{path}", schema))
    return made


@pytest.fixture(scope="session")
def upgraded_postgres(postgres_server: str) -> Iterator[dict[Schema, str]]:
    """One database per schema, brought up to date once and copied for each test; their names."""
    with ExitStack() as stack:
        urls = {
            schema: stack.enter_context(contextmanager(postgres_database)(postgres_server))
            for schema in Schema
        }
        for schema, url in urls.items():
            asyncio.run(_upgraded(url, schema))
        yield {schema: urlsplit(url).path.lstrip("/") for schema, url in urls.items()}


@pytest.fixture
async def database(
    database_url: str, upgraded_files: dict[Schema, Path]
) -> AsyncIterator[Database]:
    """Daybreak's own database, open and up to date."""
    async for made in _open(database_url, Schema.DAYBREAK, upgraded_files):
        yield made


@pytest.fixture
async def crm_database(
    database_url: str, upgraded_files: dict[Schema, Path]
) -> AsyncIterator[Database]:
    """The built-in CRM's database, open and up to date.

    In a test that takes both, the two live side by side in one place, as they may in real life.
    """
    url = database_url.replace("test.db", "crm.db")
    async for made in _open(url, Schema.CRM, upgraded_files):
        yield made


async def _open(url: str, schema: Schema, files: dict[Schema, Path]) -> AsyncIterator[Database]:
    if url.startswith("sqlite"):
        shutil.copyfile(files[schema], url.removeprefix("sqlite:///"))
    made = Database.open(url)
    await upgrade(made, schema)
    yield made
    await made.close()


async def _upgraded(url: str, schema: Schema) -> None:
    made = Database.open(url)
    await upgrade(made, schema)
    await made.close()


def postgres_database(server: str, template: str | None = None) -> Iterator[str]:
    """The address of a new database, a copy of the template, that is dropped afterwards."""
    name = f"daybreak_{uuid.uuid4().hex[:12]}"
    source = f' TEMPLATE "{template}"' if template else ""
    asyncio.run(_statement(server, f'CREATE DATABASE "{name}"{source}'))
    yield server.replace("/postgres?", f"/{name}?")
    asyncio.run(_statement(server, f'DROP DATABASE "{name}" WITH (FORCE)'))


async def _statement(server: str, sql: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
