"""Stories as short as a chat: `await workspace.as_("dana").clicks("Approve").sees("Done")`."""

import asyncio
from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sandbox.slack.acting import Acting, NotPossible, Place
from sandbox.slack.fields import Given
from sandbox.slack.forms import stateful
from sandbox.slack.reading import Clickable, clickables, text_of, text_of_view, words
from sandbox.slack.seeing import Seeing
from sandbox.slack.shapes import Channel, Json, Message, User, View

PATIENCE = 10.0
_ON_SCREEN = 20
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One person with what they are about to do; awaiting it does it, step by step.

    Each step waits for what it needs, as a person would: a button to appear, a modal to open.
    """

    acting: Acting
    seeing: Seeing
    user: User
    steps: "tuple[Callable[[], Awaitable[None]], ...]" = ()
    patience: float = PATIENCE

    def __await__(self) -> "Generator[Any, None, Actor]":
        return self._done().__await__()

    def says(self, typed: str, *, in_: str = "", under: str | None = None) -> "Actor":
        """Sends a message: to the app, or in a channel; `under` names a message to reply to."""

        async def step() -> None:
            channel = self._place(in_)
            root = None if under is None else (await self._message(under)).root_ts
            self.acting.say(self.user, typed, channel, root)
            await self.acting.delivery.settled()

        return self._then(step)

    def clicks(self, label: str, *, near: str | None = None) -> "Actor":
        """Presses what carries the label; `near` is a text that stands before it."""

        async def step() -> None:
            place, target = await self._until(
                lambda: self._target(label, near), f"nothing to click is called {label!r}"
            )
            await self._click(place, target, _given(target))

        return self._then(step)

    def runs(self, line: str, *, in_: str = "") -> "Actor":
        async def step() -> None:
            await self.acting.run(self.user, line, self._place(in_))

        return self._then(step)

    def fills(self, values: Mapping[str, Given]) -> "Actor":
        """Fills inputs of the open modal by label, block id or action id."""

        async def step() -> None:
            for name, given in values.items():
                view, block, element = await self._until(
                    lambda name=name: self._input(name),  # type: ignore[misc]
                    f"no input is called {name!r}",
                )
                self.acting.enter(self.user, view, block, element, given)

        return self._then(step)

    def submits(self) -> "Actor":
        async def step() -> None:
            await self._until(lambda: self.seeing.modals(self.user) or None, "no modal is open")
            await self.acting.submit(self.user)

        return self._then(step)

    def closes(self, *, all: bool = False) -> "Actor":
        async def step() -> None:
            await self._until(lambda: self.seeing.modals(self.user) or None, "no modal is open")
            await self.acting.close(self.user, all=all)

        return self._then(step)

    def opens_home(self) -> "Actor":
        return self._opens("home")

    def opens_messages(self) -> "Actor":
        return self._opens("messages")

    def reacts(self, name: str, *, to: str) -> "Actor":
        async def step() -> None:
            self.acting.react(self.user, await self._message(to), name)
            await self.acting.delivery.settled()

        return self._then(step)

    def stops(self, *, under: str) -> "Actor":
        """Presses the button that Slack shows while an agent works in a thread."""

        async def step() -> None:
            root = await self._message(under)
            channel = self.acting.state.people.place(root.channel)
            self.acting.stop(self.user, channel, root.root_ts)
            await self.acting.delivery.settled()

        return self._then(step)

    def sees(self, text: str) -> "Actor":
        """Waits until it stands somewhere on the screen."""

        async def step() -> None:
            await self._until(lambda: True if text in self.screen else None, f"{text!r} is nowhere")

        return self._then(step)

    def sees_nothing_of(self, text: str) -> "Actor":
        """Waits until it stands nowhere on the screen."""

        async def step() -> None:
            await self._until(
                lambda: True if text not in self.screen else None, f"{text!r} is still there"
            )

        return self._then(step)

    @property
    def screen(self) -> str:
        """All that this person can read now: the modals, Home, conversations, Slack's notices."""
        parts = [text_of_view(one) for one in reversed(self.seeing.modals(self.user))]
        parts += [text_of(one) for one in self._messages()]
        home = self.seeing.home(self.user)
        parts += [text_of_view(home)] if home else []
        return "\n".join(parts + self.seeing.notices_of(self.user))

    async def _done(self) -> "Actor":
        for step in self.steps:
            await step()
        return replace(self, steps=())

    def _then(self, step: Callable[[], Awaitable[None]]) -> "Actor":
        return replace(self, steps=(*self.steps, step))

    def _opens(self, tab: str) -> "Actor":
        async def step() -> None:
            self.acting.open_home(self.user, tab)
            await self.acting.delivery.settled()

        return self._then(step)

    def _place(self, name: str) -> Channel:
        return self.acting.state.place(name, self.user)

    async def _click(self, place: Place, target: Clickable, given: Given) -> None:
        block_id, action_id = target.block["block_id"], target.element["action_id"]
        await self.acting.click(self.user, place, block_id, action_id, given)

    async def _until(self, look: Callable[[], Found | None], complaint: str) -> Found:
        changes = self.acting.state.changes
        deadline = asyncio.get_running_loop().time() + self.patience
        with changes.watched(lambda change: self.seeing.may_know(self.user, change)) as queue:
            while (found := look()) is None:
                left = deadline - asyncio.get_running_loop().time()
                try:
                    await asyncio.wait_for(queue.get(), max(left, 0.001))
                except TimeoutError:
                    raise AssertionError(f"{complaint}; on the screen:\n{self.screen}") from None
        return found

    async def _message(self, text: str) -> Message:
        def look() -> Message | None:
            return next((one for one in self._messages() if text in text_of(one)), None)

        return await self._until(look, f"no message says {text!r}")

    def _messages(self) -> Iterator[Message]:
        """What is on the screen, the newest first; threads are open."""
        shown: list[Message] = []
        for channel in self.seeing.conversations(self.user):
            page = self.seeing.messages(self.user, channel, limit=_ON_SCREEN)
            for one in page:
                shown.append(one)
                shown += self.seeing.thread(self.user, channel, one.ts, after=one.ts)
        return iter(sorted(shown, key=lambda one: one.ts, reverse=True))

    def _target(self, label: str, near: str | None) -> tuple[Place, Clickable] | None:
        for place in self._places():
            found = [one for one in _after(place, near) if one.label == label]
            if near is None and len(found) > 1:
                raise NotPossible(f"{label!r} is there {len(found)} times; say near=…")
            if found:
                return place, found[0]
        return None

    def _places(self) -> Iterator[Place]:
        """A modal is before everything else; then messages, then Home."""
        modals = self.seeing.modals(self.user)
        if modals:
            yield modals[-1]
            return
        yield from self._messages()
        home = self.seeing.home(self.user)
        if home is not None:
            yield home

    def _input(self, name: str) -> tuple[View, Json, Json] | None:
        for view in self.seeing.modals(self.user)[-1:]:
            for block, element in stateful(view.blocks):
                label = (block.get("label") or {}).get("text")
                if name in {label, block["block_id"], element["action_id"]}:
                    return view, block, element
        return None


def _given(target: Clickable) -> Given:
    """What an element takes when this entry of it is chosen."""
    if target.option is None:
        return target.value
    chosen = str(target.option.get("value") or target.option["text"]["text"])
    return [chosen] if target.element["type"] == "checkboxes" else chosen


def _after(place: Place, near: str | None) -> Iterator[Clickable]:
    """What can be clicked in a place, from the block that says `near` on."""
    blocks = place.blocks
    if near is None:
        return clickables(blocks)
    says = (n for n, block in enumerate(blocks) if any(near in line for line in words([block])))
    first = next(says, None)
    return iter(()) if first is None else clickables(blocks[first:])
