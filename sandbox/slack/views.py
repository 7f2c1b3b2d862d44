"""Modals and Home tabs: a stack of at most three per person, each with a hash that guards it."""

from dataclasses import replace

from sandbox.slack.app import App
from sandbox.slack.clock import Clock
from sandbox.slack.ids import Ids
from sandbox.slack.rules.judging import completed
from sandbox.slack.rules.refusal import Refused
from sandbox.slack.shapes import Json, View, packed, unpacked

DEEPEST = 3
_TEXTS = ("title", "submit", "close")


class Views:
    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock, self._ids = clock, ids
        self._stacks: dict[str, tuple[View, ...]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, user: str) -> tuple[View, ...]:
        """What is open before a person, the top one last."""
        return self._stacks.get(user, ())

    def home(self, user: str) -> View | None:
        return self._homes.get(user)

    def open(self, user: str, body: Json) -> View:
        """A new root; what was open before is gone, as on a screen."""
        self._only_once(body.get("external_id"))
        view = self._made(user, body)
        self._stacks[user] = (view,)
        return view

    def push(self, user: str, body: Json) -> View:
        stack = self.stack(user)
        if not stack:
            raise Refused("not_found")
        if len(stack) >= DEEPEST:
            raise Refused("push_limit_reached")
        self._only_once(body.get("external_id"))
        top = stack[-1]
        view = replace(self._made(user, body), root_id=top.root_id, previous_id=top.id)
        self._stacks[user] = (*stack, view)
        return view

    def update(
        self, body: Json, *, view_id: str | None, external_id: str | None, hash: str | None
    ) -> View:
        """The open view with new content; refused when somebody was there before."""
        old = self._find(view_id, external_id)
        if hash is not None and hash != old.hash:
            raise Refused("hash_conflict")
        if old.kind != body.get("type"):
            raise Refused("invalid_arguments")
        outer = body.get("external_id")
        if outer and outer != old.external_id:
            self._only_once(outer)
        new = replace(
            old,
            body=self._filled(body),
            hash=self._hash(),
            external_id=outer or old.external_id,
            errors=(),
        )
        self._put(new)
        return new

    def publish(self, user: str, body: Json, hash: str | None) -> View:
        old = self._homes.get(user)
        if hash is not None and (old is None or hash != old.hash):
            raise Refused("hash_conflict")
        new = self._made(user, body)
        if old is not None:
            new = replace(new, id=old.id, root_id=old.id)
        self._homes[user] = new
        return new

    def with_errors(self, view: View, errors: dict[str, str]) -> View:
        """The same view with what is wrong under its inputs."""
        new = replace(view, errors=tuple(errors.items()))
        self._put(new)
        return new

    def close(self, user: str, *, all: bool = False) -> tuple[View, ...]:
        """Takes the top view away, or all of them, and gives what was taken."""
        stack = self.stack(user)
        kept = () if all else stack[:-1]
        self._stacks[user] = kept
        if not kept:
            del self._stacks[user]
        return stack[len(kept) :]

    def find(self, view_id: str) -> View | None:
        shown = [*self._homes.values(), *(one for stack in self._stacks.values() for one in stack)]
        return next((one for one in shown if one.id == view_id), None)

    def _find(self, view_id: str | None, external_id: str | None) -> View:
        for one in (*self._homes.values(), *(v for s in self._stacks.values() for v in s)):
            if view_id == one.id or (external_id is not None and external_id == one.external_id):
                return one
        raise Refused("not_found")

    def _put(self, view: View) -> None:
        if view.kind == "home":
            self._homes[view.user] = view
            return
        stack = self._stacks[view.user]
        self._stacks[view.user] = tuple(view if one.id == view.id else one for one in stack)

    def _only_once(self, external_id: str | None) -> None:
        taken = (one.external_id for stack in self._stacks.values() for one in stack)
        if external_id and external_id in taken:
            raise Refused("duplicate_external_id")

    def _made(self, user: str, body: Json) -> View:
        id = self._ids.next("V")
        return View(
            id=id,
            user=user,
            kind=str(body.get("type")),
            body=self._filled(body),
            hash=self._hash(),
            root_id=id,
            external_id=body.get("external_id") or None,
        )

    def _filled(self, body: Json) -> bytes:
        texts = {key: {"emoji": True, **body[key]} for key in _TEXTS if body.get(key)}
        blocks = completed(body.get("blocks", []), self._ids)
        return packed({**body, **texts, "blocks": blocks})

    def _hash(self) -> str:
        return f"{int(self._clock.seconds())}.{self._ids.word(8)}"


def view_json(view: View, app: App, team: str, values: Json | None = None) -> Json:
    """A view as methods and payloads carry it."""
    body = unpacked(view.body)
    return {
        "id": view.id,
        "team_id": team,
        "type": view.kind,
        "blocks": body.get("blocks", []),
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "state": {"values": values or {}},
        "hash": view.hash,
        "title": body.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": bool(body.get("clear_on_close", False)),
        "notify_on_close": bool(body.get("notify_on_close", False)),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": app.id,
        "external_id": view.external_id or "",
        "app_installed_team_id": team,
        "bot_id": app.bot_id,
    }
