"""Makes one finding of those that overlap, and one discount of those that add up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.policy.situation import Finding


@dataclass(frozen=True, slots=True)
class Sized:
    """A finding before it is merged. `vague`: "a generous discount", which counts only where no
    figure is given. `on_top`: "another 5 %", which comes to the others.
    """

    finding: Finding
    vague: bool = False
    on_top: bool = False


def merged(found: Iterable[Sized]) -> list[Finding]:
    """The findings in their order. Where one of several sizes can't be told, none can."""
    plain = [each for each in found if not each.vague]
    vague = [
        each for each in found if each.vague and not any(_overlap(each, other) for other in plain)
    ]
    rows: list[Finding] = []
    for each in sorted(
        (one.finding for one in (*plain, *vague)), key=lambda one: (one.category, one.start)
    ):
        last = rows[-1] if rows else None
        if last is None or last.category != each.category or each.start >= last.end:
            rows.append(each)
            continue
        rows[-1] = replace(last, end=max(last.end, each.end), size=_larger(last.size, each.size))
    return sorted(_added_up(rows, plain), key=lambda one: (one.start, one.end))


def _larger(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else max(one, other)


def _overlap(one: Sized, other: Sized) -> bool:
    a, b = one.finding, other.finding
    return a.category == b.category and a.start < b.end and b.start < a.end


def _added_up(rows: Sequence[Finding], found: Sequence[Sized]) -> list[Finding]:
    """ "8 % … and another 7 %" is a discount of 15 %, told where the last part stands."""
    tops = [each.finding for each in found if each.on_top]
    if not tops:
        return list(rows)
    sizes = [row.size for row in rows if row.category == tops[0].category]
    total = sum(size for size in sizes if size is not None)
    return [
        replace(row, size=total)
        if row.size is not None and any(row.start <= top.start < row.end for top in tops)
        else row
        for row in rows
    ]
