"""Names of people and firms, drawn from the culture of a place, and how they become addresses."""

import unicodedata
from random import Random

from sandbox.year.phrasebook import Book

SPELT_OUT = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "ä": "ae", "ö": "oe", "ü": "ue", "å": "a"}
)


def plain(text: str) -> str:
    """Letters and digits of the ASCII range only, lower case, everything else a blank."""
    folded = unicodedata.normalize("NFKD", text.lower().translate(SPELT_OUT))
    kept = (
        char if char.isascii() and char.isalnum() else " " for char in folded if ord(char) < 768
    )
    return "".join(kept)


def ascii_local(name: str) -> str:
    """first.last of an e-mail address."""
    return ".".join(plain(name).split())


def slug(name: str) -> str:
    """A domain label made of the words of a name."""
    return "-".join(plain(name).split())


class Names:
    """Draws given and family names; `unique` never gives the same full name twice."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._taken: set[str] = set()

    def given(self, rng: Random, culture: str, sex: str) -> str:
        return rng.choice(self._book.page("firms", f"{culture}.{sex}"))

    def unique(self, rng: Random, culture: str, sex: str, given: str = "") -> tuple[str, str]:
        last_names = self._book.page("firms", f"{culture}.last")
        for _ in range(40):
            first = given or self.given(rng, culture, sex)
            last = rng.choice(last_names)
            if f"{first} {last}" not in self._taken:
                break
        else:
            last = self._double(rng, first, last_names)
        self._taken.add(f"{first} {last}")
        return first, last

    def _double(self, rng: Random, first: str, last_names: list[str]) -> str:
        """Where a small culture runs out of names, people have two family names."""
        while True:
            last = f"{rng.choice(last_names)}-{rng.choice(last_names)}"
            if f"{first} {last}" not in self._taken:
                return last
