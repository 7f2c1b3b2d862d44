"""One sentence of a draft with the concepts that stand in it: what claims are looked for in."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.policy.content.lexicon import Lexicon, Mark
from bot.policy.content.words import Line, amount
from bot.text.language import small_words

_QUOTED = re.compile(r'"[^"\n]{2,400}"')
_OF = frozenset(("of", "der", "des", "aller", "ihrer", "ihres", "von", "de", "d", "del", "du"))
_NO_ARTICLE = frozenset(
    ("bei", "von", "gegen", "dass", "weil", "ob", "wie", "zu", ",", "dort", "mit", "fur")
)
_COMMON_ENDINGS = ("en", "ern", "eln", "ung", "heit", "keit", "schaft", "tion", "tat", "er", "e")
# The accent tells "comprará" from "compra", and is gone in the plain text.
_SPANISH_FUTURE = ("rá", "rán", "remos", "réis", "ré", "rás")
# Plurals, participles, adverbs and abstract nouns at the begin of a sentence.
_NO_NAME_ENDINGS = (
    *("s", "ing", "ed", "ly", "tion", "ment", "ness", "ity", "ance", "ence", "ware", "ent", "ez"),
    *("mente", "cion", "dad", "ando", "endo", "ar", "er", "ir", "ons", "age"),
)
_SINGULAR = frozenset(
    ("is", "has", "was", "does", "s", "ist", "hat", "war", "est", "a", "es", "ha")
)
_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-Þ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """`quoted` are the numbers of the words between quotation marks."""

    line: Line
    marks: Mapping[str, Sequence[Mark]]
    quoted: frozenset[int]
    languages: tuple[str, ...]

    def of(self, *concepts: str) -> Iterator[Mark]:
        for concept in concepts:
            yield from self.marks.get(concept, ())

    def has(self, *concepts: str) -> bool:
        return any(concept in self.marks for concept in concepts)

    def word(self, number: int) -> str:
        words = self.line.words
        return words[number].text if 0 <= number < len(words) else ""


def saying_of(
    line: Line, cased: str, lexicons: Sequence[Lexicon], before: Saying | None = None
) -> Saying:
    """Marks everything; `cased` is the whole draft's plain text with its capitals. Whom "they"
    means is told by the sentence before.
    """
    found: dict[str, list[Mark]] = {}
    for mark in _all_marks(line, cased, lexicons):
        found.setdefault(mark.concept, []).append(mark)
    for concept in ("name", "first_name"):
        found[concept] = [m for m in found.get(concept, ()) if not _covered(m, found)]
    for mark in _percents(line, found):
        found.setdefault(mark.concept, []).append(mark)
    if before is not None and before.has("rival", "name", "vendor_name"):
        found.setdefault("rival", []).extend(found.get("they", ()))
    return Saying(
        line=line,
        marks={
            name: sorted(set(marks), key=lambda m: m.first)
            for name, marks in found.items()
            if marks
        },
        quoted=_quoted(line, cased),
        languages=tuple(lexicon.language for lexicon in lexicons),
    )


def _all_marks(line: Line, cased: str, lexicons: Sequence[Lexicon]) -> Iterator[Mark]:
    for lexicon in lexicons:
        yield from lexicon.marks(line)
    languages = {lexicon.language for lexicon in lexicons}
    for number, word in enumerate(line.words):
        amounts = amount(word.text)
        if amounts is not None:
            yield Mark("number", number, number + 1, amounts)
        elif "es" in languages and cased[word.start : word.end].endswith(_SPANISH_FUTURE):
            yield Mark("future", number, number + 1)
            yield Mark("fin", number, number + 1)
        elif _CAPITAL.match(cased, word.start) and word.text.isalpha():
            concept = _kind_of_name(line, number, languages)
            if concept:
                yield Mark(concept, number, number + 1)


def _kind_of_name(line: Line, number: int, languages: Collection[str]) -> str | None:
    """A word with a capital within a sentence is a name, but in German every noun is written so:
    there one without an article is, if it does not end as common nouns do.
    """
    word = line.words[number].text
    if any(word in small_words(language) for language in languages):
        return None
    before = line.words[number - 1].text if number else ""
    if "de" in languages and "en" not in languages:
        if number and before not in _NO_ARTICLE:
            return None
        return None if word.endswith(_COMMON_ENDINGS) else "name" if number else "first_name"
    if number:
        return "name"
    after = line.words[1].text if len(line.words) > 1 else ""
    singular = after in _SINGULAR and word.endswith("s")
    return "first_name" if singular or not word.endswith(_NO_NAME_ENDINGS) else None


def _covered(name: Mark, found: Mapping[str, Sequence[Mark]]) -> bool:
    """Months, titles and the like are written as names are."""
    return any(each.first <= name.first < each.last for each in found.get("no_name", ()))


def _percents(line: Line, found: Mapping[str, Sequence[Mark]]) -> Iterator[Mark]:
    """A figure with its "percent"; "20 % of your team" is a share and no percentage of a price."""
    money = [m for name in ("price", "reduction", "pay") for m in found.get(name, ())]
    for mark in found.get("percent_word", ()):
        # "20 good per cent": a word may stand between.
        near = [n for n in (mark.first - 1, mark.first - 2) if n >= 0]
        values = ((n, amount(line.words[n].text)) for n in near)
        place, value = next(((n, v) for n, v in values if v is not None), (0, None))
        if value is None:
            continue
        after = line.words[mark.last].text if mark.last < len(line.words) else ""
        of_money = any(place - 3 <= each.first <= mark.last + 5 for each in money)
        concept = "share" if after in _OF and not of_money else "percent"
        yield Mark(concept, place, mark.last, value)


def _quoted(line: Line, cased: str) -> frozenset[int]:
    if not line.words:
        return frozenset()
    begin, end = line.words[0].start, line.words[-1].end
    spans = [match.span() for match in _QUOTED.finditer(cased.translate(_QUOTES), begin, end)]
    return frozenset(
        number
        for number, word in enumerate(line.words)
        if any(first <= word.start < last for first, last in spans)
    )


_QUOTES = {ord(sign): '"' for sign in "“”„«»‹›‟❝❞"}
