"""Messages that are written while one reads; after five minutes they end."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace

from sandbox.slack.clock import Clock
from sandbox.slack.rules.refusal import Refused
from sandbox.slack.shapes import Chunk, Json

# Slack ends a stream some five minutes after its start, whether or not it is still fed.
LIFETIME = 5 * 60.0
LONGEST = 40_000
_KEPT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    started_at: float
    mode: str
    root_ts: str
    chunks: tuple[Chunk, ...] = field(default=())
    ended: str | None = None


class Streams:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._all: OrderedDict[tuple[str, str], Stream] = OrderedDict()

    def start(self, channel: str, ts: str, mode: str, root_ts: str) -> None:
        self._all[(channel, ts)] = Stream(
            started_at=self._clock.seconds(), mode=mode, root_ts=root_ts
        )
        while len(self._all) > _KEPT:
            self._all.popitem(last=False)

    def find(self, channel: str, ts: str) -> Stream | None:
        return self._all.get((channel, ts))

    def is_open(self, channel: str, ts: str) -> bool:
        found = self.find(channel, ts)
        if found is None or found.ended is not None:
            return False
        return self._clock.seconds() - found.started_at < LIFETIME

    def open_in(self, channel: str, root_ts: str) -> tuple[str, ...]:
        """Timestamps of what is being written in a thread."""
        here = (
            ts
            for (place, ts), one in self._all.items()
            if (place, one.root_ts) == (channel, root_ts)
        )
        return tuple(ts for ts in here if self.is_open(channel, ts))

    def append(self, channel: str, ts: str, chunks: list[Json]) -> Stream:
        """The stream with more in it; refused once it is over."""
        found = self.find(channel, ts)
        if found is not None and found.ended == "user":
            raise Refused("stopped_by_user")
        if found is None or not self.is_open(channel, ts):
            raise Refused("message_not_in_streaming_state")
        merged = found.chunks
        for chunk in chunks:
            merged = _merged(merged, chunk)
        if sum(len(one.value.get("text", "")) for one in merged) > LONGEST:
            raise Refused("msg_too_long")
        new = replace(found, chunks=merged)
        self._all[(channel, ts)] = new
        return new

    def expired(self) -> list[tuple[str, str]]:
        """Those whose time has run out since the last look; they are ended by this."""
        gone = [
            key for key, one in self._all.items() if one.ended is None and not self.is_open(*key)
        ]
        for channel, ts in gone:
            self.end(channel, ts, "time")
        return gone

    def end(self, channel: str, ts: str, why: str) -> None:
        found = self._all[(channel, ts)]
        self._all[(channel, ts)] = replace(found, ended=why)


def _merged(chunks: tuple[Chunk, ...], new: Json) -> tuple[Chunk, ...]:
    kind = str(new.get("type"))
    last = chunks[-1] if chunks else None
    match kind:
        case "markdown_text" if last is not None and last.kind == kind:
            joined = {**last.value, "text": last.value["text"] + new["text"]}
            return (*chunks[:-1], Chunk(kind=kind, value=joined))
        case "task_update" | "plan_update":
            return _replaced(chunks, Chunk(kind=kind, value=new))
        case _:
            return (*chunks, Chunk(kind=kind, value=new))


def _replaced(chunks: tuple[Chunk, ...], new: Chunk) -> tuple[Chunk, ...]:
    """A task that was sent before changes where it stands; what it does not say again stays."""
    for place, old in enumerate(chunks):
        if old.kind == new.kind and old.value.get("id") == new.value.get("id"):
            both = Chunk(kind=new.kind, value={**old.value, **new.value})
            return (*chunks[:place], both, *chunks[place + 1 :])
    return (*chunks, new)


def as_text(stream: Stream) -> str:
    return "".join(one.value["text"] for one in stream.chunks if one.kind == "markdown_text")


def as_blocks(stream: Stream) -> list[Json]:
    """What the stream looks like now: tasks in line, or together in one plan."""
    shown: list[Json] = []
    tasks: list[Json] = []
    title = "Working"
    for place, one in enumerate(stream.chunks):
        match one.kind:
            case "markdown_text":
                shown.append(_block(f"text{place}", "markdown", text=one.value["text"]))
            case "plan_update":
                title = one.value["title"]
            case "task_update":
                (tasks if stream.mode == "plan" else shown).append(_task(one.value))
            case "blocks":
                shown += one.value["blocks"]
            case _:
                continue
    if tasks:
        shown.insert(0, _block("plan", "plan", title=title, tasks=tasks))
    return shown


def _block(name: str, type: str, **others: object) -> Json:
    return {"type": type, "block_id": f"stream-{name}", **others}


def _task(value: Json) -> Json:
    card = _block(f"task-{value['id']}", "task_card", task_id=value["id"])
    card |= {key: value[key] for key in ("title", "status", "sources") if key in value}
    for key in ("details", "output"):
        if value.get(key):
            card[key] = rich_text(value[key]) if isinstance(value[key], str) else value[key]
    return card


def rich_text(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}
