"""Who is above whom: rows that point to nobody, or round in a circle."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from bot.crm.loading.faults import shown


def refused(
    rows: Mapping[str, str | None], above: Mapping[str, str], known: Collection[str]
) -> dict[str, str]:
    """Reasons by id, for the rows of a file (id to its parent) that can't be loaded.

    `above` is what the CRM says so far, `known` which of the parents it has. A refused row takes
    those below it along, unless the CRM has it already.
    """
    good = dict(rows)
    reasons = {
        each: f"{shown(parent)} is neither in the files nor in the CRM"
        for each, parent in good.items()
        if parent and parent not in good and parent not in known
    }
    _drop(good, known, reasons, list(reasons))
    while circles := _circles(_parents(good, above)):
        news = []
        for circle in circles:
            path = " → ".join(shown(each) for each in (*circle, circle[0])[:6])
            for each in circle:
                if each in good:
                    reasons[each] = f"is above itself: {path}"
                    news.append(each)
        _drop(good, known, reasons, news)
    return reasons


def _drop(
    good: dict[str, str | None], known: Collection[str], reasons: dict[str, str], news: list[str]
) -> None:
    below: defaultdict[str, list[str]] = defaultdict(list)
    for each, parent in good.items():
        if parent:
            below[parent].append(each)
    while news:
        gone = news.pop()
        good.pop(gone, None)
        if gone in known:
            continue
        for each in below[gone]:
            if each not in reasons:
                reasons[each] = f"{shown(gone)} was rejected itself"
                news.append(each)


def _parents(good: Mapping[str, str | None], above: Mapping[str, str]) -> dict[str, str]:
    kept = {each: parent for each, parent in above.items() if each not in good}
    return kept | {each: parent for each, parent in good.items() if parent}


def _circles(parents: Mapping[str, str]) -> list[list[str]]:
    """Each circle once. Every record has one parent at most, so a walk upwards finds them all."""
    done: set[str] = set()
    found: list[list[str]] = []
    for start in parents:
        walk: dict[str, int] = {}
        each: str | None = start
        while each is not None and each not in done and each not in walk:
            walk[each] = len(walk)
            each = parents.get(each)
        if each is not None and each in walk:
            found.append(list(walk)[walk[each] :])
        done.update(walk)
    return found
