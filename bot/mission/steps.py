"""The way of a deal through its stages, in the order in which it went."""

from collections.abc import Iterable

from bot.domain.deals import StageChange


def in_order(changes: Iterable[StageChange]) -> list[StageChange]:
    """Oldest first; of several at one instant (a file may only know days) each follows the one
    that led to where it begins.
    """
    waiting = sorted(changes, key=lambda change: (change.at, change.to_stage))
    if len({change.at for change in waiting}) == len(waiting):
        return waiting
    ordered: list[StageChange] = []
    while waiting:
        first = waiting[0].at
        together = [change for change in waiting if change.at == first]
        chosen = _next(together, ordered[-1].to_stage if ordered else None)
        waiting.remove(chosen)
        ordered.append(chosen)
    return ordered


def _next(together: list[StageChange], at_stage: str | None) -> StageChange:
    """The one that goes on from the stage reached, else one that no other leads to."""
    if len(together) == 1:
        return together[0]
    reached = {change.to_stage for change in together}
    following = (change for change in together if at_stage and change.from_stage == at_stage)
    beginning = (change for change in together if change.from_stage not in reached)
    return next(following, None) or next(beginning, together[0])
