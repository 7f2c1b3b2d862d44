"""Files that can't be read at all: one sentence each, and nothing is loaded even with skip_bad."""

from pathlib import Path

import pytest

from bot.crm.loading.vetting import vetted
from bot.crm.port import RecordKind
from bot.errors import BadInput
from storage.database import Database
from tests.bot.crm.loads import PEOPLE, load, records, write

LATIN = "id,name,role\np1,Ann,rep\np2,Zoé,rep\n".encode("latin-1")

FILES = [
    # people.csv, what the sentence says
    (b"", "people.csv: the file is empty"),
    (b"\xef\xbb\xbf\n", "people.csv: the file is empty"),
    (PEOPLE.encode("utf-16"), "people.csv line 1: the file is UTF-16; save it as UTF-8"),
    (PEOPLE.encode("utf-16-le"), "people.csv line 1: the file looks like UTF-16"),
    (PEOPLE.encode("utf-32"), "people.csv line 1: the file is UTF-32"),
    (LATIN, r"people.csv line 3: byte 29 \(0xE9\) is not UTF-8, the file looks like Latin-1"),
    (b"id,name,role\np1,\x93Ann\x94,rep\n", r"line 2: byte 16 \(0x93\) .* Windows-1252"),
    (PEOPLE.encode() + b"p2,\xe2\x82", r"line 3: byte 31 \(0xE2\) is not UTF-8"),
    (b"id,name\np1,Ann\n", "line 1: the required column role can't be found"),
    (b"name\nAnn\n", "line 1: the required columns id, role can't be found"),
    (b"ID,Name,Role\n", "can't be found. Names of columns are in small letters"),
    (b"id;name;role\np1;Ann;rep\n", "separated by something else than commas"),
    (b"id,name,role,name\n", "line 1: the column “name” is there twice"),
    (b"id,name,role,\n", "line 1: column 4 has no name"),
    (b'id,"name,role\np1,Ann,rep\n', "line 1: the header can't be read"),
    (b'id,name,role\np1,"Ann,rep\np2,Bo,rep\n', "line 2: .* its quote is never closed"),
    (PEOPLE.encode() + b"p2," + b"x" * 140_000 + b",rep\n", "line 3: a cell is longer than"),
]


@pytest.mark.parametrize(("content", "words"), FILES)
async def test_a_file_that_cannot_be_read_is_named(
    crm_database: Database, tmp_path: Path, content: bytes, words: str
) -> None:
    directory = write(tmp_path / "in", people=content, products="id,name\nx,Seat\n")
    with pytest.raises(BadInput, match=words) as caught:
        await load(crm_database, directory, skip_bad=True)
    assert str(caught.value).endswith("Nothing was loaded.")
    assert "\n" not in str(caught.value)
    assert await records(crm_database, RecordKind.PRODUCT) == []


async def test_a_missing_directory_is_named(crm_database: Database, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nowhere does not exist. Nothing was loaded"):
        await load(crm_database, tmp_path / "nowhere")


async def test_a_file_is_no_directory(crm_database: Database, tmp_path: Path) -> None:
    write(tmp_path, people=PEOPLE)
    with pytest.raises(BadInput, match=r"people\.csv is not a directory"):
        await load(crm_database, tmp_path / "people.csv")


async def test_a_directory_without_our_files_is_told(
    crm_database: Database, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match=r"There is no file to load .* people.csv, accounts.csv"):
        await load(crm_database, write(tmp_path / "in", contracts="id\n1\n"))


async def test_a_byte_order_mark_is_fine(crm_database: Database, tmp_path: Path) -> None:
    directory = write(tmp_path / "in", people=b"\xef\xbb\xbf" + PEOPLE.encode())
    assert (await load(crm_database, directory)).loaded


async def test_a_header_alone_is_fine(crm_database: Database, tmp_path: Path) -> None:
    report = await load(crm_database, write(tmp_path / "in", people="id,name,role\n"))
    assert report.loaded
    assert report.files[0].rows == 0


def test_a_character_on_the_edge_of_a_block_is_read(tmp_path: Path) -> None:
    content = b"x" * ((1 << 20) - 1) + "é".encode() + b"\n"
    (tmp_path / "people.csv").write_bytes(content)
    assert vetted(tmp_path / "people.csv").size == len(content)
