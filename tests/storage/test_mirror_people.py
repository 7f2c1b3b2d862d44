"""People are found by what people call them."""

import pytest

from bot.domain.people import REVOPS, Person, Role
from bot.errors import UnknownPerson
from storage.database import Database
from storage.people import People
from tests.fakes.business import person
from tests.fakes.workspace import Workspace

ADA = person("p1", name="Ada Field", email="ada@us.example")
ZOE = person("p2", name="Zoë Müller", email="Zoe@us.example", role=Role.MANAGER)
ODD = person("Ada Field", name="Named Like An Id", email="odd@us.example", role=Role.AUDITOR)


async def people(database: Database, *known: Person) -> People:
    await Workspace(database).hold(*known)
    return People(database=database, workspace="home")


@pytest.mark.parametrize("who", ["p2", "P2", "zoe@US.example", " zoë  MÜLLER "])
async def test_somebody_is_found_by_id_address_or_name(database: Database, who: str) -> None:
    assert await (await people(database, ADA, ZOE)).find(who) == ZOE


async def test_an_exact_id_wins_over_a_name(database: Database) -> None:
    assert await (await people(database, ADA, ODD)).find("Ada Field") == ODD


@pytest.mark.parametrize("who", ["revops", "RevOps"])
async def test_revops_is_built_in(database: Database, who: str) -> None:
    assert await (await people(database, ADA)).find(who) == REVOPS


async def test_nobody_is_an_error_that_names_those_near(database: Database) -> None:
    with pytest.raises(UnknownPerson, match=r"“Ada Feild”.*Did you mean Ada Field\?"):
        await (await people(database, ADA, ZOE)).find("Ada Feild")


async def test_two_of_one_name_are_an_error_that_tells_them_apart(database: Database) -> None:
    twin = person("p3", name="ada field", email="ada2@us.example")
    with pytest.raises(UnknownPerson, match=r"ada@us\.example or ada2@us\.example"):
        await (await people(database, ADA, twin)).find("Ada Field")


async def test_of_two_the_one_who_still_works_here_is_meant(database: Database) -> None:
    left = person("p3", name="Ada Field", email="old@us.example", active=False)
    known = await people(database, left, ADA)

    assert await known.find("Ada Field") == ADA
    assert await known.find("old@us.example") == left


async def test_reps_are_those_who_sell_and_are_here(database: Database) -> None:
    left = person("p4", active=False)
    bea = person("p5", name="Aa Bea")

    assert await (await people(database, ADA, ZOE, left, bea)).reps() == [bea, ADA]


async def test_nothing_is_found_by_an_empty_name(database: Database) -> None:
    with pytest.raises(UnknownPerson):
        await (await people(database, ADA, person("p6", email=None))).find("  ")
