"""All policies in force, as one value: what is found in a text, and what the rules say of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from bot.domain.people import Person, Role
from bot.policy.content.reader import ContentReader
from bot.policy.describing import Facts, described
from bot.policy.judging import Judge
from bot.policy.rules import FOLDER, Limits, RuleBook
from bot.policy.rulings import Ruling
from bot.policy.situation import Cap, Details, Finding, Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """Loaded once; the same version always rules the same."""

    book: RuleBook
    content: ContentReader

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """Raises BadSetting if a file has a mistake or a rule has no cases of its own."""
        book = RuleBook.load(folder, others=ContentReader.files())
        return cls(book=book, content=ContentReader.load(book.limits.approved_claims))

    @property
    def version(self) -> str:
        return self.book.version

    @property
    def limits(self) -> Limits:
        return self.book.limits

    @property
    def caps(self) -> dict[Cap, int]:
        return {Cap(name): most for name, most in self.limits.caps.items()}

    def read(self, text: str, languages: Collection[str] = ()) -> Sequence[Finding]:
        """The claims in a text; `languages` are read besides those that it is written in."""
        return self.content.read(text, languages)

    def rule(self, facts: Facts, lifted: frozenset[str] = frozenset()) -> Ruling:
        """What all rules say of an action; spans are places in the draft's body."""
        draft = facts.draft
        found = [] if draft is None else list(self.read(draft.body, [draft.language]))
        if draft is not None:
            # A subject says things too; its places are not in the body, so they are not named.
            found += [
                replace(each, start=0, end=0) for each in self.read(draft.subject, [draft.language])
            ]
        situation, details = described(facts, found, self.limits)
        ruling = Judge(book=self.book).judge(situation, details, lifted)
        return ruling if draft is None else _with_words(ruling, draft.body)

    def rule_text(self, text: str, by: Person, languages: Collection[str] = ()) -> Ruling:
        """What the rules say of a text that `by` would send to nobody in particular."""
        found = tuple(self.read(text, languages))
        content = frozenset(each.category for each in found)
        situation = Situation(by_role=by.role, content=content)
        ruling = Judge(book=self.book).judge(situation, Details(findings=found))
        return _with_words(ruling, text)

    def overruled_by(self, rule_id: str) -> tuple[Role, ...]:
        """Who may lift the rule's denial."""
        return next((rule.overruled_by for rule in self.book.rules if rule.id == rule_id), ())


def _with_words(ruling: Ruling, body: str) -> Ruling:
    matched = tuple(replace(m, text=body[m.span[0] : m.span[1]]) for m in ruling.matched)
    return replace(ruling, matched=matched)
