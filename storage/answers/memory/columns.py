"""Columns of numbers: texts by the place of their value, amounts and instants as integers.

Nothing known is `UNKNOWN` among numbers and -1 among places, which is also where the last element
of a table of answers per value lies: there stands what holds for the unknown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Figures = npt.NDArray[np.float64]

UNKNOWN = np.iinfo(np.int64).min
WIDEST = 4_000_000  # cells of an array in which most are empty


@dataclass(slots=True)
class Texts:
    """A column of texts, each by its place among the different ones; values are only added."""

    places: Places
    values: list[str] = field(default_factory=list)
    index: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Iterable[str | None]) -> "Texts":
        made = cls(places=np.empty(0, dtype=np.int32))
        made.places = made.coded(texts)
        return made

    def coded(self, texts: Iterable[str | None]) -> Places:
        """The places of texts, after adding the new ones among them."""
        index, values = self.index, self.values
        found = []
        for text in texts:
            if text is None:
                found.append(-1)
                continue
            place = index.get(text)
            if place is None:
                place = index[text] = len(values)
                values.append(text)
            found.append(place)
        return np.array(found, dtype=np.int32)

    def places_of(self, texts: Iterable[object]) -> list[int]:
        """Of those that occur."""
        return [place for text in texts if (place := self.index.get(str(text))) is not None]


def numbers(values: Sequence[int | None]) -> Numbers:
    return np.array([UNKNOWN if value is None else value for value in values], dtype=np.int64)


def table(size: int, true_at: Iterable[int], *, otherwise: bool, unknown: bool) -> Flags:
    """An answer per value, and one for the unknown at the end."""
    found = np.full(size + 1, otherwise)
    for place in true_at:
        found[place] = not otherwise
    found[-1] = unknown
    return found


def exact_sums(groups: Numbers, values: Numbers, size: int) -> list[int]:
    """Sums per group, not rounded: a float holds the sum of 22 bits of a billion rows exactly."""
    parts = (values & 0x3FFFFF, (values >> 22) & 0x3FFFFF, values >> 44)
    sums = [np.bincount(groups, weights=part, minlength=size) for part in parts]
    return [
        int(low) + (int(middle) << 22) + (int(high) << 44)
        for low, middle, high in zip(*sums, strict=True)
    ]


def present(groups: Numbers, values: Numbers, size: int, width: int) -> tuple[Numbers, Numbers]:
    """Each different pair of group and value once, in order."""
    pairs = groups * width + values
    if size * width <= WIDEST:
        pairs = np.flatnonzero(np.bincount(pairs, minlength=1))
    else:
        pairs = np.unique(pairs)
    return pairs // width, pairs % width
