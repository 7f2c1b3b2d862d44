"""Finds in a draft what the content policies speak of: claims, with their places and sizes."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from bot.policy.content.approved import Approvals
from bot.policy.content.claims import FILE, Claim, Found, claims_in, load_claims
from bot.policy.content.discounts import SIZES
from bot.policy.content.lexicon import FOLDER, LANGUAGES, Lexicon, concepts_of, load_lexicon
from bot.policy.content.plain import Plain, plain
from bot.policy.content.saying import Saying, saying_of
from bot.policy.content.scope import granted
from bot.policy.content.words import line_of
from bot.policy.situation import Finding
from bot.text.language import languages_of, spoken_in
from bot.text.sentences import Sentence, sentences
from bot.text.unquote import history_start

_WORD = re.compile(r"[^\W\d_]+")
_SHORT = 16  # words of an answer that says yes to the sentence before
_UNDONE_BY_YES = ("asked", "wished", "quoted", "questioned", "reported")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentReader:
    """Pure and quick: a fraction of a millisecond a sentence."""

    lexicons: Mapping[str, Lexicon]
    claims: tuple[Claim, ...]
    approvals: Approvals

    @staticmethod
    def files() -> list[Path]:
        """What the policy's version depends on besides the rules."""
        return [FILE, *(FOLDER / f"{language}.txt" for language in LANGUAGES)]

    @classmethod
    def load(cls, approved: Collection[str]) -> Self:
        lexicons = {language: load_lexicon(language) for language in LANGUAGES}
        claims = load_claims(frozenset(concepts_of(lexicons.values())))
        return cls(lexicons=lexicons, claims=claims, approvals=Approvals.of(approved))

    def read(self, text: str, languages: Collection[str] = ()) -> Sequence[Finding]:
        """The claims of a draft in their order, quoted older mail left out. `languages` are read
        besides those that it is written in.
        """
        draft = plain(text)
        found: list[Finding] = []
        held: list[Finding] = []
        for saying, is_quote in self._sayings(draft, languages):
            if held and _says_yes(saying):
                found += held
            held = []
            for claim in claims_in(saying, self.claims):
                if claim.excuse in _UNDONE_BY_YES or is_quote:
                    held.append(_finding(draft, claim, saying))
                elif claim.excuse is None:
                    found.append(_finding(draft, claim, saying))
        return self.approvals.without_approved(draft, _merged(found))

    def _sayings(self, draft: Plain, languages: Collection[str]) -> Iterator[tuple[Saying, bool]]:
        """Each sentence, and whether it stands in a line marked as quoted."""
        end = history_start(draft.text)
        mine = self._languages(draft.text[:end], languages)
        before: Saying | None = None
        for sentence in sentences(draft.text, 0, end, {}, draft.cased):
            words = _WORD.findall(draft.text, sentence.start, sentence.end)
            more = spoken_in(words, mine)
            spoken = (*mine, more) if more in LANGUAGES else mine
            saying = self._saying(draft, sentence, spoken, before)
            if saying.line.words:
                line = draft.text.rfind("\n", 0, sentence.start) + 1
                yield saying, draft.text[line : sentence.start + 1].lstrip()[:1] == ">"
                before = saying

    def _languages(self, text: str, given: Collection[str]) -> tuple[str, ...]:
        """Those given, and the one that it is clearly written in; else all that it may be."""
        main, present = languages_of(_WORD.findall(text))
        wanted = (*given, main) if any(each in LANGUAGES for each in given) else present
        known = tuple(dict.fromkeys(each for each in wanted if each in LANGUAGES))
        return known or LANGUAGES

    def _saying(
        self,
        draft: Plain,
        sentence: Sentence,
        languages: Sequence[str],
        before: Saying | None,
    ) -> Saying:
        lexicons = [self.lexicons[language] for language in languages]
        spelling = {k: v for each in lexicons for k, v in each.spelling.items()}
        numbers = {k: v for each in lexicons for k, v in each.numbers.items()}
        line = line_of(draft.text, sentence.start, sentence.end, spelling, numbers)
        return saying_of(line, draft.cased, lexicons, before)


def _says_yes(saying: Saying) -> bool:
    """A short answer to the sentence before that grants what was asked for there."""
    answers = len(saying.line.words) <= _SHORT and not saying.line.asks
    return answers and granted(saying) and not saying.has("internal", "refusal")


def _finding(draft: Plain, found: Found, saying: Saying) -> Finding:
    words = saying.line.words
    start, end = draft.span(words[found.place.first].start, words[found.place.last - 1].end)
    size = SIZES[found.claim.size](saying, found.place) if found.claim.size else None
    return Finding(category=found.claim.category, start=start, end=end, size=size)


def _merged(found: Sequence[Finding]) -> list[Finding]:
    """Findings of one category that overlap are one; of their sizes the largest, known or not."""
    merged: list[Finding] = []
    for each in sorted(found, key=lambda one: (one.category, one.start, one.end)):
        last = merged[-1] if merged else None
        if last is None or last.category != each.category or each.start >= last.end:
            merged.append(each)
            continue
        sizes = [one.size for one in (last, each)]
        known = [size for size in sizes if size is not None]
        merged[-1] = replace(last, end=max(last.end, each.end), size=max(known) if known else None)
    return sorted(merged, key=lambda one: (one.start, one.end))
