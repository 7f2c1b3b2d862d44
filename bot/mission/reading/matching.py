"""Tries the rules on one sentence, and takes back what a condition or a denial takes back."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.mission.reading.lexicon import Lexicon, Rule
from bot.mission.reading.parties import Voices
from bot.text.sentences import Sentence

# A yes or a no that hangs on something still to come is not yet one.
_SETTLED = frozenset({"commitment", "signed", "lost_to"})
_WEAK = 0.45
_BOUNDARY = re.compile(
    r"(?<= )(?:[,;:()\^-]|but|because|so|aber|denn|weil|sondern|mais|car|pero|porque|sino) "
)
_CLAUSE = re.compile(r"(?<= )(?:[,;:()^]|-|and|but|because|so|und|aber|denn|weil|et|mais|y|pero) ")


@dataclass(frozen=True, slots=True)
class Hit:
    """One rule that holds in a sentence, at a place in its plain form."""

    rule: Rule
    start: int
    end: int
    sure: float
    topic: str | None


class _Mood(NamedTuple):
    """What takes certainty from all that a sentence says; `cleared` has no harmless phrases."""

    cleared: str
    conditional: bool
    pending: bool
    negative: bool


_CALM = _Mood("", conditional=False, pending=False, negative=False)


def hits(
    sentence: Sentence, lexicons: Sequence[Lexicon], voices: Voices, inbound: bool
) -> list[tuple[Hit, Lexicon]]:
    """What the rules find in a sentence; what one rule takes back is gone in every language."""
    found = [
        (hit, lexicon)
        for lexicon in lexicons
        for hit in _matches(sentence, lexicon, voices, inbound)
    ]
    denials = [hit for hit, _ in found if hit.rule.kind.startswith("not_")]
    if not denials:
        return found
    return [
        (hit, lexicon)
        for hit, lexicon in found
        if not hit.rule.kind.startswith("not_")
        and not any(_takes_back(denial, hit, sentence.plain) for denial in denials)
    ]


def _takes_back(denial: Hit, hit: Hit, plain: str) -> bool:
    if denial.rule.kind[4:] != hit.rule.kind:
        return False
    if not denial.rule.clause or (hit.start < denial.end and denial.start < hit.end):
        return True
    between = min(hit.end, denial.end) - 1, max(hit.start, denial.start)
    return _CLAUSE.search(plain, *between) is None


def _matches(sentence: Sentence, lexicon: Lexicon, voices: Voices, inbound: bool) -> Iterator[Hit]:
    plain = sentence.plain
    mood: _Mood | None = None
    for number in lexicon.tried_for(sentence.words):
        rule = lexicon.rules[number]
        if not _applies(rule, sentence, voices, inbound):
            continue
        match = rule.pattern.regex.search(plain)
        if match is None:
            continue
        mood = mood or _mood(plain, lexicon)
        sure = _certainty(rule, match, mood, lexicon)
        if sure > 0:
            topic = match.groupdict().get("topic")
            yield Hit(rule, match.start(), match.end(), sure, topic.strip() if topic else None)


def _mood(plain: str, lexicon: Lexicon) -> _Mood:
    if not lexicon.wavering.search(plain):
        return _CALM
    cleared = lexicon.harmless.sub(_crossed_out, plain)
    return _Mood(
        cleared=cleared,
        conditional=lexicon.condition.search(cleared) is not None,
        pending=lexicon.pending.search(cleared) is not None,
        negative=lexicon.negation.search(cleared) is not None,
    )


def _applies(rule: Rule, sentence: Sentence, voices: Voices, inbound: bool) -> bool:
    if rule.ask != "any" and (rule.ask == "yes") != sentence.asks:
        return False
    if rule.where != "any" and (rule.where == "note") != voices.note:
        return False
    return rule.sent == "any" or (not voices.note and (rule.sent == "inbound") == inbound)


def _certainty(rule: Rule, match: re.Match[str], mood: _Mood, lexicon: Lexicon) -> float:
    sure = rule.sure
    if rule.cond != "keep" and mood.conditional:
        if rule.cond == "drop":
            return 0.0
        sure *= _WEAK
    if rule.kind in _SETTLED and mood.pending:
        sure *= _WEAK
    if rule.neg == "drop" and mood.negative and _denied(rule, match, mood.cleared, lexicon):
        return 0.0
    return sure


def _denied(rule: Rule, match: re.Match[str], cleared: str, lexicon: Lexicon) -> bool:
    """Whether the clause says "not" before the end of the match, or in German behind it."""
    left = 0
    for boundary in _BOUNDARY.finditer(cleared, 0, match.start()):
        left = boundary.end()
    right = match.end()
    if lexicon.language == "de":
        after = _BOUNDARY.search(cleared, right)
        right = after.start() if after else len(cleared)
    for word in lexicon.negation.finditer(cleared, max(0, left - 1), right):
        if word.start() < match.start() or word.group().split()[0] not in rule.words:
            return True
    return False


def _crossed_out(match: re.Match[str]) -> str:
    return "_" * (len(match.group()) - 1) + " "
