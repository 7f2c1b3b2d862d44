"""The period grammar of each language, compiled from the words in `lexicon/periods.yaml`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from bot.answers.calendar import Grain
from bot.text.yaml import read_yaml

_YEAR = r"(?:19|20|21)\d\d"
_FISCAL_YEAR = r"fy ?(?:\d{4}|\d{2})"
_SUFFIX = r"(?:st|nd|rd|th)?"
_COUNTS = "two|three|four|six|twelve|zwei|drei|vier|sechs|deux|trois|dos|tres|seis"


class Words(BaseModel):
    """One language's words; see the file for what each of them is for."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    units: Mapping[Grain, str]
    before: Mapping[str, str]
    after: Mapping[str, str]
    count: str
    full: str
    ago: str
    fiscal: str
    ordinals: Mapping[int, str]
    quarter: str
    months: Mapping[int, str]
    weekdays: Mapping[int, str]
    shy: frozenset[str]
    today: str
    yesterday: str
    tomorrow: str
    of: str
    to_date: str
    ytd: Mapping[Grain, str]
    end_of: str
    end_words: Mapping[Grain, str]
    ever: str
    edges: Mapping[str, str]
    each: Mapping[Grain, str]
    by: str
    over: str
    versus: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """One language: `bases` name a stretch of time, `edges` say which side of it is meant."""

    language: str
    words: Words
    starters: re.Pattern[str]
    bases: tuple[tuple[str, re.Pattern[str]], ...]
    edges: Mapping[tuple[str, ...], str]
    links: frozenset[str]

    def unit(self, word: str) -> Grain:
        return next(unit for unit, words in self.words.units.items() if _is(words, word))

    def month(self, word: str) -> int:
        return next(number for number, words in self.words.months.items() if _is(words, word))

    def weekday(self, word: str) -> int:
        return next(number for number, words in self.words.weekdays.items() if _is(words, word))

    def ordinal(self, word: str) -> int:
        return next(number for number, words in self.words.ordinals.items() if _is(words, word))


def _is(words: str, word: str) -> bool:
    return re.fullmatch(words, word) is not None


def load_grammars() -> tuple[Grammar, ...]:
    """One grammar per language, English first."""
    text = files("bot.answers.parser").joinpath("lexicon/periods.yaml").read_text("utf-8")
    return tuple(
        _compiled(language, Words.model_validate(words))
        for language, words in read_yaml(text).items()
    )


def _compiled(language: str, words: Words) -> Grammar:
    bases = tuple((name, re.compile(rf"{text}(?!\S)")) for name, text in _bases(words))
    starters = [r"\d\S*", r"fy\d*", rf"(?:{words.quarter})[1-4].*", r"[qh][1-4].*"]
    starters += [_first(text) for text in _beginnings(words)]
    edges: dict[tuple[str, ...], str] = {}
    for edge, phrases in words.edges.items():
        for phrase in phrases.split("|"):
            edges.setdefault(tuple(phrase.split()), edge)
    return Grammar(
        language=language,
        words=words,
        starters=re.compile("|".join(f"(?:{text})" for text in starters)),
        bases=bases,
        edges=edges,
        links=frozenset(phrase[-1] for phrase in edges),
    )


def _beginnings(words: Words) -> Iterator[str]:
    yield from words.before.values()
    yield from words.units.values()
    for each in (words.ordinals, words.months, words.weekdays):
        yield from each.values()
    yield from (words.today, words.yesterday, words.tomorrow, words.to_date, words.ever, words.by)
    yield from words.ytd.values()
    yield from words.end_words.values()
    yield from words.each.values()
    yield from words.versus.values()
    yield from (
        words.fiscal,
        words.ago,
        words.full,
        words.end_of,
        "fin|la|el|ende?|the|week|month|same|a|one|within|in|innerhalb|dans|en",
    )


def _first(text: str) -> str:
    """Patterns for the first words of the alternatives of a pattern."""
    firsts = {part.split(" ")[0] for part in text.split("|")}
    return "|".join(sorted(word for word in firsts if _is_pattern(word))) or "(?!)"


def _is_pattern(word: str) -> bool:
    return bool(word) and "{" not in word and word.count("(") == word.count(")")


def _bases(words: Words) -> Iterator[tuple[str, str]]:
    """Names of patterns with their texts, in the order in which they are tried."""
    yield from _moving(words)
    yield from _numbered(words)
    yield from _days(words)
    yield from _edges(words)
    yield from _steps(words)


def _unit(words: Words) -> tuple[str, str]:
    """A unit of time as a group by that name, and as a mere word."""
    units = "|".join(words.units.values())
    return f"(?P<unit>{units})", f"(?:{units})"


def _fiscal(words: Words) -> str:
    return f"(?:(?P<fiscal>{words.fiscal}) ?)?"


def _moving(words: Words) -> Iterator[tuple[str, str]]:
    """This, last and next, and so many of them."""
    unit, _ = _unit(words)
    number = rf"(?P<n>\d{{1,3}}|{_COUNTS})"
    before, fiscal = _named(words.before), _fiscal(words)
    so_far = f"(?P<so_far> (?:{words.to_date}))?"
    yield "relative", f"{before} (?:(?:{words.full}) )?{fiscal}{unit}(?! {_YEAR}){so_far}"
    yield "relative", f"(?P<this>the) (?P<fiscal>{words.fiscal}) {unit}"
    yield "relative", f"(?P<so_far>{words.to_date}) (?:in )?{before} {fiscal}{unit}"
    full = f"(?P<full>(?:{words.full}) )?{unit}"
    yield "rolling", words.count.format(before=before, n=number, unit=full)
    yield "within", rf"(?:within|in|innerhalb von|dans les?|en)(?: the)?(?: next)? {number} {unit}"
    if words.after:
        yield "relative", f"{unit} {fiscal}{_named(words.after)}"
    yield "ago", words.ago.format(n=number, unit=unit)


def _numbered(words: Words) -> Iterator[tuple[str, str]]:
    """Quarters, halves, months, years and weeks by their numbers or names."""
    unit, _ = _unit(words)
    year, years = _year_part(words), words.units[Grain.YEAR]
    first = f"(?:(?P<fy0>{_FISCAL_YEAR}|{_YEAR}) )?"
    yield "quarter", rf"{first}(?:{words.quarter}|q)(?P<number>[1-4]){year}"
    yield "quarter", rf"(?P<number>[1-4])q{year}"
    yield "half", rf"{first}h(?P<number>[12]){year}"
    ordinal = f"(?P<ordinal>{'|'.join(words.ordinals.values())})"
    yield "ordinal", f"(?:the )?{ordinal} {_fiscal(words)}{unit}{year}"
    yield "month", f"(?P<month>{'|'.join(words.months.values())}){year}"
    number = rf"(?P<n>\d{{1,2}}|{_COUNTS})"
    dated = year.removesuffix("?")
    yield "firsts", rf"(?:the )?(?:{words.ordinals[1]}) {number} {unit}{dated}"
    yield "lasts", rf"(?:the )?(?:{words.before['last']}) {number} {unit}{dated}"
    so_far = rf"(?:(?:{years}) )?(?P<year>{_YEAR})(?: (?:{years}))? (?:{words.to_date})"
    yield "year_so_far", so_far
    yield "year", rf"(?:(?:calendar )?(?:{years}) )?(?P<year>{_YEAR})"
    spelled = rf"(?:{words.fiscal})(?: (?:{years}))? (?P<year>\d{{2,4}})"
    yield "fiscal_year", rf"(?:{spelled}|(?P<fy>{_FISCAL_YEAR}))"
    yield "week", rf"(?:week|kw|woche|semaine|semana) (?P<number>\d{{1,2}}){year}"


def _days(words: Words) -> Iterator[tuple[str, str]]:
    month = f"(?P<month>{'|'.join(words.months.values())})"
    year = rf"(?: (?P<year>{_YEAR}))?"
    yield "day", rf"(?P<day>\d{{1,2}}){_SUFFIX} (?:(?:{words.of}) )?{month}{year}"
    yield "day", rf"{month} (?:the )?(?P<day>\d{{1,2}}){_SUFFIX}{year}"
    yield "iso", r"(?P<iso>\d{4}-\d{1,2}-\d{1,2})"
    yield "dotted", r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})"
    yield "slashed", r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4})"
    weekday = f"(?P<weekday>{'|'.join(words.weekdays.values())})"
    yield "weekday", f"(?:{_named(words.before)} )?{weekday}"
    yield "today", words.today
    yield "yesterday", words.yesterday
    yield "tomorrow", words.tomorrow


def _edges(words: Words) -> Iterator[tuple[str, str]]:
    """To date, the end of a unit, and all time."""
    unit, bare = _unit(words)
    for grain, phrases in words.ytd.items():
        yield f"ytd.{grain}", f"(?:{phrases})"
    for grain, phrases in words.end_words.items():
        yield f"end.{grain}", f"(?:{phrases})"
    yield "end", f"(?:{_only_once(words.end_of, unit, bare)})"
    yield "ever", f"(?:{words.ever})"


def _steps(words: Words) -> Iterator[tuple[str, str]]:
    """By month, monthly, month by month; and what to compare with."""
    unit, bare = _unit(words)
    trend = "(?: (?:trend|breakdown|basis))?"
    for grain, phrases in words.each.items():
        yield f"each.{grain}", f"(?:{phrases}){trend}"
    yield "each", f"(?:{words.by}) {_fiscal(words)}{unit}{trend}"
    yield "each", f"{unit} wise"
    yield "each", f"(?:{_only_once(words.over, unit, bare)})"
    for name, phrases in words.versus.items():
        yield f"versus.{name}", f"(?:{phrases.replace('{unit}', bare)})"


def _only_once(text: str, unit: str, bare: str) -> str:
    """Alternatives that each name the unit; groups of one name can't be repeated in a regex."""
    parts = re.split(r"\|(?![^(]*\))", text)
    named = [
        part.replace(
            "{unit}", unit.replace("?P<unit>", f"?P<unit{position}>" if position else "?P<unit>"), 1
        ).replace("{unit}", bare)
        for position, part in enumerate(parts)
    ]
    return "|".join(named)


def _named(words: Mapping[str, str]) -> str:
    return "(?:" + "|".join(f"(?P<{name}>{text})" for name, text in words.items()) + ")"


def _year_part(words: Words) -> str:
    year = words.units[Grain.YEAR]
    near = "|".join(
        f"(?P<year_{name}>{text})" for name, text in words.before.items() if name != "past"
    )
    return (
        rf"(?: ?/? ?(?:(?:{words.of}) )?(?:(?P<year>{_YEAR})|(?P<fy>{_FISCAL_YEAR})"
        rf"|(?:{near}) (?:{year})))?"
    )
