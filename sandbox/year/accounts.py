"""The firms: where they sit, what they do, whose they are, and which look like twins."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from sandbox.year.model import Account, Person, Row
from sandbox.year.names import slug
from sandbox.year.phrasebook import Book
from sandbox.year.places import PLACES, TERRITORIES, Place
from sandbox.year.settings import INDUSTRIES

CUSTOMERS = 0.42
TWINS = 8  # accounts that exist twice under slightly different names


def make_accounts(
    rng: Random, book: Book, sellers: list[Person], count: int, on: date
) -> list[Account]:
    """`count` accounts spread evenly over the sellers; twins are among them."""
    taken: set[str] = set()
    accounts: list[Account] = []
    twins = min(TWINS, count // 20)
    places = {territory.name: territory.places for territory in TERRITORIES}
    for number in range(count - twins):
        owner = sellers[number % len(sellers)]
        place = rng.choice(places[owner.territory])
        accounts.append(_account(rng, book, taken, number + 1, owner, place, on))
    for index in rng.sample(range(len(accounts)), len(accounts) // 12):
        accounts[index] = _with_parent(rng, accounts, index)
    originals = rng.sample(accounts, twins)
    accounts += [_twin(rng, one, len(accounts) + n + 1) for n, one in enumerate(originals)]
    return accounts


def _account(
    rng: Random, book: Book, taken: set[str], number: int, owner: Person, code: str, on: date
) -> Account:
    place = PLACES[code]
    short, industry = _name(rng, book, taken, place)
    foreign = place.language != "en" and rng.random() < 0.8
    first, second = rng.sample(place.cities, 2)
    since = on - timedelta(days=rng.randint(200, 1900)) if rng.random() < CUSTOMERS else None
    return Account(
        id=f"acc-{number:04d}",
        name=f"{short} {rng.choice(place.legal)}",
        short=short,
        domain=f"{slug(short)}.example",
        industry=industry,
        country=place.country,
        place=code,
        timezone=place.timezone,
        language=place.language if foreign else "en",
        currency=place.currency,
        cities=(first, second),
        employees=int(min(12000, max(18, rng.lognormvariate(5.6, 1.1)))),
        owner=owner,
        customer_since=since,
    )


def _name(rng: Random, book: Book, taken: set[str], place: Place) -> tuple[str, str]:
    while True:
        industry = rng.choice(INDUSTRIES)
        stem = rng.choice(book.page("firms", f"stem.{place.culture}"))
        key = f"firm.{place.language}.{industry}"
        trade = rng.choice(
            book.page("firms", key if book.has("firms", key) else f"firm.{industry}")
        )
        short = f"{trade} {stem}" if place.culture in {"french", "spanish"} else f"{stem} {trade}"
        if short not in taken:
            taken.add(short)
            return short, industry


def _with_parent(rng: Random, accounts: list[Account], index: int) -> Account:
    child = accounts[index]
    others = [one for one in accounts if one.owner.region == child.owner.region]
    parent = rng.choice([one for one in others if not one.parent_id and one.id != child.id])
    return replace(child, parent_id=parent.id)


def _twin(rng: Random, original: Account, number: int) -> Account:
    """The same firm once more, as somebody typed it in a hurry."""
    spelt = rng.choice(
        (
            original.name.replace("&", "and").upper(),
            f"{original.short} (new)",
            f" {original.short}  ",
            f"{original.short.lower()} - {original.cities[0]}",
            f"{original.name}.",
        )
    )
    return replace(
        original,
        id=f"acc-{number:04d}",
        name=spelt,
        customer_since=None,
        parent_id="",
        twin_of=original.id,
    )


def account_rows(rng: Random, accounts: list[Account]) -> list[Row]:
    """The file's rows, with the gaps that a CRM collects and two columns of its own."""
    rows = []
    for account in accounts:
        gap = rng.random()
        revenue = int(account.employees * rng.uniform(90, 260)) * 1000
        rows.append(
            {
                "id": account.id,
                "name": account.name,
                "domain": account.domain if gap > 0.04 else "",
                "industry": account.industry.capitalize() if gap < 0.93 else "",
                "country": account.country,
                "employees": str(account.employees) if gap > 0.08 else "",
                "revenue": str(revenue) if rng.random() < 0.7 else "",
                "owner_id": account.owner.id,
                "parent_id": account.parent_id,
                "customer_since": account.customer_since.isoformat()
                if account.customer_since
                else "",
                "erp_number": str(rng.randint(100000, 999999)) if account.customer_since else "",
                "segment": _segment(account.employees),
            }
        )
    return rows


def _segment(employees: int) -> str:
    if employees < 120:
        return "Small"
    return "Mid" if employees < 900 else "Large"
