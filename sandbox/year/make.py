"""Makes the synthetic year: `make_year` computes it, `write` puts it into CSV files."""

import csv
from datetime import date
from pathlib import Path
from random import Random

from sandbox.year.accounts import account_rows, make_accounts
from sandbox.year.casting import Casting
from sandbox.year.clock import Clock
from sandbox.year.closed import ClosedDeals
from sandbox.year.contacts import Directory, contact_rows
from sandbox.year.dealfields import DealTables
from sandbox.year.deals import OpenDeals
from sandbox.year.desk import Desk
from sandbox.year.leads import Leads
from sandbox.year.loose import write_loose
from sandbox.year.model import Account, Person, Story, Year
from sandbox.year.names import Names
from sandbox.year.people import make_people, person_rows
from sandbox.year.phrasebook import Book
from sandbox.year.products import product_rows
from sandbox.year.stages import pace_of
from sandbox.year.stories.registry import KINDS, Decks
from sandbox.year.usage import usage_rows

DAY = date(2026, 11, 20)
NEVER_HANDED_OVER = ("quiet", "quiet", "thin", "quiet", "thin", "quiet")


def make_year(
    seed: int = 7,
    on: date = DAY,
    *,
    reps: int = 12,
    open_per_rep: int = 80,
    closed_per_rep: int = 215,
    accounts: int | None = None,
    leads: int = 240,
) -> Year:
    """The same year for the same arguments, on any machine and in any process.

    `accounts` defaults to what twelve reps share 350 of; fewer reps make a smaller year.
    """
    rng = Random(seed)
    book = Book(_branch(rng))
    desk, names = Desk(Clock(on), book), Names(book)
    people = make_people(rng, names, reps)
    sellers = [person for person in people if person.role == "rep" and person.active]
    firms = make_accounts(rng, book, sellers, accounts or round(reps * 350 / 12), on)
    directory = Directory(_branch(rng), names, book)
    tables = DealTables()
    casting = Casting(_branch(rng), book, directory)
    closed = ClosedDeals(desk, _branch(rng), casting, tables)
    for index, rep in enumerate(sellers):
        closed.write(rep, _owned(firms, rep), closed_per_rep, pace_of(index))
    write_loose(desk, _branch(rng), casting, firms)
    opened = OpenDeals(desk, _branch(rng), casting, tables)
    _write_open(opened, people, firms, Decks(_branch(rng)), open_per_rep)
    rows = {
        "people": person_rows(people),
        "accounts": account_rows(rng, firms),
        "contacts": contact_rows(rng, directory.contacts),
        "products": product_rows(),
        **tables.rows(),
        "activities": desk.activities,
        "usage": usage_rows(rng, desk.clock, firms, _moods(opened.stories, opened.accounts)),
        "leads": Leads(desk, rng, names).rows(sellers, firms, tables.deals, leads),
    }
    return Year(seed=seed, on=on, tables=rows, stories=opened.stories)


def write(year: Year, directory: Path) -> None:
    """One UTF-8 file per table, as the contract names them; the stories stay untold."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, rows in year.tables.items():
        with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            columns = list(rows[0])
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([[row[column] for column in columns] for row in rows])


def _branch(rng: Random) -> Random:
    """A source of its own for each part, so that a change in one leaves the others alone."""
    return Random(rng.getrandbits(64))


def _owned(firms: list[Account], rep: Person) -> list[Account]:
    return [firm for firm in firms if firm.owner.id == rep.id]


def _write_open(
    opened: OpenDeals, people: list[Person], firms: list[Account], decks: Decks, count: int
) -> None:
    """Each rep's hand of stories; and what a rep who left never handed over."""
    originals = [firm for firm in firms if not firm.twin_of]
    sellers = [person for person in people if person.role == "rep" and person.active]
    for index, rep in enumerate(sellers):
        opened.write(rep, _owned(originals, rep), decks.hand(count), pace_of(index))
    former = next(person for person in people if not person.active)
    kinds = [KINDS[name] for name in NEVER_HANDED_OVER]
    opened.write(former, _owned(originals, sellers[0]), kinds, pace_of(0))


def _moods(stories: dict[str, Story], accounts: dict[str, str]) -> dict[str, str]:
    """Account id to what its usage shows, from the stories that are about usage."""
    return {
        accounts[deal_id]: tag.removeprefix("usage:")
        for deal_id, story in stories.items()
        for tag in story.tags
        if tag.startswith("usage:")
    }
