"""Composes the texts of one deal from many single sentences, and never the same text twice."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from random import Random

from sandbox.year.cast import Cast, fixed_slots, loose_slots
from sandbox.year.clock import Clock
from sandbox.year.dates import clock_time, say, weekday
from sandbox.year.desk import Desk
from sandbox.year.letters import TERSE, Sent, buyer_sign, greeting, quoted, rep_sign
from sandbox.year.model import Contact, Row

TRIES = 12
COLUMNS = (
    "id", "deal_id", "account_id", "contact_id", "person_id", "kind", "direction", "at",
    "subject", "body", "thread_id", "due_at", "done_at",
)  # fmt: skip


def empty_activity() -> Row:
    return dict.fromkeys(COLUMNS, "")


class Wording:
    """The words of one deal: its people, its matter, its language."""

    def __init__(self, desk: Desk, rng: Random, cast: Cast) -> None:
        self.desk = desk
        self.rng = rng
        self.cast = cast
        self._fixed: dict[str, dict[str, str]] = {}

    @property
    def clock(self) -> Clock:
        return self.desk.clock

    def line(self, language: str, key: str, when: date | None, told: date) -> str:
        """One filled phrase, nothing around it."""
        return self.desk.book.draw(language, key, self._slots(language, when, 600, told))

    def fill(self, phrase: str) -> str:
        """An English phrase from elsewhere with this deal's words in it."""
        return self.desk.book.fill(phrase, self._slots("en", None, 600, self.desk.on))

    def pair(self, key: str) -> tuple[str, str]:
        """A question and its answer, filled alike."""
        language = self.cast.language
        slots = self._slots(language, None, 600, self.desk.on)
        return self.desk.book.pair(language, key, slots)

    def mail_in(
        self,
        who: Contact,
        key: str,
        when: date | None,
        minute: int,
        at: datetime,
        *,
        text: str = "",
        bare: bool = False,
    ) -> str:
        """What somebody of the buyer's side writes."""
        language, book = self.cast.language, self.desk.book
        slots = {**self._slots(language, when, minute, at.date()), "sender": who.first}
        if bare:
            foot = f"{who.name}, {self.cast.account.name}\n{who.phone}"
            return self._fresh(lambda _: f"{_cap(book.draw(language, key, slots))}\n\n{foot}")
        hello = greeting(book, language, "in", who.hand, self.cast.rep)
        sign = buyer_sign(book, language, who, self.cast.account.name)
        terse = who.hand % TERSE == 0

        def compose(again: bool) -> str:
            core = text or book.draw(language, key, slots)
            middle = self._dressed(core, language, "in", slots, again)
            return _cap(middle) if terse else f"{hello}\n\n{middle}\n\n{sign}"

        return self._fresh(compose)

    def mail_out(
        self,
        to: Contact,
        key: str,
        when: date | None,
        minute: int,
        at: datetime,
        *,
        text: str = "",
        first: bool = False,
    ) -> str:
        """What our rep writes."""
        language, book = self.cast.language, self.desk.book
        slots = {**self._slots(language, when, minute, at.date()), "buyer": to.first}
        hello = greeting(book, language, "out", to.hand, to)
        sign = rep_sign(book, language, self.cast.rep)

        def compose(again: bool) -> str:
            core = text or book.draw(language, key, slots)
            side = "first" if first else "out"
            return f"{hello}\n\n{self._dressed(core, language, side, slots, again)}\n\n{sign}"

        return self._fresh(compose)

    def note(
        self,
        key: str,
        when: date | None,
        minute: int,
        told: date,
        tails: tuple[tuple[str, float], ...] = (("note.tail", 0.55),),
    ) -> str:
        """A shorthand note in English, the language the organisation keeps its records in."""
        book, slots = self.desk.book, self._slots("en", when, minute, told)

        def compose(again: bool) -> str:
            core = book.draw("en", key, slots)
            more = [
                book.draw("en", tail, slots) for tail, odds in tails if self.rng.random() < odds
            ]
            return self._join(core, *more, f"({self.cast.ref})" if again else "")

        return self._fresh(compose)

    def task(self, subject: str) -> str:
        about = f"{subject} – {self.cast.account.short}, {self.cast.ref}"
        return self._fresh(lambda again: f"{about} (again)" if again else about)

    def with_quote(self, plain: str, past: Sent | None, direction: str, who: Contact) -> str:
        """The mail with the one it answers below, for those whose programs do that."""
        if past is None or (past.who == who.name and direction == "inbound"):
            return plain
        odds = 0.5 if direction == "inbound" else 0.2
        if self.rng.random() > odds:
            return plain
        return f"{plain}\n\n{quoted(self.desk.book, self.cast.language, who.hand // 13, past)}"

    def _fresh(self, compose: Callable[[bool], str]) -> str:
        """Composes until the text is new; later tries carry one more sentence."""
        for attempt in range(TRIES):
            body = compose(attempt > 0)
            if self.desk.is_new(body):
                return body
        raise RuntimeError("the phrase files are too small for so many texts")

    def _dressed(
        self, core: str, language: str, side: str, slots: Mapping[str, str], again: bool
    ) -> str:
        """The core with, sometimes, a sentence before it and some after it."""
        book, rng = self.desk.book, self.rng
        ends = "in" if side == "in" else "out"
        opener = close = detail = ""
        if side != "first" and rng.random() < 0.33:
            opener = book.draw(language, f"open.{ends}", slots)
        if again or rng.random() < (0.42 if side == "in" else 0.22):
            detail = self._colour(language, side, slots)
        if side != "first" and rng.random() < 0.22:
            close = book.draw(language, f"close.{ends}", slots)
        if detail and rng.random() < 0.5:
            return f"{self._join(opener, core)}\n\n{self._join(detail, close)}"
        return self._join(opener, core, detail, close)

    def _colour(self, language: str, side: str, slots: Mapping[str, str]) -> str:
        if side == "in":
            return self._detail(language, slots)
        key = f"rep.{self.cast.product.key}"
        own = key if self.desk.book.has(language, key) else "rep"
        return self.desk.book.draw(language, own, slots)

    def _detail(self, language: str, slots: Mapping[str, str]) -> str:
        key = f"detail.{self.cast.account.industry}"
        own = key if self.desk.book.has(language, key) else "detail"
        return self.desk.book.draw(language, own, slots)

    def _slots(self, language: str, when: date | None, minute: int, told: date) -> dict[str, str]:
        if language not in self._fixed:
            self._fixed[language] = fixed_slots(self.cast, self.desk.book, language)
        slots = self._fixed[language] | loose_slots(self.cast, self.desk.book, self.rng, language)
        country = self.cast.account.country
        day = when or told
        slots["date"] = say(self.rng, day, told, language, country)
        slots["wd"] = weekday(day, language)
        slots["time"] = clock_time(minute, country)
        return slots

    @staticmethod
    def _join(*parts: str) -> str:
        """Sentences in a row. German mails begin in lower case after the greeting: only there."""
        kept = [part for part in parts if part]
        return " ".join([kept[0], *(_cap(part) for part in kept[1:])])


def _cap(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
