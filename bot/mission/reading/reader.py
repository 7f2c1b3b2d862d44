"""Reads documents by rules: one mail, note or task in, typed facts with verbatim quotes out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.deals import ActivityKind
from bot.domain.facts import Dated, Document, Fact, FactKind, Party, Reading, Source
from bot.mission.reading.anaphora import waits_dated
from bot.mission.reading.automatic import Machine, machine
from bot.mission.reading.away import machine_fact
from bot.mission.reading.dates import DateGrammar, dated, load_dates
from bot.mission.reading.facts import Page, dates_of, facts_of
from bot.mission.reading.hostile import orders
from bot.mission.reading.lexicon import Lexicon, digest, load_lexicon
from bot.mission.reading.moments import Moment
from bot.mission.reading.parties import voices
from bot.text.folding import Clean, clean, fold
from bot.text.language import (
    KNOWN,
    languages_of,
    script_of,
    small_words,
    spoken_in,
)
from bot.text.sentences import Sentence, sentences
from bot.text.unquote import Parts, parts

RULES = 3  # raised by hand when code that reads changes
MOST = 20_000  # characters of new text that are read
_SCANNED = 60_000  # characters in which new text is looked for
_REPLY_MARKS = ("re:", "aw:", "fw:", "fwd:", "wg:", "tr:", "rv:", "sv:", "antw:", "re :", "tr :")


@dataclass(frozen=True, slots=True)
class _Field:
    """One text field of a document, in its stored, clean and folded form."""

    name: str
    text: Clean
    folded: str


class RulesReader:
    """Reads with packaged word lists only: no network, no model, the same result each time."""

    def __init__(self) -> None:
        # A language's lists are loaded when the first document in it comes.
        self._lexicon: Callable[[str], Lexicon] = cache(_lexicon)
        self._grammar: Callable[[str], DateGrammar] = cache(load_dates)
        self._version = f"rules-{RULES}-{digest()}"

    @property
    def version(self) -> str:
        return self._version

    async def read(self, documents: Sequence[Document]) -> list[Reading]:
        return [self.read_one(document) for document in documents]

    def read_one(self, document: Document) -> Reading:
        """Everything that one document newly says."""
        body = _field("body", document.body)
        subject = _field("subject", document.subject)
        layout = _layout(document, body.folded)
        spans = _bounded(layout.new)
        new = " ".join(body.folded[start:end] for start, end in spans)
        sender = machine(document, subject.folded, new)
        language, present = _languages(new or subject.folded)
        page = self._page(document, language, present, sender)
        facts = _from_subject(document, self._facts(page, subject, []))
        facts += self._facts(page, body, spans)
        if sender is not None:
            facts = self._by_machine(page, sender, (subject, body), facts, spans)
        elif layout.forwarded and _says_little(new):
            facts += self._forwarded(page, body, layout.forwarded)
        return Reading(language=language, automatic=sender is not None, facts=tuple(facts))

    def date_in(self, document: Document, words: str) -> Dated | None:
        """The date that some words of a document name, as it was meant when they were written."""
        said = _field("body", words)
        page = self._page(document, *_languages(said.folded), None)
        for sentence in self._sentences(page, said, 0, len(said.folded)):
            for found in dates_of(page, sentence):
                return dated(found.said, found.span)
        return None

    def _page(
        self, document: Document, language: str, present: tuple[str, ...], sender: Machine | None
    ) -> Page:
        known = tuple(each for each in present if each in KNOWN)
        if language == "und" and not known:
            known = KNOWN
        return Page(
            document=document,
            voices=voices(document),
            moment=_moment(document),
            lexicons=tuple(self._lexicon(each) for each in known),
            dates=tuple(self._grammar(each) for each in known or ("en",)),
            machine=sender,
        )

    def _facts(self, page: Page, field: _Field, spans: list[tuple[int, int]]) -> list[Fact]:
        if field.name == "subject":
            spans = _subject_span(field.folded)
        facts: list[Fact] = []
        before: Fact | None = None
        for start, end in spans:
            tainted = orders(field.folded, start, end)
            cut = self._sentences(page, field, start, end)
            for place, sentence in enumerate(cut):
                source = Source(record=page.document.id, field=field.name, at=page.document.at)
                quote = field.text.verbatim(sentence.start, sentence.end)
                if field.text.tricks(sentence.start, sentence.end) or any(
                    sentence.start < right and left < sentence.end for left, right in tainted
                ):
                    if before is None or before.kind is not FactKind.INSTRUCTION:
                        before = _instruction(source, quote, page)
                        facts.append(before)
                    continue
                before = None
                following = cut[place + 1] if place + 1 < len(cut) else None
                own = self._in_its_language(page, sentence)
                said = facts_of(own, sentence, following, source, quote)
                facts += waits_dated(own, said, sentence, cut[:place])
        return facts

    def _in_its_language(self, page: Page, sentence: Sentence) -> Page:
        """A German sentence in an English note is read as German."""
        known = tuple(lexicon.language for lexicon in page.lexicons)
        other = spoken_in(sentence.words, known) if known else None
        if other is None:
            return page
        return replace(
            page,
            lexicons=(self._lexicon(other),),
            dates=(self._grammar(other), *page.dates),
        )

    def _by_machine(
        self,
        page: Page,
        sender: Machine,
        fields: tuple[_Field, _Field],
        facts: list[Fact],
        spans: list[tuple[int, int]],
    ) -> list[Fact]:
        """One fact for what the machine reports, and who stands in."""
        said: list[tuple[str, str, Dated | None]] = []
        subject, body = fields
        for start, end in spans:
            for sentence in self._sentences(page, body, start, end):
                dates = dates_of(page, sentence)
                quote = body.text.verbatim(sentence.start, sentence.end)
                said.append(
                    (
                        quote,
                        sentence.plain,
                        dated(dates[-1].said, dates[-1].span) if dates else None,
                    )
                )
        source = Source(record=page.document.id, field="body", at=page.document.at)
        if not any(when for _, _, when in said) and subject.folded.strip():
            for start, end in [(0, min(len(subject.folded), 300))]:
                for sentence in self._sentences(page, subject, start, end):
                    dates = dates_of(page, sentence)
                    if dates or not said:
                        quote = subject.text.verbatim(sentence.start, sentence.end)
                        said = [
                            (
                                quote,
                                sentence.plain,
                                dated(dates[-1].said, dates[-1].span) if dates else None,
                            )
                        ]
                        source = replace(source, field="subject")
        fact = machine_fact(sender, source, page.voices.first, said)
        others = [each for each in facts if fact is None or each.kind is not fact.kind]
        return [fact, *others] if fact else others

    def _sentences(self, page: Page, field: _Field, start: int, end: int) -> list[Sentence]:
        spelling = page.lexicons[0].spelling if page.lexicons else {}
        return list(sentences(field.folded, start, end, spelling, field.text.text))

    def _forwarded(self, page: Page, body: _Field, spans: Sequence[tuple[int, int]]) -> list[Fact]:
        """What somebody passed on: whoever said it, less sure, and by whom is not known."""
        return [
            replace(fact, by=Party.UNKNOWN, confidence=round(fact.confidence * 0.5, 2))
            for fact in self._facts(page, body, _bounded(spans))
        ]


def _lexicon(language: str) -> Lexicon:
    return load_lexicon(language, small_words(language))


def _field(name: str, raw: str) -> _Field:
    text = clean(raw[:_SCANNED])
    return _Field(name, text, fold(text.text))


def _layout(document: Document, folded: str) -> Parts:
    if document.kind is ActivityKind.EMAIL:
        return parts(folded)
    return Parts(new=((0, len(folded)),), forwarded=())


def _bounded(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    left, kept = MOST, []
    for start, end in spans:
        if left <= 0:
            break
        kept.append((start, min(end, start + left)))
        left -= end - start
    return kept


def _subject_span(folded: str) -> list[tuple[int, int]]:
    """A reply's subject is old; only a first mail's subject says something."""
    if folded.lstrip().startswith(_REPLY_MARKS):
        return []
    return [(0, min(len(folded), 300))]


def _from_subject(document: Document, facts: list[Fact]) -> list[Fact]:
    """A subject line names a topic more often than it says something; a task's says what to do."""
    if document.kind is ActivityKind.TASK:
        return facts
    long = len(document.subject.split()) > 3
    return [
        fact
        for fact in facts
        if fact.kind in _SUBJECT_KINDS and (long or fact.kind is FactKind.INSTRUCTION)
    ]


_SUBJECT_KINDS = frozenset(
    {
        FactKind.QUESTION,
        FactKind.REQUEST,
        FactKind.WAIT,
        FactKind.REFUSAL,
        FactKind.OPT_OUT,
        FactKind.OUT_OF_OFFICE,
        FactKind.MEETING_OFF,
        FactKind.LEFT,
        FactKind.DISQUALIFIED,
        FactKind.SUPPORT,
        FactKind.INSTRUCTION,
    }
)


def _languages(text: str) -> tuple[str, tuple[str, ...]]:
    words = text.replace("'", " ").replace(",", " ").replace(".", " ").split()[:400]
    best, present = languages_of(words)
    script = script_of(text)
    if script is None:
        return best, present
    # A line in other letters must not hide what is said beside it.
    return script, present if best in KNOWN else ()


def _says_little(new: str) -> bool:
    return len(new.split()) < 14


def _moment(document: Document) -> Moment:
    try:
        zone = ZoneInfo(document.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = ZoneInfo("UTC")
    month_first = document.zone.startswith(("America/", "US/"))
    return Moment(document.at.astimezone(zone).date(), document.fiscal_start, month_first)


def _instruction(source: Source, quote: str, page: Page) -> Fact:
    return Fact(
        kind=FactKind.INSTRUCTION,
        source=source,
        quote=quote,
        by=page.voices.first,
        confidence=0.9,
    )
