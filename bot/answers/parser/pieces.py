"""A question cut into the longest pieces that mean something, and the words that mean nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.answers.parser.lexicon import Lexicon, Sense, Sort, Vocabulary
from bot.answers.parser.numbers import Amount, amount_at
from bot.answers.parser.said import Edge, Said
from bot.answers.parser.tokens import Token
from bot.answers.parser.values import Kind, Match, ValueIndex

# Kinds of words that give way to a name that is written just so.
_YIELDING = (Sort.FILL, Sort.TOPIC, Sort.FIELD, Sort.MEASURE, Sort.CONDITION, Sort.FORECAST)
# Forecast categories are measures by themselves, and values beside other measures.
_CATEGORIES = ("commit", "best_case")
_WORDS_TOO = frozenset(
    ["summer", "may", "april", "june", "august", "will", "mark", "grace", "hope", "rose", "joy",
     "grant", "rich", "price", "bill", "young", "long", "short", "best", "low", "case", "page",
     "banks", "sales", "wells", "chance", "stone", "field", "park", "day", "month", "moss"]
)  # fmt: skip
_SIGNS = frozenset("?$€£¥+/<>=&%")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Tokens from `start` up to, but without, `end`, with all that they may mean.

    A piece without any meaning is a word that is not known.
    """

    start: int
    end: int
    text: str
    senses: tuple[Sense, ...] = ()
    matches: tuple[Match, ...] = ()
    amount: Amount | None = None
    said: Said | None = None
    named: bool = False  # meant as a name, whatever else the words mean
    capital: bool = False

    @property
    def is_known(self) -> bool:
        return bool(self.senses or self.matches or self.amount or self.said)

    def sense(self, sort: Sort) -> str | None:
        if self.named:
            return None
        return next((sense.name for sense in self.senses if sense.sort is sort), None)

    def has(self, sort: Sort, *names: str) -> bool:
        return not self.named and any(Sense(sort, name) in self.senses for name in names)

    def role(self, *names: str) -> bool:
        return self.has(Sort.ROLE, *names)

    @property
    def is_fill(self) -> bool:
        return not self.named and bool(self.senses) and self.senses[0].sort is Sort.FILL


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutter:
    """Cuts questions of one language, with the names that one workspace knows."""

    lexicon: Lexicon
    values: ValueIndex

    def pieces(
        self, tokens: Sequence[Token], said: Sequence[Said], language: str
    ) -> tuple[Piece, ...]:
        words = [token.word for token in tokens]
        times = {each.core: _bare(each) for each in said if each.core >= 0}
        times |= {each.start: each for each in said}
        vocabularies = self._vocabularies(language)
        found: list[Piece] = []
        at = 0
        while at < len(tokens):
            piece = self._longest(tokens, words, at, times.get(at), vocabularies)
            found.append(piece)
            at = piece.end
        return tuple(found)

    def _vocabularies(self, language: str) -> tuple[Vocabulary, ...]:
        own, english = self.lexicon.vocabularies[language], self.lexicon.vocabularies["en"]
        return (own,) if own is english else (own, english)

    def _longest(
        self,
        tokens: Sequence[Token],
        words: Sequence[str],
        at: int,
        said: Said | None,
        vocabularies: Sequence[Vocabulary],
    ) -> Piece:
        end, senses = _phrase(words, at, vocabularies)
        name_end, matches = self._name(tokens, words, at)
        amount = amount_at(tokens, at, self.lexicon.numbers)
        longest = max(end, name_end, amount.end if amount else at, said.end if said else at, at + 1)
        if said is not None and said.end == longest:
            return _piece(tokens, at, longest, said=said)
        if amount is not None and amount.end == longest and not matches:
            return _piece(tokens, at, longest, amount=amount)
        senses = senses if end == longest else ()
        matches = matches if name_end == longest else ()
        if not senses and not matches and words[at] in _SIGNS:
            return _piece(tokens, at, at + 1, senses=(Sense(Sort.FILL, "fill"),))
        piece = _piece(tokens, at, longest, senses=senses, matches=matches)
        return _as_meant(piece, tokens)

    def _name(
        self, tokens: Sequence[Token], words: Sequence[str], at: int
    ) -> tuple[int, tuple[Match, ...]]:
        for end, found in self.values.at(words, at):
            shouted = all(token.is_shouted for token in tokens[at:end])
            capital = tokens[at].is_capital
            matches = tuple(
                match
                for match in found
                if (shouted or not match.shouted) and (capital or not _is_shy(match, words[at]))
            )
            if matches:
                return end, matches
        return at, ()


def _is_shy(match: Match, word: str) -> bool:
    """A name that is also a word is only meant if it is written as a name."""
    return match.value.kind is Kind.PERSON and not match.whole and word in _WORDS_TOO


def _bare(said: Said) -> Said:
    """Without its preposition, where that belongs to the words before: "compared | to Q3"."""
    return replace(said, start=said.core, edge=Edge.WITHIN)


def _phrase(
    words: Sequence[str], at: int, vocabularies: Sequence[Vocabulary]
) -> tuple[int, tuple[Sense, ...]]:
    """The longest phrase of any of the languages, its senses in the language's own first."""
    best = at
    senses: tuple[Sense, ...] = ()
    for vocabulary in vocabularies:
        for end, found in vocabulary.at(words, at):
            if end > best:
                best, senses = end, found
            elif end == best:
                senses = (*senses, *(sense for sense in found if sense not in senses))
            break
    return best, senses


def _piece(
    tokens: Sequence[Token],
    start: int,
    end: int,
    *,
    senses: tuple[Sense, ...] = (),
    matches: tuple[Match, ...] = (),
    amount: Amount | None = None,
    said: Said | None = None,
) -> Piece:
    return Piece(
        start=start,
        end=end,
        text=" ".join(token.said for token in tokens[start:end]),
        senses=senses,
        matches=matches,
        amount=amount,
        said=said,
        capital=tokens[start].is_capital and start > 0,
    )


def _as_meant(piece: Piece, tokens: Sequence[Token]) -> Piece:
    """Where words are both a name and something else: which of the two is meant."""
    if not piece.matches or not piece.senses:
        return _named(piece) if piece.matches else piece
    if piece.sense(Sort.MEASURE) and not piece.has(Sort.MEASURE, *_CATEGORIES):
        return piece
    yields = all(sense.sort in _YIELDING for sense in piece.senses)
    whole = piece.matches[0].whole
    fills = piece.senses[0].sort is Sort.FILL
    written = tokens[piece.start].is_capital
    if yields and whole and (piece.capital or not fills or (fills and written)):
        return _named(piece)
    if piece.capital and whole and piece.senses[0].sort in (*_YIELDING, Sort.ROLE):
        return _named(piece)
    if piece.capital and fills and not whole:
        return _named(piece)
    return piece


def _named(piece: Piece) -> Piece:
    return Piece(
        start=piece.start,
        end=piece.end,
        text=piece.text,
        senses=piece.senses,
        matches=piece.matches,
        named=True,
        capital=piece.capital,
    )


def unknown(pieces: Sequence[Piece]) -> Iterator[Piece]:
    return (piece for piece in pieces if not piece.is_known)
