"""What words mean: the phrases of all languages and of the model, looked up by their words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from bot.answers.model import Model
from bot.answers.parser.numbers import NumberWords
from bot.answers.parser.tokens import words_of
from bot.text.yaml import read_yaml

LANGUAGES = ("en", "de", "fr", "es")


# Counts that are put together from a status and a noun: "open deals" is also what a list can show.
_COMPOSED = frozenset(
    [
        "deals",
        "open_deals",
        "deals_won",
        "deals_lost",
        "deals_closed",
        "deals_created",
        "accounts",
        "contacts",
        "products",
        "people",
        "leads",
        "activities",
        "decisions",
        "total_amount",
        "distinct_accounts",
    ]
)


class Sort(StrEnum):
    """What kind of thing a word is to a question."""

    FILL = "fill"  # changes nothing
    ROLE = "role"  # says how its neighbours are meant
    STATUS = "status"
    ENTITY = "entity"
    MEASURE = "measure"
    FIELD = "field"
    CONDITION = "condition"
    FORECAST = "forecast"
    UNIT = "unit"
    TOPIC = "topic"  # what the data do not hold


@dataclass(frozen=True, slots=True)
class Sense:
    sort: Sort
    name: str


class _File(BaseModel):
    """One language's file; `en.yaml` says what each part is for."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    language: str
    fill: str = ""
    roles: Mapping[str, str] = {}
    statuses: Mapping[str, str] = {}
    entities: Mapping[str, str] = {}
    measures: Mapping[str, str] = {}
    fields: Mapping[str, str] = {}
    conditions: Mapping[str, str] = {}
    forecast: str = ""
    units: Mapping[str, str] = {}
    topics: Mapping[str, str] = {}
    chat: Mapping[str, str] = {}
    changes: Mapping[str, str] = {}
    typos: Mapping[str, str] = {}
    small: Mapping[str, int] = {}
    large: Mapping[str, int] = {}
    currencies: Mapping[str, str] = {}
    percent: str = ""

    def senses(self) -> Iterator[tuple[str, Sense]]:
        """Each phrase with what it means."""
        named: tuple[tuple[Sort, Mapping[str, str]], ...] = (
            (Sort.FILL, {"fill": self.fill}),
            (Sort.ROLE, self.roles),
            (Sort.STATUS, self.statuses),
            (Sort.ENTITY, self.entities),
            (Sort.MEASURE, self.measures),
            (Sort.FIELD, self.fields),
            (Sort.CONDITION, self.conditions),
            (Sort.FORECAST, {"forecast": self.forecast}),
            (Sort.UNIT, self.units),
            (Sort.TOPIC, self.topics),
        )
        for sort, meanings in named:
            for name, phrases in meanings.items():
                yield from ((phrase, Sense(sort, name)) for phrase in _split(phrases))


Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """One language. `phrases` by their words, `longest` how many words to try from a first one."""

    language: str
    phrases: Mapping[Phrase, tuple[Sense, ...]]
    longest: Mapping[str, int]
    chat: Mapping[Phrase, str]
    changes: Mapping[Phrase, str]
    typos: Mapping[str, str]
    only_here: frozenset[str]

    def at(self, words: Sequence[str], start: int) -> Iterator[tuple[int, tuple[Sense, ...]]]:
        """Phrases that begin there, the longest first, with where they end."""
        for length in range(self.longest.get(words[start], 0), 0, -1):
            senses = self.phrases.get(tuple(words[start : start + length]))
            if senses and start + length <= len(words):
                yield start + length, senses


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All languages; a question is read in the one that it is written in, and in English."""

    vocabularies: Mapping[str, Vocabulary]
    numbers: NumberWords
    words: frozenset[str]  # every single word that means something in any language

    @classmethod
    def load(cls, model: Model) -> "Lexicon":
        found = [_read(language) for language in LANGUAGES]
        synonyms = dict(_of_model(model))
        vocabularies = {
            file.language: _vocabulary(file, synonyms if file.language == "en" else {})
            for file in found
        }
        return cls(
            vocabularies=vocabularies,
            words=frozenset(w for v in vocabularies.values() for p in v.phrases for w in p),
            numbers=NumberWords(
                small={k: v for file in found for k, v in file.small.items()},
                large={k: v for file in found for k, v in file.large.items()},
                currencies={k: v for file in found for k, v in file.currencies.items()},
                percent=frozenset(word for file in found for word in _split(file.percent)),
            ),
        )

    def words_of(self, language: str) -> frozenset[str]:
        """Single words that somebody who writes it may have meant."""
        return self.vocabularies[language].only_here | self.vocabularies["en"].only_here

    def language_of(self, words: Sequence[str]) -> str:
        """The language that knows most of the words that English does not."""
        english = self.vocabularies["en"]
        strange = [word for word in words if word not in english.only_here]
        counts = {
            name: sum(word in vocabulary.only_here for word in strange)
            for name, vocabulary in self.vocabularies.items()
            if name != "en"
        }
        best = max(counts, key=lambda name: counts[name])
        known = sum(word in english.only_here for word in words)
        both = sum(word in self.vocabularies[best].only_here for word in words)
        return best if counts[best] and both >= known else "en"


def _read(language: str) -> _File:
    text = files("bot.answers.parser").joinpath(f"lexicon/{language}.yaml").read_text("utf-8")
    return _File.model_validate(read_yaml(text))


def _split(phrases: str) -> list[str]:
    return [phrase.strip() for phrase in phrases.split(",") if phrase.strip()]


def _of_model(model: Model) -> Iterator[tuple[Phrase, Sense]]:
    """The names and synonyms of the model, also those that an admin added."""
    for name, measure in model.measures.items():
        if name in _COMPOSED:
            continue
        for text in (measure.label, *measure.synonyms):
            yield words_of(text), Sense(Sort.MEASURE, name)
    for entity in reversed(model.entities.values()):
        for name, field in entity.fields.items():
            for text in (field.label, *field.synonyms):
                yield words_of(text), Sense(Sort.FIELD, name)


def _vocabulary(file: _File, synonyms: Mapping[Phrase, Sense]) -> Vocabulary:
    phrases: dict[Phrase, list[Sense]] = {}
    for text, sense in file.senses():
        words = words_of(text)
        if words and sense not in phrases.setdefault(words, []):
            phrases[words].append(sense)
    for words, sense in synonyms.items():
        if words:
            phrases.setdefault(words, [sense])
    longest: dict[str, int] = {}
    for words in phrases:
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    chat = {words_of(t): name for name, texts in file.chat.items() for t in _split(texts)}
    changes = {words_of(t): name for name, texts in file.changes.items() for t in _split(texts)}
    return Vocabulary(
        language=file.language,
        phrases={words: tuple(senses) for words, senses in phrases.items()},
        longest=longest,
        chat=chat,
        changes=changes,
        typos=dict(file.typos),
        only_here=frozenset(word for words in (*phrases, *chat) for word in words),
    )
