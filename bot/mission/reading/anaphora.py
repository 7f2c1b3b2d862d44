"""Lends a sentence the date of the one before it: "Harvest ends on the 20th. Ring me then." """

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.facts import Dated, Fact, FactKind
from bot.mission.reading.dates import dated
from bot.mission.reading.facts import Page, dates_of
from bot.text.folding import word_set
from bot.text.sentences import Sentence

_THEN = word_set(
    "then afterwards after when once over till until back before "
    "dann danach bis vorher vorbei wenn sobald nachher zuruck anschliessend hinterher "
    "alors apres ensuite moment quand ici la suite retour des fin "
    "entonces despues cuando luego vuelta hasta tras"
)
# What is promised, asked or agreed for "then": only where the word points back, unlike "then we …".
_LOOKS_BACK = frozenset({FactKind.PROMISE, FactKind.REQUEST, FactKind.MEETING})
_BACK = re.compile(
    r" (?:(?:by|until|till|before|after) (?:then|that)|afterwards|then(?= \$| [,.!])|bis dahin"
    r"|vorher|danach|hinterher|d ici la|apres cela|a ce moment la|moment la|para entonces"
    r"|antes de eso|despues de eso|entonces(?= \$)) "
)
_NOTHING_NAMED = (" until then ", " till then ", " before then ", " by then ", " bis dahin ")
_REACH = 2  # sentences back in which the date may stand
_SPELL = 7  # days: of so short a time the end is meant, of a longer one its beginning


def waits_dated(
    page: Page, facts: Sequence[Fact], sentence: Sentence, earlier: Sequence[Sentence]
) -> list[Fact]:
    """The facts of a sentence with a borrowed date; an undated wait is gone if it needs one."""
    kept = []
    for fact in facts:
        if fact.kind in _LOOKS_BACK and fact.when is None and _BACK.search(sentence.plain):
            kept.append(replace(fact, when=_borrowed(page, sentence, earlier)))
            continue
        if fact.kind is not FactKind.WAIT or fact.when is not None:
            kept.append(fact)
            continue
        when = _borrowed(page, sentence, earlier)
        if when is not None:
            kept.append(replace(fact, when=when))
        elif not any(words in sentence.plain for words in _NOTHING_NAMED):
            kept.append(fact)
    return kept


def _borrowed(page: Page, sentence: Sentence, earlier: Sequence[Sentence]) -> Dated | None:
    if _THEN.isdisjoint(sentence.words):
        return None
    for other in reversed(earlier[-_REACH:]):
        found = dates_of(page, other)
        if found:
            first, last = found[-1].onward if found[-1].edge else found[-1].span
            is_spell = (last - first).days < _SPELL
            return dated(found[-1].said, (last, last) if is_spell else (first, last))
    return None
