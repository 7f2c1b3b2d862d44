"""Turns what the rules found in a sentence into facts: who, by when, about what, how sure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.deals import ActivityKind, Direction
from bot.domain.facts import Dated, Document, Fact, FactKind, Party, Source
from bot.mission.reading.automatic import Machine
from bot.mission.reading.dates import DateGrammar, dated
from bot.mission.reading.lexicon import Lexicon
from bot.mission.reading.matching import Hit, hits
from bot.mission.reading.moments import Found, Moment
from bot.mission.reading.names import named
from bot.mission.reading.parties import Voices, labelled, named_within, subject, we_decide
from bot.text.folding import fold, word_set
from bot.text.sentences import Sentence

_DATED = frozenset(
    {
        FactKind.PROMISE,
        FactKind.WAIT,
        FactKind.OUT_OF_OFFICE,
        FactKind.MEETING,
        FactKind.MEETING_OFF,
        FactKind.DEADLINE,
        FactKind.USAGE_PAUSE,
        FactKind.REVIEW,
        FactKind.REQUEST,
        FactKind.QUESTION,
        FactKind.COMMITMENT,
    }
)
_TOPICAL = frozenset(
    {FactKind.PROMISE, FactKind.REQUEST, FactKind.DELIVERED, FactKind.QUESTION, FactKind.ANSWER}
)
_NAMED = frozenset({FactKind.COMPETITOR, FactKind.LOST_TO, FactKind.LEFT, FactKind.DELEGATED})
_ASKED = frozenset({FactKind.REQUEST, FactKind.QUESTION})
# Of a span of days the end counts.
_LASTING = frozenset({FactKind.OUT_OF_OFFICE, FactKind.USAGE_PAUSE})
# What a machine's mail may still say.
_MACHINE_KINDS = frozenset(
    {FactKind.OUT_OF_OFFICE, FactKind.BOUNCE, FactKind.DELEGATED, FactKind.LEFT}
)
# In notes these are the buyer's unless the note says that we did it.
_BUYERS = frozenset(
    {
        FactKind.WAIT,
        FactKind.REFUSAL,
        FactKind.LOST_TO,
        FactKind.DISQUALIFIED,
        FactKind.OPT_OUT,
        FactKind.OBJECTION,
        FactKind.COMMITMENT,
        FactKind.SIGNED,
        FactKind.COMPETITOR,
        FactKind.OUT_OF_OFFICE,
        FactKind.LEFT,
        FactKind.DEADLINE,
        FactKind.RESUME,
        FactKind.USAGE_PAUSE,
        FactKind.POSITIVE,
        FactKind.NEGATIVE,
        FactKind.PRICING,
    }
)


@dataclass(frozen=True, slots=True)
class Page:
    """All that reading one document needs to know."""

    document: Document
    voices: Voices
    moment: Moment
    lexicons: tuple[Lexicon, ...]
    dates: tuple[DateGrammar, ...]
    machine: Machine | None


def facts_of(
    page: Page, sentence: Sentence, following: Sentence | None, source: Source, quote: str
) -> list[Fact]:
    """The facts of one sentence, at most one of each kind."""
    inbound = page.document.direction is Direction.INBOUND
    found = hits(sentence, page.lexicons, page.voices, inbound)
    if not found:
        return []
    may_have_a_day = any(hit.rule.dated or hit.rule.kind in _DATED for hit, _ in found)
    dates = dates_of(page, sentence) if may_have_a_day else []
    best: dict[str, tuple[Hit, Lexicon]] = {}
    for hit, lexicon in found:
        known = best.get(hit.rule.kind)
        if (known is None or _rank(hit) > _rank(known[0])) and _holds(hit, dates, quote):
            best[hit.rule.kind] = (hit, lexicon)
    facts = [
        fact
        for hit, lexicon in best.values()
        if (fact := _fact(page, sentence, hit, dates, lexicon, source, quote[:400]))
    ]
    return list(_sorted_out(page, following, facts))


def _holds(hit: Hit, dates: list[Found], quote: str) -> bool:
    """Whether a rule that needs a date or a name finds one."""
    if hit.rule.dated and not dates:
        return False
    by_name = hit.rule.named or (hit.rule.kind == FactKind.COMPETITOR and hit.topic is not None)
    return not by_name or named(hit.topic, quote, must_be_name=True) is not None


def _rank(hit: Hit) -> tuple[float, bool]:
    return hit.sure, hit.topic is not None


def dates_of(page: Page, sentence: Sentence) -> list[Found]:
    """The dates still to come that a sentence names."""
    for grammar in page.dates:
        found = grammar.find(sentence.plain, sentence.words, page.moment)
        if found:
            return found
    return []


def _fact(
    page: Page,
    sentence: Sentence,
    hit: Hit,
    dates: list[Found],
    lexicon: Lexicon,
    source: Source,
    quote: str,
) -> Fact | None:
    kind = FactKind(hit.rule.kind)
    if not _may_say(page.machine, kind):
        return None
    when = None
    if dates and kind in _DATED:
        when = _nearest(hit, kind, dates, page.moment.today, quote)
    if when is None and hit.rule.dated:
        return None
    if when is None and kind is FactKind.WAIT and sentence.asks and not _waits(sentence):
        return None
    about = hit.rule.about or named(hit.topic, quote, must_be_name=kind in _NAMED)
    if about is None and kind in _TOPICAL:
        about = lexicon.topic(sentence.plain[hit.start :].split())
    by = _party(page.voices, kind, hit, sentence)
    return Fact(
        kind=kind,
        source=source,
        quote=quote,
        by=by,
        confidence=round(_sure(page.voices, kind, hit, by, quote), 2),
        when=when,
        about=about,
    )


def _may_say(machine: Machine | None, kind: FactKind) -> bool:
    """A machine's mail says little; who declines by calendar may leave a note."""
    if machine is None or kind in _MACHINE_KINDS:
        return True
    return machine is Machine.CALENDAR_NO and kind in _ASKED


def _sure(voices: Voices, kind: FactKind, hit: Hit, by: Party, quote: str) -> float:
    if kind in _ASKED and quote.startswith("@") and not fold(quote).startswith("@robin"):
        return hit.sure * 0.35  # asked of somebody else by name
    musing = voices.note and by is Party.US and hit.rule.where == "any"
    # In a note we muse; that we asked them is said in other words.
    return hit.sure * 0.35 if musing and kind is FactKind.QUESTION else hit.sure


def _party(voices: Voices, kind: FactKind, hit: Hit, sentence: Sentence) -> Party:
    who = hit.rule.by
    if kind in _BUYERS and not voices.note and kind is not FactKind.LEFT:
        return voices.of("self" if who == "subject" else who)
    if who == "subject":
        default = "third" if voices.note and kind in _BUYERS else "self"
        who = subject(sentence.plain, hit.start, default)
        if who == "other" and kind is FactKind.PROMISE:
            who = "self"  # "you will have it tomorrow"
    elif who == "self" and kind is FactKind.WAIT and voices.note:
        who = "self" if we_decide(sentence.words) else "third"
    elif who == "self" and voices.note:
        who = "third" if kind in _BUYERS else named_within(sentence.plain, hit.start, hit.end)
    if voices.note and kind is FactKind.PROMISE:
        who = labelled(sentence.plain, hit.start) or who
    return voices.of(who)


def _nearest(hit: Hit, kind: FactKind, dates: list[Found], today: date, quote: str) -> Dated | None:
    """The first date behind the words, else within them, else the last before them."""
    if kind is FactKind.WAIT:
        dates = [found for found in dates if found.span[0] > today] or dates
    if not dates:
        return None
    chosen = next((found for found in dates if found.end > hit.start), dates[-1])
    if kind in _LASTING:
        chosen = dates[-1]
    span = chosen.onward if kind is FactKind.WAIT else chosen.span
    return dated(_as_written(chosen.said, quote), span)


def _as_written(said: str, quote: str) -> str:
    """The words of a date as they stand in the text instead of their plain form."""
    folded = fold(quote)
    start = folded.find(said)
    if start >= 0:
        return quote[start : start + len(said)]
    words = [re.escape(word) for word in said.split() if word[0].isalnum()]
    place = re.search(r"\W{1,3}".join(words), folded)
    return quote[place.start() : place.end()] if place else said


def _sorted_out(page: Page, following: Sentence | None, facts: Sequence[Fact]) -> Iterator[Fact]:
    """A sentence that says something plainer does not ask or promise beside it."""
    kinds = {fact.kind for fact in facts if fact.confidence >= _PLAIN}
    answered = following is not None and _answers_itself(following)
    for fact in facts:
        if not kinds.isdisjoint(_YIELDS_TO.get(fact.kind, ())):
            continue
        if fact.kind is FactKind.QUESTION and answered:
            continue
        if fact.kind is FactKind.WAIT and fact.when is None and FactKind.REFUSAL in kinds:
            continue
        if page.document.kind is ActivityKind.TASK and fact.kind is FactKind.REQUEST:
            continue
        yield fact


_PLAIN = 0.5  # a shakier fact rules out no other
_YIELDS_TO = {
    FactKind.QUESTION: (FactKind.REQUEST, FactKind.WAIT, FactKind.OPT_OUT),
    FactKind.REQUEST: (
        FactKind.WAIT,
        FactKind.OPT_OUT,
        FactKind.DELEGATED,
        FactKind.REFUSAL,
        FactKind.LOST_TO,
    ),
    FactKind.PROMISE: (FactKind.REFUSAL, FactKind.LOST_TO, FactKind.OPT_OUT),
    FactKind.WAIT: (FactKind.RESUME, FactKind.OPT_OUT, FactKind.LOST_TO),
    FactKind.COMMITMENT: (FactKind.LOST_TO, FactKind.REFUSAL),
    FactKind.SIGNED: (FactKind.LOST_TO,),
    FactKind.REFUSAL: (FactKind.LOST_TO, FactKind.OPT_OUT),
    FactKind.COMPETITOR: (FactKind.LOST_TO,),
    FactKind.POSITIVE: (FactKind.REFUSAL, FactKind.LOST_TO, FactKind.NEGATIVE),
    FactKind.MEETING: (FactKind.MEETING_OFF, FactKind.WAIT),
    FactKind.ANSWER: (FactKind.QUESTION,),
}


def _waits(sentence: Sentence) -> bool:
    """A question that only asks to meet some day is no request to wait."""
    return not _UNTIL.isdisjoint(sentence.words)


_UNTIL = word_set(
    "until till til after once wait hold bis nach warten apres attendre hasta despues"
)


def _answers_itself(following: Sentence) -> bool:
    """ "Why change at all? Because …" """
    return not following.asks and following.words[0] in _REASONS


_REASONS = frozenset(
    {
        "because",
        "weil",
        "parce",
        "porque",
        "nobody",
        "nope",
        "niemand",
        "personne",
        "nadie",
        "exactly",
    }
)
