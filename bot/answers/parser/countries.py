"""Countries by all the names that people call them."""

from functools import lru_cache

from babel import Locale

from bot.answers.parser.tokens import folded

_LOCALES = ("en", "de", "fr", "es")
_MORE = {
    "US": ("USA", "US", "United States of America", "the States", "America"),
    "GB": ("UK", "Britain", "Great Britain", "England"),
    "NL": ("Holland",),
    "KR": ("Korea", "South Korea"),
    "AE": ("UAE", "Emirates"),
    "CZ": ("Czech Republic",),
}
_CODE_LETTERS = 2


def names_of_country(name: str) -> tuple[str, ...]:
    """Other names of the country that a CRM calls by its code or by a name; none if unknown."""
    code = _codes().get(folded(name.strip()))
    if code is None:
        return ()
    return tuple(dict.fromkeys((*_MORE.get(code, ()), *_names()[code])))


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, ...]]:
    territories = [Locale.parse(language).territories for language in _LOCALES]
    every = [str(code) for code in territories[0]]
    codes = [code for code in every if len(code) == _CODE_LETTERS and code.isalpha()]
    return {code: tuple(t[code] for t in territories if code in t) for code in codes}


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    found = {folded(name): code for code, names in _names().items() for name in names}
    found |= {folded(name): code for code, names in _MORE.items() for name in names}
    return found | {code.casefold(): code for code in _names()}
