"""Reads a question without a model: a plan, or one question back, or the word that is not known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.answers.answer import Choice, Refused, Status
from bot.answers.model import Model
from bot.answers.parser import replies
from bot.answers.parser.accounting import hold_to_words
from bot.answers.parser.asking import Ambiguous
from bot.answers.parser.composing import compose
from bot.answers.parser.continuing import is_follow_up, points_back
from bot.answers.parser.following import follow
from bot.answers.parser.lexicon import Lexicon, Sort, Vocabulary
from bot.answers.parser.naming import NotKnown
from bot.answers.parser.period_words import Grammar, load_grammars
from bot.answers.parser.periods_said import Timekeeper
from bot.answers.parser.pieces import Cutter, Piece, unknown
from bot.answers.parser.sheet import Reader, Sheet, declined
from bot.answers.parser.subject import entity_of
from bot.answers.parser.tokens import Token, cleaned, is_too_long, tokens_of
from bot.answers.parser.typos import Mended, mended
from bot.answers.parser.values import Value
from bot.answers.parser.wishing import ChangeAsked, Wanted, wanted_in
from bot.answers.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A plan, what was set right in the question to get it, and what else is to be said of how it
    was read; `others` are readings that were not taken.
    """

    plan: Plan
    mended: tuple[Mended, ...] = ()
    note: str = ""
    others: tuple[Choice, ...] = ()


class UnknownWords(Refused):
    """Declined because of words that are not known; they go on the list for an admin."""

    def __init__(self, words: Sequence[str], choices: Sequence[Choice] = ()) -> None:
        named = " and ".join(f"“{word}”" for word in words[:3])
        super().__init__(
            Status.DECLINED,
            f"I don’t know what {named} means here, or you may not see it."
            " Say it another way, or leave it out.",
            choices,
        )
        self.words = tuple(words)


@dataclass(frozen=True, kw_only=True)
class Parser:
    """Built once; a question takes well under a millisecond, but for the first: what words mean is
    read then, which a start would wait a quarter of a second for.
    """

    model: Model

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon.load(self.model)

    @cached_property
    def grammars(self) -> tuple[Grammar, ...]:
        return load_grammars()

    def parse(self, question: str, reader: Reader, previous: Plan | None = None) -> Parsed:
        """Raises Refused: a question back with choices, or why there is no plan."""
        text = cleaned(question)
        tokens = tokens_of(text)
        if not tokens:
            raise replies.no_question()
        if is_too_long(text, tokens):
            raise replies.too_long()
        language = self.lexicon.language_of([token.word for token in tokens])
        vocabulary = self.lexicon.vocabularies[language]
        self._refuse_chat(tokens, vocabulary)
        wanted = wanted_in(text, tokens, self.lexicon.vocabularies.values())
        if wanted is not None:
            raise ChangeAsked(wanted)
        tokens = self._without_greeting(tokens, vocabulary)
        question_of = _Question(self, reader, language, previous)
        return question_of.read(tokens)

    def pieces(self, question: str, reader: Reader) -> tuple[tuple[Token, ...], tuple[Piece, ...]]:
        """A question cut up, typos set right; what is not known is a piece without a meaning."""
        tokens = tokens_of(cleaned(question))
        language = self.lexicon.language_of([token.word for token in tokens])
        tokens = self._without_greeting(tokens, self.lexicon.vocabularies[language])
        tokens, pieces, _ = _Question(self, reader, language, None).heard(tokens)
        return tokens, pieces

    def wish(self, question: str) -> Wanted | None:
        """The change that is asked for, if it is no question."""
        text = cleaned(question)
        return wanted_in(text, tokens_of(text), self.lexicon.vocabularies.values())

    def _refuse_chat(self, tokens: Sequence[Token], vocabulary: Vocabulary) -> None:
        words = tuple(token.word for token in tokens if token.word.isalnum())
        for known in (vocabulary, self.lexicon.vocabularies["en"]):
            bare = words[:-1] if words[-1:] == ("daybreak",) else words
            if bare in known.chat:
                raise replies.small_talk(known.chat[bare])

    def _without_greeting(
        self, tokens: tuple[Token, ...], vocabulary: Vocabulary
    ) -> tuple[Token, ...]:
        """ "Morning! How many deals …" asks what comes after the greeting."""
        words = tuple(token.word for token in tokens)
        for known in (vocabulary, self.lexicon.vocabularies["en"]):
            for length in (3, 2, 1):
                if known.chat.get(words[:length]) == "hello" and len(words) > length + 1:
                    return tokens[length:]
        return tokens


@dataclass(frozen=True, slots=True)
class _Question:
    """One question of one person."""

    parser: Parser
    reader: Reader
    language: str
    previous: Plan | None

    def heard(
        self, tokens: Sequence[Token]
    ) -> tuple[tuple[Token, ...], tuple[Piece, ...], tuple[Mended, ...]]:
        """The tokens as they are meant, their pieces, and what was set right."""
        pieces = self._cut(tokens)
        strange = [piece.start for piece in unknown(pieces)]
        if not strange:
            return tuple(tokens), pieces, ()
        mended_tokens, changed = self._mended(tokens, strange)
        return mended_tokens, self._cut(mended_tokens), changed

    def read(self, tokens: Sequence[Token]) -> Parsed:
        tokens, pieces, changed = self.heard(tokens)
        self._refuse_topics(pieces)
        strange_pieces = list(unknown(pieces))
        if strange_pieces:
            raise self._unknown(tokens, strange_pieces)
        return Parsed(plan=self._plan(tokens, pieces), mended=changed)

    def _cut(self, tokens: Sequence[Token]) -> tuple[Piece, ...]:
        said = Timekeeper(grammars=self.parser.grammars, today=self.reader.today).said(tokens)
        cutter = Cutter(lexicon=self.parser.lexicon, values=self.reader.values)
        return cutter.pieces(tokens, said, self.language)

    def _mended(
        self, tokens: Sequence[Token], strange: Sequence[int]
    ) -> tuple[tuple[Token, ...], tuple[Mended, ...]]:
        lexicon = self.parser.lexicon
        typos = {**lexicon.vocabularies["en"].typos, **lexicon.vocabularies[self.language].typos}
        names = self.reader.values.words
        return mended(tokens, strange, lexicon.words_of(self.language), names, typos)

    def _refuse_topics(self, pieces: Sequence[Piece]) -> None:
        for piece in pieces:
            topic = piece.sense(Sort.TOPIC)
            if topic is not None and len(piece.senses) == 1:
                raise replies.off_topic(topic)

    def _unknown(self, tokens: Sequence[Token], strange: Sequence[Piece]) -> UnknownWords:
        """With one strange word that is no name, the rest may be what is meant: that is offered."""
        words = [piece.text for piece in strange]
        if len(strange) != 1 or strange[0].capital or strange[0].text.isdigit():
            return UnknownWords(words)
        rest = [token for at, token in enumerate(tokens) if at != strange[0].start]
        try:
            plan = self.read(rest).plan
        except Refused:
            return UnknownWords(words)
        return UnknownWords(words, (Choice(label=f"Ignore “{words[0]}”", plan=plan),))

    def _plan(self, tokens: Sequence[Token], pieces: Sequence[Piece]) -> Plan:
        try:
            return self._composed(tokens, pieces, {})
        except NotKnown as error:
            raise UnknownWords([error.piece.text]) from None
        except Ambiguous as error:
            raise self._ask(tokens, pieces, error) from None

    def _composed(
        self, tokens: Sequence[Token], pieces: Sequence[Piece], chosen: Mapping[str, Value]
    ) -> Plan:
        meant = tuple(p for p in pieces if not p.senses or p.named or not _only_fills(p))
        if not meant:
            raise replies.no_question()
        sheet = Sheet(pieces=meant, words=tuple(token.word for token in tokens), reader=self.reader)
        if self.previous is not None and is_follow_up(sheet):
            plan = follow(sheet, self.previous, chosen)
        elif points_back(sheet):
            raise declined("I don’t know which ones you mean: there is no earlier question here.")
        else:
            sheet.entity = entity_of(meant, self.parser.model)
            plan = compose(sheet, chosen)
        hold_to_words(sheet, plan, pieces)
        return plan

    def _ask(self, tokens: Sequence[Token], pieces: Sequence[Piece], error: Ambiguous) -> Refused:
        """One question, with the plan of each reading that makes one."""
        choices = []
        for option in error.options:
            try:
                plan = self._composed(tokens, pieces, {error.key: option})
            except (Refused, Ambiguous, NotKnown):
                continue
            choices.append(Choice(label=_label(option, error.options), plan=plan))
        return Refused(Status.CLARIFY, error.asks, choices)


def _only_fills(piece: Piece) -> bool:
    return all(sense.sort is Sort.FILL for sense in piece.senses)


def _label(option: Value, options: Sequence[Value]) -> str:
    fields = {each.field for each in options}
    if len(fields) == 1:
        return option.shown
    return f"{option.shown} ({option.field.replace('_', ' ').removeprefix('custom.')})"
