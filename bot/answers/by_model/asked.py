"""A question as a model is asked about it: what code has read of it, and what it could not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.answers.answer import Choice
from bot.answers.parser.pieces import Piece
from bot.answers.parser.said import Said
from bot.answers.parser.sheet import Reader
from bot.answers.parser.tokens import Token, words_of
from bot.answers.parser.values import Kind, Value
from bot.answers.plan import Filter, Plan
from bot.llm.port import Known

_MASKS = {
    Kind.PERSON: "REP",
    Kind.ACCOUNT: "ACCOUNT",
    Kind.CONTACT: "CONTACT",
    Kind.DEAL: "DEAL",
}
_OF_FIELDS = {
    **dict.fromkeys(("owner", "person", "manager", "organisation"), "REP"),
    **dict.fromkeys(("account", "parent"), "ACCOUNT"),
    **dict.fromkeys(("deal", "id", "name"), "DEAL"),
    "contact": "CONTACT",
}
_NOUNS = {Kind.PERSON: "a person", Kind.ACCOUNT: "an account", Kind.CONTACT: "a contact",
          Kind.DEAL: "a deal", Kind.PRODUCT: "a product"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`unknown` are the words that stopped the rules, `choices` the readings that they offer."""

    tokens: tuple[Token, ...]
    pieces: tuple[Piece, ...]
    reader: Reader
    previous: Plan | None = None
    unknown: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(token.said for token in self.tokens)

    @property
    def times(self) -> list[Said]:
        """The periods that are said, in order."""
        said = (piece.said for piece in self.pieces if not piece.named)
        return [one for one in said if one is not None and one.period is not None]

    @property
    def numbers(self) -> frozenset[Decimal]:
        amounts = (piece.amount for piece in self.pieces if not piece.named)
        return frozenset(amount.value for amount in amounts if amount is not None)

    @property
    def before(self) -> tuple[Filter, ...]:
        """The conditions of the question before."""
        return self.previous.filters if self.previous else ()

    def says(self, text: str) -> bool:
        """Whether the words stand in the question, one after the other."""
        words, own = words_of(text), [token.word for token in self.tokens]
        places = range(len(own) - len(words) + 1)
        return bool(words) and any(own[at : at + len(words)] == list(words) for at in places)

    def meant(self, text: str, fields: Sequence[str], entity: str) -> list[Value]:
        """What of these fields the words stand for that the asker may hear of."""
        found = self.reader.values.phrases.get(words_of(text), ())
        return [
            match.value
            for match in found
            if match.value.field in fields
            and match.value.entity in (None, entity)
            and match.value.is_seen_by(self.reader.owners)
        ]

    def known(self) -> tuple[Known, ...]:
        """All names that must not leave the house, whoever may hear of them."""
        found = []
        for piece in self.pieces:
            for value in (match.value for match in piece.matches if match.value.kind in _MASKS):
                if piece.named or piece.capital:
                    names = dict.fromkeys((piece.text, value.shown))
                    found += [Known(kind=_MASKS[value.kind], name=name) for name in names]
        for each in self.before:
            kind = _OF_FIELDS.get(each.field)
            found += [Known(kind=kind, name=name) for name in each.shown if kind]
        return tuple(found)

    def found(self) -> str:
        """Names of the question that the asker may hear of, times, and words not known."""
        lines = [*self._names()]
        texts = (self._words(said) for said in self.times)
        lines += [f"time {at}: {text}" for at, text in enumerate(texts, start=1)]
        lines += [f"not known: {word}" for word in self.unknown]
        return "\n".join(lines) or "nothing"

    def _names(self) -> Iterator[str]:
        for piece in self.pieces:
            values = [match.value for match in piece.matches if piece.named]
            seen = [value for value in values if value.is_seen_by(self.reader.owners)]
            nouns = dict.fromkeys(_NOUNS.get(value.kind, value.field) for value in seen)
            if nouns:
                yield f"name {piece.text}: {', '.join(nouns)}"

    def _words(self, said: Said) -> str:
        return " ".join(token.said for token in self.tokens[said.start : said.end])
