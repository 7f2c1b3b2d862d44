"""Looks for claims: concepts that mean something together, unless they are taken back."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise, product
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from bot.policy.content.clauses import Place
from bot.policy.content.discounts import SIZES
from bot.policy.content.lexicon import Mark
from bot.policy.content.saying import Saying
from bot.policy.content.scope import EXCUSES, excused
from bot.text.yaml import read_yaml

FILE = Path(__file__).parent / "claims.yaml"
_MOST = 12  # marks of one concept that are tried with others


class Claim(BaseModel):
    """`needs`: concepts that stand in one sentence, alternatives joined by "|", with no more than
    `within` words from the first to the last. `unless`: what takes it back. `nearest`: the
    second is the one closest to the first. `size`: how a discount is told from them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: str
    needs: tuple[str, ...]
    within: int = 12
    ordered: bool = False
    nearest: bool = False
    unless: tuple[str, ...] = ()
    size: str | None = None

    @cached_property
    def options(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(need.split("|")) for need in self.needs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A claim at its place; `excuse` says what takes it back, if anything."""

    claim: Claim
    place: Place
    excuse: str | None


def load_claims(concepts: Collection[str]) -> tuple[Claim, ...]:
    """Raises ValueError for a claim that speaks of a concept that no language has."""
    claims = TypeAdapter(tuple[Claim, ...]).validate_python(read_yaml(FILE.read_text("utf-8")))
    computed = {"percent", "share", "number", "name", "first_name"}
    for claim in claims:
        named = {name for need in claim.needs for name in need.split("|")} | {
            name.lstrip("<") for name in claim.unless
        }
        unknown = named - set(concepts) - computed - set(EXCUSES)
        if unknown or (claim.size is not None and claim.size not in SIZES):
            raise ValueError(f"{claim.category} speaks of {sorted(unknown) or claim.size}")
    return claims


def claims_in(saying: Saying, claims: Sequence[Claim]) -> Iterator[Found]:
    """Every claim that stands in the sentence, those taken back too."""
    for claim in claims:
        for place in _places(saying, claim):
            yield Found(claim=claim, place=place, excuse=excused(saying, place, claim.unless))


def _places(saying: Saying, claim: Claim) -> Iterator[Place]:
    if not all(saying.has(*need) for need in claim.options):
        return
    options = [list(saying.of(*need))[:_MOST] for need in claim.options]
    for marks in product(*options):
        if not _apart(marks) or (claim.ordered and not _in_order(marks)):
            continue
        if _has_nearer(saying, marks) or (claim.nearest and _has_closer(saying, marks)):
            continue
        first, last = min(m.first for m in marks), max(m.last for m in marks)
        if last - first <= claim.within + sum(m.last - m.first for m in marks):
            yield Place(first, last, tuple(marks))


def _apart(marks: Sequence[Mark]) -> bool:
    """Whether each stands on words of its own, or within a gap of another."""
    ordered = sorted(marks, key=lambda mark: (mark.first, -mark.last))
    return all(
        a.last <= b.first
        or (a.first <= b.first and b.last <= a.last and a.last - a.first > b.last - b.first)
        for a, b in combinations(ordered, 2)
    )


def _has_nearer(saying: Saying, marks: Sequence[Mark]) -> bool:
    """Whether a closer one of the same concept stands between two: "20 % of …, and 5 % off"."""
    ordered = sorted(marks, key=lambda mark: mark.first)
    return any(
        a.last <= other.first < b.first
        for a, b in pairwise(ordered)
        for other in saying.of(*{a.concept, b.concept})
    )


def _has_closer(saying: Saying, marks: Sequence[Mark]) -> bool:
    """Whether the first mark has a closer partner on its other side: "8 % off, and 7 % off"."""
    one, other = marks[0], marks[1]
    return any(_distance(one, each) < _distance(one, other) for each in saying.of(other.concept))


def _distance(one: Mark, other: Mark) -> int:
    return max(other.first - one.last, one.first - other.last, 0)


def _in_order(marks: Sequence[Mark]) -> bool:
    return all(a.first < b.first for a, b in pairwise(marks))
