"""Trigger ids: each opens one view, within three seconds of what the person did."""

from collections import OrderedDict
from dataclasses import dataclass, replace

from sandbox.slack.clock import Clock
from sandbox.slack.ids import Ids
from sandbox.slack.rules.refusal import Refused

LIFETIME = 3.0
_KEPT = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    id: str
    user: str
    made_at: float
    view_id: str | None = None
    is_used: bool = False


class Triggers:
    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock, self._ids = clock, ids
        self._made: OrderedDict[str, Trigger] = OrderedDict()

    def make(self, user: str, view_id: str | None = None) -> str:
        now = self._clock.seconds()
        id = f"{int(now * 1000)}.{self._ids.word(9)}.{self._ids.word(24).lower()}"
        self._made[id] = Trigger(id=id, user=user, made_at=now, view_id=view_id)
        while len(self._made) > _KEPT:
            self._made.popitem(last=False)
        return id

    def exchange(self, id: str) -> Trigger:
        """The trigger, used up; refused if it is unknown, was used, or is too old."""
        found = self._made.get(id)
        if found is None:
            raise Refused("invalid_trigger_id")
        if found.is_used:
            raise Refused("exchanged_trigger_id")
        if self._clock.seconds() - found.made_at > LIFETIME:
            raise Refused("expired_trigger_id")
        self._made[id] = replace(found, is_used=True)
        return found
