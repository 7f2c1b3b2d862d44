"""The sentences that drafts are made of, per language; everything else in a draft is a fact."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from importlib.resources import files

from babel.dates import format_skeleton
from pydantic import BaseModel, ConfigDict

from bot.domain.missions import ReasonCode
from bot.text.yaml import read_yaml

_LOCALES = {"en": "en_GB", "de": "de", "fr": "fr", "es": "es"}
_WORD = re.compile(r"[^\W_]+")


class _Reason(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    quoted: str | None = None  # with the other side's words, or our own, and their date
    plain: str  # follows a sentence about the last exchange
    ask: str  # the one question


class Wording(BaseModel):
    """One language's sentences; slots in braces are filled with facts only."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    language: str
    greeting: str
    closing: str
    reply_prefix: str
    fresh_subject: str
    last: Mapping[str, str]
    reasons: Mapping[ReasonCode, _Reason]

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that a draft may hold without any fact, in lower case."""
        texts = [self.greeting, self.closing, self.reply_prefix, self.fresh_subject]
        texts += self.last.values()
        for reason in self.reasons.values():
            texts += [reason.quoted or "", reason.plain, reason.ask]
        return words_of(*texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordings:
    """All languages that drafts can be written in, and one version for all of them."""

    by_language: Mapping[str, Wording]
    version: str

    @classmethod
    def load(cls) -> "Wordings":
        """Reads and validates the packaged files."""
        folder = files("bot.mission").joinpath("drafts")
        texts = {name: folder.joinpath(f"{name}.yaml").read_text("utf-8") for name in _LOCALES}
        digest = sha256("".join(texts.values()).encode()).hexdigest()[:8]
        made = {name: Wording.model_validate(read_yaml(text)) for name, text in texts.items()}
        return cls(by_language=made, version=f"drafts-1-{digest}")


def words_of(*texts: str) -> frozenset[str]:
    """The words of some texts in lower case, numbers included."""
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text))


@lru_cache(maxsize=2_000)
def day_in(language: str, day: date) -> str:
    """A day without its year as the language writes it: "2 March", "2. März"."""
    return str(format_skeleton("MMMMd", day, locale=_LOCALES[language]))
