"""Mapping files: other people's exports become ours, and what a mapping does wrong is named."""

from pathlib import Path

import pytest

from bot.crm.builtin import BuiltinCrm
from bot.crm.port import RecordKind
from bot.domain.deals import Deal
from bot.domain.people import Person
from bot.errors import BadInput
from storage.database import Database
from tests.bot.crm.loads import PEOPLE, load, records, told, write

OWNERS = "Owner,Boss,Mail\nZoë O’Neil,Max Bär,zoe@x.example\nMax Bär,,max@x.example\n"
PIPELINE = (
    "Key,Title,Owner,Phase,Value,Opened,Region\n"
    'K1,Big one,Zoë O’Neil,In Talks,"$1,200.50",03/31/2026,North\n'
    "K2,,Max Bär,SIGNED,$7,12/01/2025,\n"
)
MAPPING = """
files:
  people.csv:
    - from: owners.csv
      columns:
        id: {column: Owner, slug: "-"}
        name: Owner
        role: {constant: rep}
        manager_id: {column: Boss, slug: "-"}
        email: Mail
  deals.csv:
    - from: pipeline.csv
      columns:
        id: {column: Key, hash: 12}
        name: {template: "{Title|Untitled} ({Key})"}
        owner_id: {column: Owner, slug: "-"}
        next_step: {lookup: {file: owners.csv, match: Owner, by: Owner, take: Mail}}
        stage: Phase
        status: {column: Phase, values: {signed: won}, otherwise: open}
        amount: {column: Value, remove: "$,"}
        created_at: {column: Opened, date: "%m/%d/%Y"}
        closed_at: {column: Opened, date: "%m/%d/%Y", when: {Phase: [Signed]}}
"""


def _mapping(tmp_path: Path, text: str) -> str:
    path = tmp_path / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


async def _deals(database: Database) -> list[Deal]:
    found = await records(database, RecordKind.DEAL)
    return [deal for deal in found if isinstance(deal, Deal)]


async def test_a_mapping_makes_ours_of_theirs(crm_database: Database, tmp_path: Path) -> None:
    directory = write(tmp_path / "in", owners=OWNERS, pipeline=PIPELINE)
    report = await load(crm_database, directory, mapping=_mapping(tmp_path, MAPPING))
    assert told(report) == []
    zoe, boss = await records(crm_database, RecordKind.PERSON)
    assert isinstance(zoe, Person)
    assert isinstance(boss, Person)
    assert (zoe.id, zoe.manager_id, boss.id) == ("zoe-oneil", "max-bar", "max-bar")
    first, second = await _deals(crm_database)
    assert (first.name, second.name) == ("Big one (K1)", "Untitled (K2)")
    assert (str(first.amount), first.status, first.next_step) == (
        "1200.5",
        "open",
        "zoe@x.example",
    )
    assert str(first.created_at) == "2026-03-31 00:00:00+00:00"
    assert (first.closed_at, second.closed_at, second.status) == (None, second.created_at, "won")
    assert (first.custom, second.custom) == ({"Region": "North"}, {})


async def test_a_fault_is_named_in_their_words(crm_database: Database, tmp_path: Path) -> None:
    rows = PIPELINE + "K3,x,Max Bär,New,free,12/01/2025,\nK4,x,Max Bär,New,1,31.12.2025,\n"
    directory = write(tmp_path / "in", owners=OWNERS, pipeline=rows)
    report = await load(crm_database, directory, mapping=_mapping(tmp_path, MAPPING))
    faults = told(report)
    assert faults[0] == (
        "pipeline.csv line 5, column Opened: “31.12.2025” does not look like %m/%d/%Y"
    )
    assert faults[-1].startswith("pipeline.csv line 4, column Value: “free” is not a plain number")


async def test_a_value_that_no_map_has_is_a_fault(crm_database: Database, tmp_path: Path) -> None:
    mapping = MAPPING.replace(", otherwise: open", "")
    directory = write(tmp_path / "in", owners=OWNERS, pipeline=PIPELINE)
    report = await load(crm_database, directory, mapping=_mapping(tmp_path, mapping))
    assert told(report) == [
        "pipeline.csv line 2, column Phase: “In Talks” is not among the mapping's values signed"
    ]


async def test_normalisations_are_counted_once(crm_database: Database, tmp_path: Path) -> None:
    mapping = MAPPING.replace(
        "    - from: pipeline.csv\n",
        "    - from: pipeline.csv\n      normalise: {Phase: {in talks: Talks, SIGNED: Signed}}\n",
    )
    directory = write(tmp_path / "in", owners=OWNERS, pipeline=PIPELINE)
    report = await load(crm_database, directory, mapping=_mapping(tmp_path, mapping))
    assert report.normalised == {
        "pipeline.csv Phase: “In Talks” read as “Talks”": 1,
        "pipeline.csv Phase: “SIGNED” read as “Signed”": 1,
    }
    assert {deal.stage for deal in await _deals(crm_database)} == {"Talks", "Signed"}


async def test_rows_can_be_chosen_and_taken_once(crm_database: Database, tmp_path: Path) -> None:
    mapping = """
files:
  people.csv:
    - from: owners.csv
      once_per: Boss
      where: {Boss: filled}
      drop: [Owner, Mail]
      columns:
        id: {column: Boss, slug: "-"}
        name: Boss
        role: {constant: manager}
"""
    rows = OWNERS + "Cy,Max Bär,\n"
    directory = write(tmp_path / "in", owners=rows)
    report = await load(crm_database, directory, mapping=_mapping(tmp_path, mapping))
    assert (told(report), report.files[0].new) == ([], 1)


async def test_a_mapping_without_files_declares_stages(
    crm_database: Database, tmp_path: Path
) -> None:
    mapping = """
pipelines:
  - stages: [Lead, Offer, Won]
    required: {Won: [amount]}
"""
    deals = "id,name,owner_id,stage,status\nd1,S,p1,Offer,open\nd2,T,p1,Odd,open\n"
    directory = write(tmp_path / "in", people=PEOPLE, deals=deals)
    await load(crm_database, directory, mapping=_mapping(tmp_path, mapping))
    stages = (await BuiltinCrm(crm_database).schema()).stages
    assert [stage.name for stage in stages] == ["Lead", "Offer", "Won", "Odd"]
    assert stages[2].required == ("amount",)


WRONG = [
    ("files: [", "is no YAML"),
    ("files: {people.csv: [{from: a.csv}]}", r"columns: Field required"),
    ("files: {people.csv: [{from: a.csv, columns: {id: {}}}]}", "exactly one of column, constant"),
    ("files: {people.csv: [{from: a.csv, colums: {}}]}", "colums: Extra inputs are not permitted"),
    ("files: {gadgets.csv: []}", "fills gadgets.csv, which is none of people.csv"),
    ("files: {people.csv: [{from: a.csv, columns: {}}]}", "There is no file in .* It reads a.csv"),
    (
        "files: {people.csv: [{from: owners.csv, columns: {id: Nr}}]}",
        "owners.csv line 1: the mapping reads Nr, which can't be found",
    ),
    (
        "files: {people.csv: [{from: owners.csv, columns: {id: Owner}}]}",
        "the required columns name, role can't be found",
    ),
    (
        "files: {people.csv: [{from: owners.csv, columns: {id: {lookup: {file: b.csv, match: x,"
        " by: Owner, take: y}}}}]}",
        "b.csv: the mapping looks things up in it, but it is not there",
    ),
]


@pytest.mark.parametrize(("mapping", "words"), WRONG)
async def test_a_wrong_mapping_is_explained(
    crm_database: Database, tmp_path: Path, mapping: str, words: str
) -> None:
    directory = write(tmp_path / "in", owners=OWNERS)
    with pytest.raises(BadInput, match=words) as caught:
        await load(crm_database, directory, mapping=_mapping(tmp_path, mapping))
    assert "Nothing was loaded." in str(caught.value)


async def test_an_unknown_mapping_names_the_built_in_ones(
    crm_database: Database, tmp_path: Path
) -> None:
    directory = write(tmp_path / "in", people=PEOPLE)
    with pytest.raises(BadInput, match=r"no mapping “mavn”.*built-in one \(maven\)"):
        await load(crm_database, directory, mapping="mavn")
