"""Tells a wish for a change from a question: by the verb that it begins with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.answers.answer import Refused, Status
from bot.answers.parser import replies
from bot.answers.parser.lexicon import Vocabulary
from bot.answers.parser.tokens import Token, after_words

_POLITE = frozenset(
    [
        "please",
        "can",
        "could",
        "would",
        "you",
        "pls",
        "kindly",
        "hey",
        "hi",
        "bot",
        "daybreak",
        "now",
        "then",
        "and",
        "go",
        "ahead",
        "just",
        "ok",
        "okay",
        "bitte",
        "kannst",
        "du",
        "peux",
        "tu",
        "puedes",
        "por",
        "favor",
        "s'il",
        "te",
        "plait",
    ]
)
# "Close Acme as lost" is a wish; "close rate" and "close dates" are asked about.
_CLOSED = frozenset({("as", "won"), ("as", "lost"), ("as", "closed")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A change that was asked for: the lexicon's name of its verb, and the words after that."""

    kind: str
    said: str


class ChangeAsked(Refused):
    """No question but a wish for a change, which is for somebody else to read."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(Status.UNSUPPORTED, replies.no_change(wanted.kind))
        self.wanted = wanted


def wanted_in(
    text: str, tokens: Sequence[Token], vocabularies: Iterable[Vocabulary]
) -> Wanted | None:
    """Names and a verb are too little to tell a language by, so the verb may be of any."""
    words = tuple(token.word for token in tokens if token.word.isalnum())
    for known in vocabularies:
        found = _change(words, known)
        if found is not None:
            kind, end = found
            return Wanted(kind=kind, said=after_words(text, end))
    return None


def _change(words: Sequence[str], vocabulary: Vocabulary) -> tuple[str, int] | None:
    """A verb at the beginning that asks for a change, if no longer phrase begins there, and after
    how many words it ends.
    """
    at = 0
    while at < len(words) and words[at] in _POLITE:
        at += 1
    if at >= len(words) - 1:
        return None
    if words[at] == "close" and not _CLOSED.isdisjoint(pairwise(words)):
        return "mark", at + 1
    for length in (3, 2, 1):
        name = vocabulary.changes.get(tuple(words[at : at + length]))
        longer = next((end - at for end, _ in vocabulary.at(words, at)), 0)
        # "Change in pipeline" asks what has changed.
        if (
            name is not None
            and longer <= length
            and words[at + length : at + length + 1] != ("in",)
        ):
            return name, at + length
    return None
