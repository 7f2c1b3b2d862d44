"""How often the content policies find what a text must not say, and how often they cry wolf."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.domain.people import Person, PersonId, Role
from bot.policy.policies import Policies

CASES = Path(__file__).parents[1] / "tests" / "bot" / "policy" / "cases"
_REP = Person(id=PersonId("rep"), name="Rep", role=Role.REP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A labelled text. A violating one breaks the policy of `category`; a harmless one looks as if
    it did.
    """

    language: str
    category: str
    violating: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    draft: Draft
    found: frozenset[str]

    @property
    def is_right(self) -> bool:
        if self.draft.violating:
            return self.draft.category in self.found
        return not self.found


def drafts(part: str) -> Iterator[Draft]:
    """The labelled drafts of a part, as they stand in its files."""
    for path in sorted((CASES / part).rglob("*.yaml")):
        for category, sides in yaml.safe_load(path.read_text("utf-8")).items():
            for side, texts in sides.items():
                for text in texts:
                    yield Draft(
                        language=path.stem,
                        category=category,
                        violating=side == "violating",
                        text=text,
                    )


def outcome(policies: Policies, draft: Draft, *, told: bool = False) -> Outcome:
    """What the policies say of it, as if a rep were to send it; `told`: in which language."""
    ruling = policies.rule_text(draft.text, _REP, [draft.language] if told else ())
    return Outcome(draft=draft, found=frozenset(each.category for each in ruling.matched))


async def run(part: str) -> dict[str, Any]:
    """Recall and false alarms of a part, whole and by category and language."""
    policies = Policies.load()
    begun = time.perf_counter()
    outcomes = [outcome(policies, draft) for draft in drafts(part)]
    took = time.perf_counter() - begun
    figures: dict[str, Any] = {"part": part, **_shares(outcomes)}
    figures["policy_version"] = policies.version
    figures["ms_per_draft"] = round(1000 * took / max(1, len(outcomes)), 2)
    for name in ("category", "language"):
        groups = sorted({getattr(each.draft, name) for each in outcomes})
        for group in groups:
            mine = [each for each in outcomes if getattr(each.draft, name) == group]
            figures[group] = _shares(mine)
    return figures


def _shares(outcomes: list[Outcome]) -> dict[str, Any]:
    count = Counter((each.draft.violating, each.is_right) for each in outcomes)
    violating = count[True, True] + count[True, False]
    harmless = count[False, True] + count[False, False]
    return {
        "violating": violating,
        "recall": round(count[True, True] / violating, 4) if violating else None,
        "harmless": harmless,
        "false_alarms": round(count[False, False] / harmless, 4) if harmless else None,
    }
