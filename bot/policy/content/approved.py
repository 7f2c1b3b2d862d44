"""The approved statements: what anybody may claim of security and compliance, word for word."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

from bot.policy.content.plain import Plain, plain
from bot.policy.situation import Finding

_CATEGORY = "security_or_compliance_claim"


@dataclass(frozen=True, slots=True)
class Approvals:
    """`patterns` find the statements however they are spaced."""

    patterns: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, statements: Collection[str]) -> Self:
        words = (plain(statement).text.split() for statement in statements)
        return cls(tuple(re.compile(r"\s+".join(map(re.escape, each))) for each in words if each))

    def without_approved(self, draft: Plain, found: Sequence[Finding]) -> list[Finding]:
        """Leaves out the claims that are part of an approved statement and say no more."""
        allowed = [
            draft.span(*match.span())
            for pattern in self.patterns
            for match in pattern.finditer(draft.text)
        ]
        return [
            each
            for each in found
            if each.category != _CATEGORY
            or not any(start <= each.start and each.end <= end for start, end in allowed)
        ]
