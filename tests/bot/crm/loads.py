"""Directories of CSV files for tests, and loading them."""

from pathlib import Path

from bot.crm.builtin import BuiltinCrm
from bot.crm.files import CrmFiles
from bot.crm.loading.report import LoadReport
from bot.crm.port import Record, RecordKind
from storage.database import Database

PEOPLE = "id,name,role\np1,Ann Lee,rep\n"
ACCOUNTS = "id,name\na1,Acme\n"
DEALS = "id,name,owner_id,stage,status\n"


class Silent:
    """Progress that nobody looks at."""

    def at(self, file: str, read: int, size: int) -> None: ...


def write(directory: Path, **files: str | bytes) -> Path:
    """One file per keyword; text as UTF-8, with its line ends as they are."""
    directory.mkdir(exist_ok=True)
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode()
        (directory / f"{name}.csv").write_bytes(raw)
    return directory


async def load(
    database: Database, directory: Path, *, mapping: str | None = None, skip_bad: bool = False
) -> LoadReport:
    files = CrmFiles(database=database, progress=Silent())
    return await files.load(directory, mapping=mapping, skip_bad=skip_bad)


async def records(database: Database, kind: RecordKind) -> list[Record]:
    """All records of a kind, as a connector gives them."""
    found = BuiltinCrm(database).changes(None)
    return [record async for change in found if change.kind is kind for record in change.records]


def told(report: LoadReport) -> list[str]:
    return [str(fault) for fault in report.faults]
