"""Questions in pieces: words, numbers and signs, each with the place where it was said."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 600  # characters of a question that anybody would read
_MOST_WORDS = 120
_SLACK = re.compile(r"<[@#!][^<>]*>|<(?:https?|mailto)[^<>]*>")
_UNSEEN = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
_TOKEN = re.compile(
    r"""
      \d{4}-\d{1,2}-\d{1,2}                     # 2017-12-31
    | \d{1,2}[./]\d{1,2}[./]\d{2,4}             # 31.12.2017, 12/31/2017
    | \d+(?:[.,]\d+)+[^\W\d_]*                  # 1,500  1.2m
    | (?<!\w)(?:qu|jusqu|lorsqu|[cdjlmnst])['’](?=\w|$)  # d'affaires
    | ['’]s(?!\w)                               # Dustin's
    | [^\W_]+                                   # words, 50k, Q3
    | >=|<=|≥|≤|[<>=%$€£¥+?&/]
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CONTRACTED = (
    (re.compile(r"\bcan['’]?t\b", re.IGNORECASE), "can not"),
    (re.compile(r"\bwon['’]t\b", re.IGNORECASE), "will not"),
    (re.compile(r"\b(do|does|did|has|have|had|is|are|was|were|should|would|could)n['’]t\b",
                re.IGNORECASE), r"\1 not"),
    (re.compile(r"\b(do|does|did|has|have|is|are|was)nt\b", re.IGNORECASE), r"\1 not"),
    (re.compile(r"\b(what|who|how|where|when|that|there|it|he|she)['’]s\b", re.IGNORECASE),
     r"\1 is"),
    (re.compile(r"\b(what|who|how|where)s\b", re.IGNORECASE), r"\1 is"),
    (re.compile(r"\b(what|who|how|we|you|they)['’]re\b", re.IGNORECASE), r"\1 are"),
    (re.compile(r"\b(i|we|you|they)['’](?:ve)\b", re.IGNORECASE), r"\1 have"),
    (re.compile(r"\b(i|we|you|they|he|she|who|what)['’]ll\b", re.IGNORECASE), r"\1 will"),
    (re.compile(r"\b(i|we|you|they|he|she|who)['’]d\b", re.IGNORECASE), r"\1 would"),
    (re.compile(r"\bi['’]m\b", re.IGNORECASE), "i am"),
    (re.compile(r"\blet['’]?s\b", re.IGNORECASE), "let us"),
    (re.compile(r"\baujourd['’]hui\b", re.IGNORECASE), "aujourdhui"),
)  # fmt: skip
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "đ": "d", "ł": "l"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True, slots=True)
class Token:
    """`said` is how it was written, `word` how it is compared: no case, no accents."""

    said: str
    word: str

    @property
    def is_capital(self) -> bool:
        return self.said[:1].isupper()

    @property
    def is_shouted(self) -> bool:
        return len(self.said) > 1 and self.said.isupper()


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Without case and accents: "Jörg" and "JORG" are the same."""
    plain = text.casefold()
    if plain.isascii():
        return plain
    apart = unicodedata.normalize("NFKD", plain.translate(_LETTERS))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def spelled_out(text: str) -> str:
    """Folded with umlauts as two letters: "Jörg" and "Joerg" are the same."""
    return folded(text.casefold().translate(_UMLAUTS))


def cleaned(question: str) -> str:
    """Without what Slack adds and what nobody sees; spaces single."""
    text = unicodedata.normalize("NFKC", _UNSEEN.sub("", _SLACK.sub(" ", question)))
    return " ".join(text.replace("’", "'").split())


def tokens_of(question: str) -> tuple[Token, ...]:
    """The pieces of a cleaned question, contractions written out."""
    for pattern, full in _CONTRACTED:
        question = pattern.sub(full, question)
    found = (match.group() for match in _TOKEN.finditer(question))
    return tuple(Token(said, folded(said)) for said in found)[: _MOST_WORDS + 1]


def after_words(question: str, count: int) -> str:
    """What stands behind so many words of a cleaned question, as it was written."""
    ends = [match.end() for match in _TOKEN.finditer(question) if match.group().isalnum()]
    return question[ends[count - 1] :].strip() if count <= len(ends) else ""


def is_too_long(question: str, tokens: tuple[Token, ...]) -> bool:
    return len(question) > LONGEST or len(tokens) > _MOST_WORDS


def words_of(text: str) -> tuple[str, ...]:
    """The compared words of a name or phrase, in the way in which questions are cut."""
    return tuple(token.word for token in tokens_of(cleaned(text)))
