"""Leads from forms, fairs and lists: some became deals, some are twins, some are nonsense."""

from datetime import timedelta
from random import Random

from sandbox.year.desk import Desk
from sandbox.year.model import Account, Person, Row
from sandbox.year.names import Names, ascii_local
from sandbox.year.places import PLACES, TERRITORIES

SOURCES = ("Web form", "Fair", "Referral", "Webinar", "Bought list", "Partner", "Chat")
STATUSES = ("new", "working", "qualified", "disqualified", "converted")
STATUS_WEIGHTS = (22, 26, 12, 22, 18)
FREE_MAIL = "mailbox.example"


class Leads:
    """Makes leads that fit the firms and territories of the year."""

    def __init__(self, desk: Desk, rng: Random, names: Names) -> None:
        self._desk = desk
        self._rng = rng
        self._names = names

    def rows(
        self, sellers: list[Person], accounts: list[Account], deals: list[Row], count: int
    ) -> list[Row]:
        by_owner: dict[str, list[str]] = {}
        for deal in deals:
            by_owner.setdefault(deal["owner_id"], []).append(deal["id"])
        rows = [
            self._lead(number + 1, self._rng.choice(sellers), accounts, by_owner)
            for number in range(count)
        ]
        for index in range(0, count, 29):
            rows.append(self._twin(rows[index], len(rows) + 1))
        return rows

    def _lead(
        self, number: int, owner: Person, accounts: list[Account], deals: dict[str, list[str]]
    ) -> Row:
        rng = self._rng
        places = next(one.places for one in TERRITORIES if one.name == owner.territory)
        place = PLACES[rng.choice(places)]
        first, last = self._names.unique(rng, place.culture, rng.choice("fm"))
        known = rng.random() < 0.35
        account = rng.choice([one for one in accounts if one.owner.id == owner.id])
        company = account.short if known else self._company(place.culture)
        domain = account.domain if known else f"{ascii_local(company).replace('.', '-')}.example"
        if rng.random() < 0.12:
            domain = FREE_MAIL
        status = rng.choices(STATUSES, STATUS_WEIGHTS)[0]
        age = rng.randint(40, 330) if status == "converted" else rng.randint(1, 200)
        day = self._desk.clock.last_working(place.country, self._desk.on - timedelta(days=age))
        return {
            "id": f"lead-{number:04d}",
            "name": f"{first} {last}",
            "company": company,
            "email": f"{ascii_local(f'{first} {last}')}@{domain}" if rng.random() > 0.06 else "",
            "title": self._desk.book.raw("en", "title.champion") if rng.random() > 0.2 else "",
            "source": rng.choice(SOURCES),
            "country": place.country,
            "employees": str(rng.randint(12, 2400)) if rng.random() > 0.3 else "",
            "created_at": self._desk.clock.some_time(rng, day, place.timezone).isoformat(),
            "owner_id": owner.id if status != "new" or rng.random() < 0.4 else "",
            "status": status,
            "converted_deal_id": rng.choice(deals[owner.id]) if status == "converted" else "",
            "campaign": rng.choice(("", "", "spring", "autumn")),
        }

    def _company(self, culture: str) -> str:
        book = self._desk.book
        trade = book.raw("firms", f"firm.{self._rng.choice(('logistics', 'food', 'retail'))}")
        return f"{book.raw('firms', f'stem.{culture}')} {trade} Group"

    def _twin(self, lead: Row, number: int) -> Row:
        """The same person through another door, spelt a little differently."""
        return lead | {
            "id": f"lead-{number:04d}",
            "name": lead["name"].upper(),
            "source": self._rng.choice(SOURCES),
            "status": "new",
            "owner_id": "",
            "converted_deal_id": "",
        }
