"""Everything that was said, in order; the oldest goes when the workspace is full."""

from bisect import bisect_left, bisect_right, insort
from collections import OrderedDict, deque
from dataclasses import dataclass, field

from sandbox.slack.shapes import Message

MOST_MESSAGES = 50_000
MOST_BYTES = 64 * 1024 * 1024
MOST_EPHEMERAL = 100


@dataclass(slots=True)
class _Log:
    """Timestamps of one channel in order: what stands in it, and what hangs below."""

    roots: list[str] = field(default_factory=list)
    threads: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of a channel's history; the newest first unless it is a thread."""

    messages: tuple[Message, ...]
    has_more: bool


class Messages:
    """Finds by bisection, so that a channel of 50,000 messages is as fast as one of fifty."""

    def __init__(self, most: int = MOST_MESSAGES, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._all: OrderedDict[tuple[str, str], Message] = OrderedDict()
        self._logs: dict[str, _Log] = {}
        self._ephemeral: dict[str, deque[Message]] = {}
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._all)

    def reacted_by(self, user: str) -> list[Message]:
        """What a person reacted to, the newest first."""
        found = [one for one in self._all.values() if any(user in who for _, who in one.reactions)]
        return sorted(found, key=lambda one: one.ts, reverse=True)

    @property
    def size(self) -> int:
        """Characters and bytes that the messages hold, roughly."""
        return self._bytes

    def add(self, message: Message) -> None:
        log = self._logs.setdefault(message.channel, _Log())
        if message.is_reply:
            insort(log.threads.setdefault(message.root_ts, []), message.ts)
        if not message.is_reply or message.is_broadcast:
            insort(log.roots, message.ts)
        self._all[(message.channel, message.ts)] = message
        self._bytes += _weight(message)
        while len(self._all) > self._most or (self._bytes > self._most_bytes and len(self) > 1):
            channel, ts = next(iter(self._all))
            self.remove(channel, ts)

    def find(self, channel: str, ts: str) -> Message | None:
        return self._all.get((channel, ts))

    def replace(self, message: Message) -> None:
        key = (message.channel, message.ts)
        self._bytes += _weight(message) - _weight(self._all[key])
        self._all[key] = message

    def remove(self, channel: str, ts: str) -> None:
        message = self._all.pop((channel, ts))
        self._bytes -= _weight(message)
        log = self._logs[channel]
        if message.is_reply:
            thread = log.threads.get(message.root_ts, [])
            _drop(thread, ts)
            if not thread:
                log.threads.pop(message.root_ts, None)
        if not message.is_reply or message.is_broadcast:
            _drop(log.roots, ts)

    def history(
        self,
        channel: str,
        *,
        limit: int,
        before: str | None = None,
        after: str | None = None,
        inclusive: bool = False,
    ) -> Span:
        """What stands in the channel between the two, the newest first."""
        roots = self._logs.get(channel, _Log()).roots
        start = 0 if after is None else (bisect_left if inclusive else bisect_right)(roots, after)
        end = len(roots)
        if before is not None:
            end = (bisect_right if inclusive else bisect_left)(roots, before)
        first = max(start, end - limit)
        found = (self._all[(channel, ts)] for ts in reversed(roots[first:end]))
        return Span(messages=tuple(found), has_more=first > start)

    def thread(
        self, channel: str, root: str, *, limit: int = 1000, after: str | None = None
    ) -> Span:
        """The root and its replies in order; after a given one, only replies."""
        replies = self._logs.get(channel, _Log()).threads.get(root, [])
        start = 0 if after is None else bisect_right(replies, after)
        keys = [] if after is not None else [root]
        keys += replies[start:]
        found = [self._all[(channel, ts)] for ts in keys[:limit] if (channel, ts) in self._all]
        return Span(messages=tuple(found), has_more=len(keys) > limit)

    def reply_count(self, channel: str, root: str) -> int:
        return len(self._logs.get(channel, _Log()).threads.get(root, ()))

    def latest_reply(self, channel: str, root: str) -> str | None:
        replies = self._logs.get(channel, _Log()).threads.get(root)
        return replies[-1] if replies else None

    def repliers(self, channel: str, root: str, most: int = 5) -> tuple[str, ...]:
        """Who replied, the first of them; looks at the beginning of a long thread only."""
        replies = self._logs.get(channel, _Log()).threads.get(root, [])[:50]
        users = dict.fromkeys(self._all[(channel, ts)].user for ts in replies)
        return tuple(users)[:most]

    def count_after(self, channel: str, ts: str) -> int:
        roots = self._logs.get(channel, _Log()).roots
        return len(roots) - bisect_right(roots, ts)

    def latest(self, channel: str) -> str | None:
        roots = self._logs.get(channel, _Log()).roots
        return roots[-1] if roots else None

    def add_ephemeral(self, message: Message) -> None:
        user = message.ephemeral_for or ""
        self._ephemeral.setdefault(user, deque(maxlen=MOST_EPHEMERAL)).append(message)

    def ephemeral(self, user: str, channel: str | None = None) -> tuple[Message, ...]:
        kept = self._ephemeral.get(user, ())
        return tuple(one for one in kept if channel is None or one.channel == channel)

    def replace_ephemeral(self, user: str, ts: str, by: Message | None) -> bool:
        """Puts another message in its place, or nothing; False if it is gone already."""
        kept = self._ephemeral.get(user)
        if kept is None or all(one.ts != ts for one in kept):
            return False
        new = [by if one.ts == ts else one for one in kept]
        self._ephemeral[user] = deque(
            (one for one in new if one is not None), maxlen=MOST_EPHEMERAL
        )
        return True


def _drop(ordered: list[str], ts: str) -> None:
    place = bisect_left(ordered, ts)
    if place < len(ordered) and ordered[place] == ts:
        del ordered[place]


def _weight(message: Message) -> int:
    return len(message.body) + len(message.text) + 400
