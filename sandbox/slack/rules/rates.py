"""Slack's tiers of rate limits: so many calls a minute per method, and one per second a channel."""

from dataclasses import dataclass
from math import ceil

from sandbox.slack.clock import Clock
from sandbox.slack.rules.refusal import RateLimited

T1, T2, T3, T4, SPECIAL = 1, 20, 50, 100, 600
TIERS: dict[str, int] = {
    "agents.sessions.rename": T3,
    "agents.sessions.setStatus": T3,
    "apps.connections.open": T3,
    "assistant.threads.setStatus": SPECIAL,
    "assistant.threads.setSuggestedPrompts": T4,
    "assistant.threads.setTitle": T4,
    "auth.test": SPECIAL,
    "blocks.validate": SPECIAL,
    "bots.info": T3,
    "chat.appendStream": T4,
    "chat.delete": T3,
    "chat.deleteScheduledMessage": T3,
    "chat.getPermalink": SPECIAL,
    "chat.postEphemeral": T4,
    "chat.scheduleMessage": T3,
    "chat.scheduledMessages.list": T3,
    "chat.startStream": T2,
    "chat.stopStream": T2,
    "chat.update": T3,
    "conversations.history": T3,
    "conversations.info": T3,
    "conversations.join": T3,
    "conversations.list": T2,
    "conversations.members": T4,
    "conversations.open": T3,
    "conversations.replies": T3,
    "files.completeUploadExternal": T4,
    "files.getUploadURLExternal": T4,
    "files.info": T4,
    "reactions.add": T3,
    "reactions.get": T3,
    "reactions.list": T2,
    "reactions.remove": T2,
    "team.info": T3,
    "users.info": T4,
    "users.list": T2,
    "users.lookupByEmail": T3,
    "views.open": T4,
    "views.publish": T4,
    "views.push": T4,
    "views.update": T4,
}
# chat.postMessage has a rule of its own: about one a second and channel with short bursts, and
# several hundred a minute in the whole workspace.
POSTS_PER_CHANNEL, BURST = 60, 5
POSTS_PER_WORKSPACE = 600


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Rates:
    """One bucket per method; a full one holds a minute's worth, as a burst is allowed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}
        self.is_on = True

    def spend(self, method: str, channel: str | None = None) -> None:
        """Raises RateLimited once the method, or the channel, had enough this minute."""
        if not self.is_on:
            return
        if method != "chat.postMessage":
            per_minute = TIERS.get(method, T3)
            self._take(method, per_minute, per_minute)
            return
        self._take(method, POSTS_PER_WORKSPACE, POSTS_PER_WORKSPACE)
        if channel is not None:
            self._take(f"{method} {channel}", POSTS_PER_CHANNEL, BURST)

    def _take(self, key: str, per_minute: int, most: int) -> None:
        now, speed = self._clock.seconds(), per_minute / 60
        if len(self._buckets) > 5_000:
            self._buckets = {k: b for k, b in self._buckets.items() if now - b.at < 60}
        bucket = self._buckets.setdefault(key, _Bucket(left=most, at=now))
        bucket.left = min(most, bucket.left + (now - bucket.at) * speed)
        bucket.at = now
        if bucket.left < 1:
            raise RateLimited(max(1, ceil((1 - bucket.left) / speed)))
        bucket.left -= 1
