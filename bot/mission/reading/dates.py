"""Finds the days that a sentence speaks of, and which days they may mean, seen from its writing.

The words come from `lexicon/dates/<language>.txt`, one line per meaning:

    month 3 : march, mar              names used by WD, MON, NUM, FEAST in the patterns
    say week 1 : next week | …        an operation of `moments.py` and the phrases that call it
    edge after : after, following     words that move the date to its far (or near) side
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from bot.domain.facts import Dated
from bot.mission.reading.days import Span
from bot.mission.reading.lexicon import FOLDER
from bot.mission.reading.moments import Found, Moment, Names, resolve, shifted
from bot.mission.reading.ranges import joined
from bot.text.folding import fold, word_set

_PLACES = {
    "DAY": r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|ª|e)?",
    "ORD": r"(?P<day>\d{1,2})(?:st|nd|rd|th)",
    "YEAR": r"(?P<year>20\d\d)",
    "AMOUNT": r"(?P<amount>\d{1,3}|{NUM})",
    "KW": r"(?P<kw>\d{1,2})",
    "NUMERIC": r"(?P<numeric>\d{1,4}[./\-]\d{1,2}(?:[./\-]\d{2,4})?)",
    "SPAN": r"(?P<day>\d{1,2})[.]?-(?P<day2>\d{1,2})",
}
# Too frequent to decide anything: a phrase that has other words waits for those.
_FREQUENT = word_set(
    "the of in on by a an this to for at next last from until til till and week after "
    "before end in_the am im der die das dem den bis zum zur des vom nach vor in an ab le "
    "la les de du d l en au a fin el los las del al y por para hasta antes que fin mes "
    "semana mois semaine woche ende"
)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, eq=False)
class Phrase:
    """One way to name a date: a regex over plain words and the operation with its arguments."""

    source: str
    operation: tuple[str, ...]
    words: frozenset[str]
    fixed: frozenset[str]  # all of these must be there

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile("(?<= )" + self.source)


@dataclass(frozen=True, slots=True)
class DateGrammar:
    """All that one language says of dates."""

    names: Names
    phrases: tuple[Phrase, ...]
    by_word: Mapping[str, tuple[int, ...]]
    edges: re.Pattern[str]
    edge_of: Mapping[str, str]
    ambiguous: frozenset[str]
    leading: frozenset[str]  # words after which an ambiguous name is a date

    def find(self, plain: str, words: tuple[str, ...], moment: Moment) -> list[Found]:
        """The dates still to come (or today) that a sentence names, left to right."""
        by_word = self.by_word
        numbers: set[int] = set()
        for word in words:
            found = by_word.get(word)
            if found:
                numbers.update(found)
            if word[0].isdigit():
                numbers.update(by_word["#" if word.isalnum() else "#/"])
        if not numbers:
            return []
        present = frozenset(words)
        hits = [
            (match.start(), match.end(), phrase, match)
            for phrase in [self.phrases[number] for number in numbers]
            if phrase.fixed <= present
            for match in phrase.regex.finditer(plain)
        ]
        named = sorted(self._resolved(plain, hits, moment), key=lambda found: found.start)
        return [found for found in joined(plain, named) if found.span[1] >= moment.today]

    def _resolved(
        self, plain: str, hits: list[tuple[int, int, Phrase, re.Match[str]]], moment: Moment
    ) -> Iterator[Found]:
        """The longest reading of each stretch wins; words of the past take their stretch out."""
        hits.sort(key=lambda hit: hit[0] - hit[1])
        taken: list[tuple[int, int]] = []
        for start, end, phrase, match in hits:
            if any(start < right and left < end for left, right in taken):
                continue
            if self._is_mere_word(plain, start, end):
                continue
            span = resolve(phrase.operation, match, self.names, moment)
            if phrase.operation[0] == "past" or span is not None:
                taken.append((start, end))
            if span is None:
                continue
            edge = self._edge(plain, start)
            onward = self._onward(phrase, match, span, edge, moment)
            said = plain[start:end].strip()
            yield Found(start, end, said, shifted(span, edge, moment.today), onward, edge)

    def _onward(
        self, phrase: Phrase, match: re.Match[str], span: Span, edge: str, moment: Moment
    ) -> Span:
        """For a wait "before" a date ends with it, and "before Easter" lasts over Easter."""
        if phrase.operation[:2] == ("feast", "before"):
            after = ("feast", "after", *phrase.operation[2:])
            return resolve(after, match, self.names, moment) or span
        return span if edge == "before" else shifted(span, edge, moment.today)

    def _is_mere_word(self, plain: str, start: int, end: int) -> bool:
        """ "may", "march", "sun": a date only after a preposition."""
        if plain[start : end - 1] not in self.ambiguous:
            return False
        return plain[:start].rsplit(" ", 2)[-2] not in self.leading

    def _edge(self, plain: str, start: int) -> str:
        before = plain[max(0, start - 40) : start]
        words = list(self.edges.finditer(before))
        last = words[-1] if words else None
        if last is None or before.count(" ", last.end()) > 3 or "," in before[last.end() :]:
            return ""
        return self.edge_of[last.group().strip()]


def load_dates(language: str, folder: Path = FOLDER) -> DateGrammar:
    """Reads a language's date words and compiles its phrases."""
    text = (folder / "dates" / f"{language}.txt").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines()]
    split = [line.partition(" : ") for line in lines if " : " in line and line[:2] != "//"]
    heads = [(head.split(), items) for head, _, items in split]
    tables: dict[str, dict[str, str]] = {}
    for head, items in heads:
        if head[0] != "say":
            table = tables.setdefault(head[0], {})
            table.update(dict.fromkeys(_items(items), head[-1]))
    names = _names(tables)
    phrases = [
        _phrase(pattern, tuple(head[1:]), names)
        for head, items in heads
        if head[0] == "say"
        for pattern in items.split(" | ")
    ]
    return DateGrammar(
        names=names,
        phrases=tuple(phrases),
        by_word=_by_word(phrases),
        edges=_edges(tables["edge"]),
        edge_of=tables["edge"],
        ambiguous=frozenset(tables.get("ambiguous", ())),
        leading=frozenset(tables.get("leading", ())),
    )


def _names(tables: Mapping[str, Mapping[str, str]]) -> Names:
    return Names(
        months={key: int(value) for key, value in tables["month"].items()},
        weekdays={key: int(value) for key, value in tables["weekday"].items()},
        numbers={key: int(value) for key, value in tables["number"].items()},
        feasts=tables["feast"],
    )


def _items(items: str) -> list[str]:
    return [fold(item.strip()) for item in items.split(",")]


def _by_word(phrases: list[Phrase]) -> dict[str, tuple[int, ...]]:
    index: dict[str, list[int]] = {"#": [], "#/": []}
    for number, phrase in enumerate(phrases):
        for word in phrase.words:
            index.setdefault(word, []).append(number)
    return {word: tuple(numbers) for word, numbers in index.items()}


def _edges(edge_of: Mapping[str, str]) -> re.Pattern[str]:
    ordered = sorted(edge_of, key=len, reverse=True)
    return re.compile("(?<= )(?:" + "|".join(re.escape(edge) for edge in ordered) + ") ")


def _phrase(pattern: str, operation: tuple[str, ...], names: Names) -> Phrase:
    """Capitals are places, `a/b` is either; the rarest fixed word decides when it is tried."""
    tables = {
        "WD": names.weekdays,
        "MON": names.months,
        "NUM": names.numbers,
        "FEAST": names.feasts,
    }
    elements = pattern.split()
    fixed = [element.split("/") for element in elements if element not in (*tables, *_PLACES)]
    fixed_all = fixed
    fixed = [options for options in fixed if options[0] not in _FREQUENT] or fixed
    words: set[str] = {"#/" if {"NUMERIC", "SPAN"} & set(elements) else "#"}
    if fixed and (fixed[0][0] not in _FREQUENT or not set(elements) & {"WD", "MON", "FEAST"}):
        words = {fold(option.split("_")[0]) for option in max(fixed, key=_length)}
    else:
        for name in ("WD", "MON", "FEAST"):
            if name in elements:
                words = {key.split()[0] for key in tables[name]}
                break
    source = "".join(_word(element, tables) + " " for element in elements)
    if operation[0] in ("day", "weekdayday"):  # "Wednesday, 12 o'clock" is no twelfth
        source += r"(?!(?:uhr|h|hs|heures?|horas?|o|pm|noon) )"
    if operation[0] == "day":  # "on 9" of "on 9 March" is no date of its own
        source += f"(?!(?:of |de |del )?(?:{_options(names.months)}) )"
    sure = {
        fold(word) for options in fixed_all if len(options) == 1 for word in options[0].split("_")
    }
    sure -= {","}
    return Phrase(source, operation, frozenset(words), frozenset(sure))


def _length(options: list[str]) -> int:
    return len(options[0])


def _word(word: str, tables: Mapping[str, Mapping[str, object]]) -> str:
    if word in tables:
        group = {"WD": "wd", "MON": "mon", "NUM": "amount", "FEAST": "feast"}[word]
        return f"(?P<{group}>{_options(tables[word])})"
    if word in _PLACES:
        return _PLACES[word].replace("{NUM}", _options(tables["NUM"]))
    options = [re.escape(fold(option).replace("_", " ")) for option in word.split("/")]
    return "(?:" + "|".join(options) + ")"


def _options(table: Mapping[str, object]) -> str:
    return "|".join(re.escape(key) for key in sorted(table, key=len, reverse=True))


def dated(said: str, span: Span) -> Dated:
    """The days with the words that named them, for people."""
    first, last = span
    return Dated(first=first, last=last, reading=f"“{said}” read as {day_words(first, last)}")


def day_words(first: date, last: date) -> str:
    """As a person reads it: "Fri 20 Mar 2026" or "Mon 16 – Fri 20 Mar 2026"."""
    end = _day_words(last)
    return end if first == last else f"{_day_words(first)} – {end}"


def _day_words(day: date) -> str:
    # Not `%a`: that depends on the machine's locale and takes its time.
    weekday, month = _WEEKDAYS[day.weekday()], _MONTHS[day.month - 1]
    return f"{weekday} {day.day} {month} {day.year}"
