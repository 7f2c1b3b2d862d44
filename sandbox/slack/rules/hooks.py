"""Response addresses: five uses in thirty minutes, each bound to where the person was."""

from collections import OrderedDict
from dataclasses import dataclass, replace

from sandbox.slack.clock import Clock
from sandbox.slack.ids import Ids
from sandbox.slack.rules.refusal import Refused

LIFETIME = 30 * 60.0
USES = 5
_KEPT = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """`ts` is the message that was clicked, if it was one; `is_ephemeral` says of which kind."""

    key: str
    user: str
    channel: str
    made_at: float
    ts: str | None = None
    thread_ts: str | None = None
    is_ephemeral: bool = False
    uses: int = 0


class Hooks:
    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock, self._ids = clock, ids
        self._made: OrderedDict[str, Hook] = OrderedDict()

    def make(
        self,
        user: str,
        channel: str,
        *,
        ts: str | None = None,
        thread_ts: str | None = None,
        is_ephemeral: bool = False,
    ) -> str:
        key = self._ids.word(24)
        self._made[key] = Hook(
            key=key,
            user=user,
            channel=channel,
            made_at=self._clock.seconds(),
            ts=ts,
            thread_ts=thread_ts,
            is_ephemeral=is_ephemeral,
        )
        while len(self._made) > _KEPT:
            self._made.popitem(last=False)
        return key

    def use(self, key: str) -> Hook:
        """The hook, one use less; refused as Slack does, which is with `used_url` or 404."""
        found = self._made.get(key)
        if found is None:
            raise Refused("expired_url")
        if self._clock.seconds() - found.made_at > LIFETIME:
            raise Refused("expired_url")
        if found.uses >= USES:
            raise Refused("used_url")
        self._made[key] = replace(found, uses=found.uses + 1)
        return found
