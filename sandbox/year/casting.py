"""Finds account, buyer, product and size for a deal."""

from random import Random

from sandbox.year.cast import Cast
from sandbox.year.contacts import Directory
from sandbox.year.desk import one_of
from sandbox.year.model import Account, Contact, Person, Product
from sandbox.year.phrasebook import Book
from sandbox.year.products import MAIN
from sandbox.year.stories.kinds import Kind

PERCENTS = (5, 7, 8, 10, 12, 15, 18, 20)
BUYER_ROLES = ("champion", "champion", "champion", "user", "economic_buyer", "technical", "")


class Casting:
    """Casts deals; accounts whose story touches the whole firm are kept for one deal alone."""

    def __init__(self, rng: Random, book: Book, directory: Directory) -> None:
        self._rng = rng
        self._book = book
        self._directory = directory
        self._regulars: dict[str, Contact] = {}
        self._refs = 0

    def accounts_for(self, kinds: list[Kind], owned: list[Account]) -> list[Account]:
        """One account per kind, in their order."""
        free = list(owned)
        self._rng.shuffle(free)
        alone = [self._take(free, kind) if kind.alone else None for kind in kinds]
        customers = [one for one in free if one.customer_since] or free
        rounds: list[Account] = []
        chosen = []
        for kind, taken in zip(kinds, alone, strict=True):
            if not rounds:
                rounds = list(free)
                self._rng.shuffle(rounds)
            chosen.append(taken or (self._rng.choice(customers) if kind.customer else rounds.pop()))
        return chosen

    def _take(self, free: list[Account], kind: Kind) -> Account:
        fitting = [one for one in free if one.customer_since or not kind.customer]
        account = (fitting or free)[0]
        free.remove(account)
        return account

    def open_deal(self, rep: Person, account: Account, kind: Kind, consent: str = "") -> Cast:
        """A deal with a buyer of its own, so that two stories never share a person."""
        language = account.language if account.language in kind.languages else "en"
        role = one_of(self._rng, BUYER_ROLES) or "champion"
        circle = self._directory.circle(account)
        twin = circle["user"].first if self._rng.random() < 0.03 else ""
        buyer = self._directory.add(account, role, language, first=twin, consent=consent)
        return self._cast(rep, account, buyer, language)

    def closed_deal(self, rep: Person, account: Account) -> Cast:
        """A deal with the account's regular contact."""
        if account.id not in self._regulars:
            self._regulars[account.id] = self._directory.add(account, "champion", account.language)
        return self._cast(rep, account, self._regulars[account.id], account.language)

    def _cast(self, rep: Person, account: Account, buyer: Contact, language: str) -> Cast:
        rng, circle = self._rng, self._directory.circle(account)
        product = self._product()
        seats = int(min(900, max(8, rng.lognormvariate(4.1, 0.75))))
        amount = seats * product.list_price * 12 * rng.choice((88, 94, 100, 100, 106)) // 100
        self._refs += 1
        return Cast(
            rep=rep,
            account=account,
            buyer=buyer,
            other=circle["user"],
            boss=circle["economic_buyer"],
            tech=circle["technical"],
            product=product,
            seats=seats,
            amount=round(amount, -1),
            language=language,
            ref=f"Q-{20000 + self._refs}",
            erp=self._book.raw("en", "erp"),
            rival=self._book.raw("en", "rival"),
            pct=PERCENTS[int(rng.random() * len(PERCENTS))],
            ticket=f"#{rng.randint(20000, 89999)}",
        )

    def _product(self) -> Product:
        return self._rng.choices(MAIN, (30, 24, 18, 16, 12))[0]
