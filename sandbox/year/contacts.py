"""The people at the accounts: a small circle each, and a buyer of its own for every open deal."""

from random import Random

from sandbox.year.model import Account, Contact, Row
from sandbox.year.names import Names, ascii_local
from sandbox.year.phrasebook import Book
from sandbox.year.places import PLACES

CIRCLE = ("economic_buyer", "technical", "user")


class Directory:
    """Makes contacts and remembers the circle of each account."""

    def __init__(self, rng: Random, names: Names, book: Book) -> None:
        self._rng = rng
        self._names = names
        self._book = book
        self._circles: dict[str, dict[str, Contact]] = {}
        self._known: dict[str, set[str]] = {}
        self.contacts: list[Contact] = []

    def circle(self, account: Account) -> dict[str, Contact]:
        """Role to contact: the budget holder, the technical mind and an everyday user."""
        if account.id not in self._circles:
            self._circles[account.id] = {
                role: self.add(account, role, account.language) for role in CIRCLE
            }
        return self._circles[account.id]

    def add(
        self, account: Account, role: str, language: str, *, first: str = "", consent: str = ""
    ) -> Contact:
        """One more person at the account."""
        rng, place = self._rng, PLACES[account.place]
        sex = rng.choice("fm")
        first = first or self._unused(account, place.culture, sex)
        first, last = self._names.unique(rng, place.culture, sex, first)
        self._known.setdefault(account.id, {account.owner.first}).add(first)
        number = len(self.contacts) + 1
        contact = Contact(
            id=f"con-{number:05d}",
            account_id=account.id,
            name=f"{first} {last}",
            first=first,
            last=last,
            sex=sex,
            email=f"{ascii_local(f'{first} {last}')}@{account.domain}",
            phone=self._phone(place.phone),
            title=self._book.raw(language, f"title.{role}"),
            role=role,
            timezone=account.timezone,
            language=language,
            consent=consent or rng.choices(("granted", "unknown", "withdrawn"), (70, 26, 4))[0],
            hand=rng.randrange(100_000),
        )
        self.contacts.append(contact)
        return contact

    def _unused(self, account: Account, culture: str, sex: str) -> str:
        """A given name that nobody else at the account has, while the culture's names last."""
        known = self._known.get(account.id, {account.owner.first})
        for _ in range(8):
            first = self._names.given(self._rng, culture, sex)
            if first not in known:
                break
        return first

    def _phone(self, prefix: str) -> str:
        """Number ranges that no one is connected to."""
        return f"{prefix} 555 {self._rng.randint(1000, 9999)} {self._rng.randint(10, 99)}"


def contact_rows(rng: Random, contacts: list[Contact]) -> list[Row]:
    """The file's rows; some people have no phone, no title or no role on record."""
    rows = []
    for contact in contacts:
        gap = rng.random()
        rows.append(
            {
                "id": contact.id,
                "account_id": contact.account_id,
                "name": contact.name,
                "email": contact.email,
                "phone": contact.phone if gap > 0.3 else "",
                "title": contact.title if gap < 0.92 else "",
                "role": contact.role if gap > 0.05 else "",
                "timezone": contact.timezone if gap < 0.85 else "",
                "language": contact.language,
                "email_consent": contact.consent,
                "newsletter": rng.choice(("yes", "no", "")),
            }
        )
    return rows
