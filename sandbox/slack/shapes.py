"""The things of a workspace: who is in it, where they talk, what was said and shown."""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = dict[str, Any]
NO_BODY = b"{}"


def packed(body: Json) -> bytes:
    """Kept as text: a block of a card takes a tenth of what its dictionaries would take."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def unpacked(body: bytes) -> Json:
    found: Json = json.loads(body.decode("utf-8", "surrogatepass"))
    return found


class Guest(StrEnum):
    NO = "no"
    MULTI_CHANNEL = "multi_channel"
    SINGLE_CHANNEL = "single_channel"


class Room(StrEnum):
    PUBLIC = "public"
    PRIVATE = "private"
    DIRECT = "im"
    GROUP = "mpim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    id: str = "T0SANDBOX1"
    name: str = "Sandbox"
    domain: str = "sandbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A member, or somebody from outside who shares a channel (`is_external`)."""

    id: str
    name: str
    real_name: str
    email: str = ""
    title: str = ""
    timezone: str = "UTC"
    guest: Guest = Guest.NO
    is_admin: bool = False
    is_external: bool = False
    is_bot: bool = False
    is_deactivated: bool = False
    team: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    id: str
    name: str
    room: Room
    members: frozenset[str] = frozenset()
    topic: str = ""
    is_archived: bool = False
    is_shared: bool = False
    created: int = 0

    @property
    def kind(self) -> str:
        """What events call `channel_type`."""
        words = {Room.PUBLIC: "channel", Room.PRIVATE: "group"}
        return words.get(self.room, self.room.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`body` holds what a message may carry beside its text: blocks, attachments, metadata."""

    channel: str
    ts: str
    user: str
    text: str
    thread_ts: str | None = None
    is_app: bool = False
    subtype: str | None = None
    edited_ts: str | None = None
    client_msg_id: str | None = None
    is_broadcast: bool = False
    body: bytes = NO_BODY
    reactions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ephemeral_for: str | None = None

    @property
    def root_ts(self) -> str:
        return self.thread_ts or self.ts

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def blocks(self) -> list[Json]:
        found: list[Json] = unpacked(self.body).get("blocks") or []
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A modal or a Home tab as one person has it."""

    id: str
    user: str
    kind: str
    body: bytes
    hash: str
    root_id: str
    previous_id: str | None = None
    external_id: str | None = None
    errors: tuple[tuple[str, str], ...] = ()

    @property
    def content(self) -> Json:
        return unpacked(self.body)

    @property
    def blocks(self) -> list[Json]:
        found: list[Json] = self.content.get("blocks") or []
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file; it is nobody's until `files.completeUploadExternal` shares it."""

    id: str
    name: str
    title: str
    length: int
    content: bytes | None = None
    channels: tuple[str, ...] = ()
    is_complete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    id: str
    channel: str
    post_at: int
    arguments: bytes
    due_ts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """An agent's work in one thread, with the status that people see."""

    channel: str
    thread_ts: str
    status: str = "active"
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The "is thinking …" under a thread; Slack takes it away after two minutes."""

    text: str
    until: float
    loading: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompts:
    title: str | None
    prompts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What Slack itself tells a person: the app did not answer, a command failed."""

    user: str
    text: str
    channel: str | None = None
    ts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """One thing of a stream: text that grows, or a task or block that is replaced."""

    kind: str
    value: Json = field(default_factory=dict)
