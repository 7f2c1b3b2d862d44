"""Slack's Block Kit limits as one table, and `check`, which judges a payload by it.

    >>> check([{"type": "header"}], Surface.MESSAGE, at="/blocks")[0].message
    'missing required field: text [json-pointer:/blocks/0]'

The table is data: `surfaces.ROOTS` holds a shape per surface, and everything below hangs on it.
Limits that Slack documents are as documented; of those that it moves, the lowest is here.
"""

from collections.abc import Iterator

from blocks.limits.faults import Constraint, Fault, Problem
from blocks.limits.kinds import Node, Surface
from blocks.limits.surfaces import BLOCKS, ROOTS, as_fault
from blocks.limits.totals import of_message, of_stream, of_view
from blocks.limits.walk import Place, Seen, walk

__all__ = ["Constraint", "Fault", "Surface", "check"]


def check(payload: object, surface: Surface, at: str = "") -> tuple[Fault, ...]:
    """Everything that Slack would refuse, nothing if it would take it; never raises on any JSON.

    `payload` is what a method takes: a message with its `blocks`, a view, the arguments of a
    stream, or a list of blocks alone. `at` is put before every pointer: Slack points into the
    arguments of the call, so a view that is opened stands at `/view`.
    """
    node: Node = BLOCKS[surface] if isinstance(payload, list) else ROOTS[surface]
    found = list(walk(node, payload, Place(pointer=at, surface=surface)))
    seen = [one for one in found if isinstance(one, Seen)]
    problems = [one for one in found if isinstance(one, Problem)]
    problems += _as_a_whole(payload, seen, surface, at)
    return tuple(as_fault(problem, surface, at) for problem in problems)


def _as_a_whole(payload: object, seen: list[Seen], surface: Surface, at: str) -> Iterator[Problem]:
    match surface:
        case Surface.MESSAGE:
            return of_message(payload, seen, at)
        case Surface.STREAM:
            return of_stream(payload, seen, at)
        case Surface.MODAL | Surface.HOME:
            return of_view(payload, seen, surface, at)
