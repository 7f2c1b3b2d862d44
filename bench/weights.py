"""Learns the weights of the second reader (`bot/policy/content/weighing.py`) from labelled drafts.

    python -m bench.weights            writes the file of weights
    python -m bench.weights --check    holds out one writer after the other and prints what it gives

Logistic regression by gradient steps, the same file from the same drafts every time.
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from bench.policy import CASES, Draft, drafts
from bot.policy.content.approved import Approvals
from bot.policy.content.claims import claims_in, load_claims
from bot.policy.content.lexicon import concepts
from bot.policy.content.plain import plain
from bot.policy.content.reader import ContentReader
from bot.policy.content.weighing import ANY, FILE, SIZE, Blocks, features

PART = "practice"
OWN = Path(__file__).parents[1] / "bot" / "mission" / "drafts"
SURE = 1.5
_STEPS, _PACE, _DECAY = 250, 0.05, 3e-5
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """A draft with the features of each sentence, and whether a rule speaks of the sentence."""

    writer: str
    draft: Draft
    sentences: Sequence[Blocks]
    ruled: Sequence[bool]


def samples(reader: ContentReader) -> list[Sample]:
    """All labelled drafts, and what Daybreak itself writes, as harmless."""
    found: list[Sample] = []
    for folder in sorted((CASES / PART).iterdir()):
        for draft in drafts(f"{PART}/{folder.name}"):
            found.append(_sample(reader, folder.name, draft))
    return found + [_sample(reader, "own", each) for each in _own()]


def _own() -> Iterator[Draft]:
    for path in sorted(OWN.glob("*.yaml")):
        for words in _texts(yaml.safe_load(path.read_text("utf-8"))):
            text = re.sub(r"\{[^}]*\}", "Norvik", words)
            yield Draft(language=path.stem, category="", violating=False, text=text)


def _texts(document: object) -> Iterator[str]:
    if isinstance(document, dict):
        for value in document.values():
            yield from _texts(value)
    elif isinstance(document, str):
        yield document


def _sample(reader: ContentReader, writer: str, draft: Draft) -> Sample:
    sayings = [saying for saying, _ in reader.sayings(plain(draft.text), [draft.language])]
    ruled = [any(c.excuse is None for c in claims_in(each, reader.claims)) for each in sayings]
    return Sample(writer, draft, [features(each) for each in sayings], ruled)


class Matrix:
    """Sparse rows: each sentence's features, those of a block weighing 1 / sqrt of their number."""

    def __init__(self, rows: Sequence[Blocks]) -> None:
        self.height = len(rows)
        counts = [sum(len(block) for block in row) for row in rows]
        self.row = np.repeat(np.arange(self.height), counts)
        self.place = np.array([p for row in rows for block in row for p in block], dtype=np.int64)
        self.value = np.array([len(b) ** -0.5 for row in rows for b in row for _ in b])

    def times(self, weights: Numbers) -> Numbers:
        return np.bincount(self.row, weights[self.place] * self.value, self.height).astype(
            np.float64
        )

    def back(self, errors: Numbers) -> Numbers:
        return np.bincount(self.place, errors[self.row] * self.value, SIZE).astype(np.float64)


def learned(matrix: Matrix, wanted: Numbers) -> tuple[Numbers, float]:
    """Weights and bias, by Adam over all rows at once."""
    weights, bias = np.zeros(SIZE + 1), 0.0
    mean, square = np.zeros(SIZE + 1), np.zeros(SIZE + 1)
    for step in range(1, _STEPS + 1):
        odds = matrix.times(weights[:-1]) + weights[-1]
        errors = (1 / (1 + np.exp(-odds)) - wanted) / matrix.height
        slope = np.append(matrix.back(errors), errors.sum()) + _DECAY * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        even = np.sqrt(square / (1 - 0.999**step)) + 1e-8
        weights -= _PACE * (mean / (1 - 0.9**step)) / even
    bias = float(weights[-1])
    return weights[:-1], bias


def _telling(each: Sample, weights: Numbers | None, bias: float) -> list[Blocks]:
    """The sentences to learn from: of a violating draft the one that tells most."""
    if not each.draft.violating or len(each.sentences) < 2:
        return list(each.sentences)
    if weights is None:
        return [max(each.sentences, key=lambda row: len(row[0]))]
    odds = Matrix(each.sentences).times(weights) + bias
    return [each.sentences[int(odds.argmax())]]


def _rows(
    drawn: Sequence[Sample], weights: Numbers | None = None, bias: float = 0.0
) -> tuple[Matrix, list[Draft]]:
    pairs = [(row, each.draft) for each in drawn for row in _telling(each, weights, bias)]
    return Matrix([row for row, _ in pairs]), [draft for _, draft in pairs]


def any_of(drawn: Sequence[Sample]) -> tuple[Numbers, float]:
    """Learned twice: the second time it knows which sentence of a draft breaks the policy."""
    matrix, labels = _rows(drawn)
    weights, bias = learned(matrix, np.array([float(d.violating) for d in labels]))
    matrix, labels = _rows(drawn, weights, bias)
    return learned(matrix, np.array([float(d.violating) for d in labels]))


def check(drawn: Sequence[Sample]) -> None:
    """What drafts of a writer are taken for by weights that never saw that writer."""
    for writer in sorted({s.writer for s in drawn if s.writer != "own"}, reverse=True):
        weights, bias = any_of([s for s in drawn if s.writer != writer])
        mine = [s for s in drawn if s.writer == writer]
        odds = [Matrix(s.sentences).times(weights) + bias for s in mine]
        for sure in (float("inf"), 0.5, 1.0, 1.5, 2.0):
            said = [_said(s, o, sure) for s, o in zip(mine, odds, strict=True)]
            sys.stdout.write(f"{writer} {sure} {_shares(mine, said)}\n")


def _said(each: Sample, odds: Numbers, sure: float) -> bool:
    return any(ruled or o > sure for o, ruled in zip(odds, each.ruled, strict=True))


def _shares(mine: Sequence[Sample], said: Sequence[bool]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for language in ("all", "en", "de", "fr", "es"):
        for side, violating in (("recall", True), ("false", False)):
            right = [
                flag
                for s, flag in zip(mine, said, strict=True)
                if s.draft.violating is violating and language in ("all", s.draft.language)
            ]
            if right:
                figures[f"{language} {side}"] = round(sum(right) / len(right), 3)
    return figures


def write(drawn: Sequence[Sample]) -> None:
    """Learns one row for "any" and one for each category, and stores them as bytes."""
    weights, bias = any_of(drawn)
    matrix, labels = _rows(drawn, weights, bias)
    rows = {ANY: (weights, bias)}
    for category in sorted({d.category for d in labels if d.category}):
        wanted = [float(d.violating and d.category == category) for d in labels]
        rows[category] = learned(matrix, np.array(wanted))
    scales = {name: float(np.abs(row).max()) / 127 for name, (row, _) in rows.items()}
    head = {
        "scales": {name: float(f"{scale:.6g}") for name, scale in scales.items()},
        "biases": {name: round(bias, 4) for name, (_, bias) in rows.items()},
        "sure": SURE,
    }
    body = b"".join(
        np.rint(row / head["scales"][name]).clip(-127, 127).astype(np.int8).tobytes()  # type: ignore[index]
        for name, (row, _) in rows.items()
    )
    FILE.write_bytes(json.dumps(head).encode() + b"\n" + body)


def _rules_alone() -> ContentReader:
    return ContentReader(claims=load_claims(concepts()), approvals=Approvals.of(()), weights=None)


if __name__ == "__main__":
    all_samples = samples(_rules_alone())
    check(all_samples) if "--check" in sys.argv else write(all_samples)
