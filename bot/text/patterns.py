r"""The little language in which the lexicon says what people say, compiled to safe regexes.

A pattern is a row of elements, each matching whole words of a sentence's plain form:

    word      that word                        wor* *ord *or*   a word that begins, ends, holds so
    a|b_c|@x  one of several; _ joins words    @name     a class of words or phrases
    [a|b]     may be there or not              ^  $      begin of a clause, end of the sentence
    ..  ..6   up to three (six) words between  ~         up to twelve, commas included
    #         a number                         {x}       one to four words, kept as the topic
    %3        exactly three words at most, kept as nothing; the same as ..3

Gaps are bounded and words cannot overlap, so a search takes time linear in the sentence. Umlauts
in a pattern also match their spelling with e ("für", "fuer").
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.text.folding import fold

_UMLAUTS = {"ü": "ue?", "ö": "oe?", "ä": "ae?", "ß": "(?:ß|ss)"}
_GAP = r"(?:[^ ,;:?()]+ ){0,%d}?"
_FAR = r"(?:[^ ?]+ ){0,12}?"
_BEGIN = r"(?<=[\^,;:(\-/>)] )"


@dataclass(frozen=True, slots=True)
class Need:
    """One of these words, or a word that begins with one of these stems, must be present; or one
    of `inner` anywhere in a word.
    """

    words: frozenset[str]
    stems: frozenset[str]
    inner: frozenset[str] = frozenset()


NEEDS = 5  # so many of a pattern's elements are looked for before the regex is tried
Classes = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Pattern:
    """A pattern and what a sentence needs to be worth a try, the rarest first."""

    text: str
    classes: Classes
    needs: tuple[Need, ...]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled at its first try: most documents come near to few patterns."""
        return re.compile(_joined([_element(each, self.classes) for each in self.text.split()]))


def compile_pattern(text: str, classes: Classes, common: frozenset[str]) -> Pattern:
    """One pattern; the rarest element that must be there decides when it is tried."""
    spelled = [
        _alternatives(element, classes) for element in text.split() if element[0] not in "[.~#{^$%"
    ]
    # Begin and end of a sentence are always there, so an element that may be one needs nothing.
    needed = [options for options in spelled if not {"^", "$"} & set(options)]
    if not needed:
        raise ValueError(f"pattern without a word: {text}")
    needed.sort(key=lambda options: _cost(options, common))
    needs = tuple(_need(options, common) for options in needed[:NEEDS])
    return Pattern(text, classes, needs)


def union(options: tuple[str, ...], classes: Classes) -> str:
    """Regex source that matches any of the options, longer ones first, with the space after."""
    flat: list[str] = []
    for option in options:
        flat.extend(_alternatives(option, classes) if option.startswith("@") else [option])
    ordered = sorted(dict.fromkeys(flat), key=lambda option: (-len(option), option))
    return "(?:" + "|".join(_phrase(option) for option in ordered) + ") "


def words_of(text: str, classes: Classes) -> frozenset[str]:
    """Every word that a pattern spells, folded."""
    options = (_alternatives(element.strip("[]"), classes) for element in text.split())
    return frozenset(
        form
        for each in options
        for option in each
        for word in option.split()
        for form in _spellings(word)
    )


def _joined(pieces: list[str]) -> str:
    start = "" if pieces[0] == _BEGIN else "(?<= )"
    return start + "".join(pieces)


def _element(element: str, classes: Classes) -> str:
    if element == "^":
        return _BEGIN
    if element == "$":
        return r"(?:[.!] )?\$ "
    if element == "~":
        return _FAR
    if element == "#":
        return r"\d[^ ]* "
    if element.startswith(".."):
        return _GAP % int(element[2:] or 3)
    if element == "{x}":
        return r"(?P<topic>(?:[^ ,;:?()$^]+ ){1,4}?)"
    if element == "{x+}":
        return r"(?P<topic>(?:[^ ,;:?()$^]+ ){1,4})"
    if element.startswith("["):
        return "(?:" + union(_alternatives(element[1:-1], classes), classes) + ")?"
    return union(_alternatives(element, classes), classes)


def _alternatives(element: str, classes: Classes) -> tuple[str, ...]:
    """The phrases that an element stands for, classes within classes resolved."""
    found: list[str] = []
    for option in element.split("|"):
        if not option.startswith("@"):
            found.append(option.replace("_", " "))
            continue
        for item in classes[option[1:]]:
            found.extend(_alternatives(item, classes) if item.startswith("@") else [item])
    return tuple(found)


def _phrase(option: str) -> str:
    return " ".join(_word(word) for word in option.split())


def _word(word: str) -> str:
    if word == "#":
        return r"\d[^ ]*"
    any_of_it = "[^ ]*"
    stem = word.strip("*")
    source = "".join(_UMLAUTS.get(char) or re.escape(fold(char)) for char in stem.lower())
    return (any_of_it if word[0] == "*" else "") + source + (any_of_it if word[-1] == "*" else "")


def _telling(option: str, common: frozenset[str]) -> str:
    """The word of a phrase that says most about its presence: not a frequent one, and long."""
    return max(option.split(), key=lambda word: (word not in common, word != "#", len(word)))


def _cost(options: tuple[str, ...], common: frozenset[str]) -> tuple[int, int]:
    telling = [_telling(option, common) for option in options]
    frequent = sum(1 for word in telling if word in common)
    short = sum(1 for word in telling if len(word.strip("*")) < 3)
    inner = sum(1 for word in telling if word[0] == "*")
    return frequent * 3 + short + inner, len(options)


def _need(options: tuple[str, ...], common: frozenset[str]) -> Need:
    words: set[str] = set()
    stems: set[str] = set()
    inner: set[str] = set()
    for option in options:
        telling = _telling(option, common)
        forms = inner if telling[0] == "*" else stems if telling[-1] == "*" else words
        forms.update(_spellings(telling.strip("*")))
    return Need(frozenset(words), frozenset(stems), frozenset(inner))


def _spellings(word: str) -> tuple[str, ...]:
    """As folded text may write it: "für" is "fur" or "fuer"."""
    if word == "#":
        return ("#",)  # stands for every word that starts with a digit
    plain = fold(word)
    wide = word.lower().replace("ü", "ue").replace("ö", "oe").replace("ä", "ae")
    forms = {plain, fold(wide)}
    return tuple(forms | {form.replace("ß", "ss") for form in forms})
