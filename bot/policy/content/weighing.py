"""The second reader: weighs the words and concepts of a sentence, for what no rule puts into words.

Weights are learned from labelled drafts by `bench/weights.py` and stored as one signed byte for
each hashed feature, one row for "breaks any policy" and one for each category.
"""

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import sqrt
from pathlib import Path
from typing import Self
from zlib import crc32

from bot.policy.content.saying import Saying

FILE = Path(__file__).parent / "weights.bin"
SIZE = 1 << 16  # features are hashed into so many places
ANY = "any"
_APART = 8  # words between two concepts that belong together
_GRAMS = (3, 4, 5)  # letters of a piece of a word

Blocks = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """`rows` by name, `SIZE` bytes each; a score is their sum times the scale, plus the bias."""

    rows: Mapping[str, "array[int]"]
    scales: Mapping[str, float]
    biases: Mapping[str, float]
    sure: float  # above it a sentence is held to break a policy though no rule says so

    @classmethod
    def load(cls, file: Path = FILE) -> Self:
        head, _, body = file.read_bytes().partition(b"\n")
        told = json.loads(head)
        names = list(told["scales"])
        rows = {
            name: array("b", body[number * SIZE : (number + 1) * SIZE])
            for number, name in enumerate(names)
        }
        return cls(
            rows=rows,
            scales=told["scales"],
            biases=told["biases"],
            sure=told["sure"],
        )

    def score(self, name: str, blocks: Blocks) -> float:
        """Log-odds, as far as the training drafts tell."""
        row = self.rows[name]
        whole = sum(sum(row[place] for place in each) / sqrt(len(each)) for each in blocks if each)
        return self.biases[name] + self.scales[name] * whole

    def category(self, blocks: Blocks) -> str:
        """Which policy a sentence breaks, if it breaks one."""
        return max((n for n in self.rows if n != ANY), key=lambda name: self.score(name, blocks))


def features(saying: Saying) -> Blocks:
    """Hashed places of a sentence's words and pairs, pieces of words, and concepts, each once."""
    words = ["#" if word.text[0].isdigit() else word.text for word in saying.line.words]
    framed = ["^", *words, "?" if saying.line.asks else "."]
    return [_places(each) for each in (_phrases(framed), _pieces(words), _concepts(saying))]


def _places(names: Iterable[str]) -> list[int]:
    return sorted({crc32(name.encode()) % SIZE for name in names})


def _phrases(words: Sequence[str]) -> Iterator[str]:
    yield from words
    yield from (f"{one} {two}" for one, two in pairwise(words))


def _pieces(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        framed = f"<{word}>"
        for length in _GRAMS:
            for start in range(len(framed) - length + 1):
                yield framed[start : start + length]


def _concepts(saying: Saying) -> Iterator[str]:
    found = {(m.first, m.last, m.concept) for marks in saying.marks.values() for m in marks}
    yield from (f":{concept}" for _, _, concept in found)
    for one, two in combinations(sorted(found), 2):
        if one[2] != two[2] and two[0] - one[1] <= _APART:
            yield f":{one[2]} {two[2]}"
