"""Finds in a draft what the content policies speak of: claims, with their places and sizes."""

import re
from collections import ChainMap
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bot.policy.content.approved import Approvals
from bot.policy.content.claims import FILE, Claim, Found, claims_in, load_claims
from bot.policy.content.discounts import SIZES, adds
from bot.policy.content.lexicon import FOLDER, LANGUAGES, concepts, load_lexicon
from bot.policy.content.merging import Sized, merged
from bot.policy.content.plain import Plain, plain
from bot.policy.content.saying import Saying, saying_of
from bot.policy.content.scope import granted
from bot.policy.content.weighing import ANY, Weights, features
from bot.policy.content.weighing import FILE as WEIGHTS
from bot.policy.content.words import line_of
from bot.policy.situation import Finding
from bot.text.language import clearly_in, languages_of, spoken_in
from bot.text.sentences import Sentence, sentences
from bot.text.unquote import history_start

_WORD = re.compile(r"[^\W\d_]+")
_SHORT = 16  # words of an answer that says yes to the sentence before
_UNDONE_BY_YES = ("asked", "wished", "quoted", "questioned", "reported")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentReader:
    """Pure and quick: a fraction of a millisecond a sentence. A language's phrases are read when
    the first draft may be in it: whoever sends nothing never waits for them.
    """

    claims: tuple[Claim, ...]
    approvals: Approvals
    weights: Weights | None  # None only to learn them

    @staticmethod
    def files() -> list[Path]:
        """What the policy's version depends on besides the rules."""
        return [FILE, WEIGHTS, *(FOLDER / f"{language}.txt" for language in LANGUAGES)]

    @classmethod
    def load(cls, approved: Collection[str]) -> Self:
        return cls(
            claims=load_claims(concepts()),
            approvals=Approvals.of(approved),
            weights=Weights.load(),
        )

    def read(self, text: str, languages: Collection[str] = ()) -> Sequence[Finding]:
        """The claims of a draft in their order, quoted older mail left out. `languages` are read
        besides those that it is written in.
        """
        draft = plain(text)
        found: list[Sized] = []
        held: list[Sized] = []
        for saying, is_quote in self.sayings(draft, languages):
            if held and _says_yes(saying):
                found += held
            held = []
            claims = list(claims_in(saying, self.claims))
            for claim in claims:
                if claim.excuse in _UNDONE_BY_YES or is_quote:
                    held.append(_sized(draft, claim, saying))
                elif claim.excuse is None:
                    found.append(_sized(draft, claim, saying))
            # It only adds: words beside a claim must never take back what a rule says of it.
            if not is_quote and all(claim.excuse is not None for claim in claims):
                found += self._weighed(draft, saying)
        return self.approvals.without_approved(draft, merged(found))

    def _weighed(self, draft: Plain, saying: Saying) -> Iterator[Sized]:
        """The whole sentence, if it surely breaks a policy though no rule says so."""
        if self.weights is None:
            return
        blocks = features(saying)
        if self.weights.score(ANY, blocks) > self.weights.sure:
            start, end = draft.span(saying.line.words[0].start, saying.line.words[-1].end)
            yield Sized(Finding(category=self.weights.category(blocks), start=start, end=end))

    def sayings(self, draft: Plain, languages: Collection[str]) -> Iterator[tuple[Saying, bool]]:
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
        """Those given, and the one that it is clearly written in; else all that it may be. Each
        sentence in another language is read in that one too.
        """
        words = _WORD.findall(text)
        clear = clearly_in(words)
        present = (clear,) if clear in LANGUAGES else () if given else languages_of(words)[1]
        wanted = (*given, *present)
        known = tuple(dict.fromkeys(each for each in wanted if each in LANGUAGES))
        return known or LANGUAGES

    def _saying(
        self,
        draft: Plain,
        sentence: Sentence,
        languages: Sequence[str],
        before: Saying | None,
    ) -> Saying:
        lexicons = [load_lexicon(language) for language in languages]
        spelling = ChainMap(*[each.spelling for each in lexicons])
        numbers = ChainMap(*[each.numbers for each in lexicons])
        line = line_of(draft.text, sentence.start, sentence.end, spelling, numbers)
        return saying_of(line, draft.cased, lexicons, before)


def _says_yes(saying: Saying) -> bool:
    """A short answer to the sentence before that grants what was asked for there."""
    answers = len(saying.line.words) <= _SHORT and not saying.line.asks
    return answers and granted(saying) and not saying.has("internal", "refusal")


def _sized(draft: Plain, found: Found, saying: Saying) -> Sized:
    words, place, claim = saying.line.words, found.place, found.claim
    start, end = draft.span(words[place.first].start, words[place.last - 1].end)
    size = SIZES[claim.size](saying, place) if claim.size else None
    finding = Finding(category=claim.category, start=start, end=end, size=size)
    return Sized(finding, vague=claim.size == "vague", on_top=adds(saying, place))
