"""Asks once more where an answer fits its form but says what it can't know."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.llm.port import Block, Caps, Ok, Outcome, Request, StructuredLLM, T, Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounded:
    """What is wrong in the second answer too is named in the outcome, and left out by its task.

    Stands outside the masks: a task compares with texts as they are.
    """

    inner: StructuredLLM
    clock: Callable[[], float]

    @property
    def caps(self) -> Caps:
        return self.inner.caps

    async def fill(self, request: Request[T], within: float) -> Outcome[T]:
        until = self.clock() + within
        first = await self.inner.fill(request, within)
        if not isinstance(first, Ok) or not (faults := request.check(first.value)):
            return first
        wrong = replace(first, unfounded=tuple(faults))
        left = until - self.clock()
        if left <= 0:
            return wrong
        note = Block(text=_again(wrong.unfounded), trust=Trust.OURS)
        second = await self.inner.fill(replace(request, blocks=(*request.blocks, note)), left)
        meta = second.meta.after(first.meta)
        if not isinstance(second, Ok):
            return replace(wrong, meta=meta)
        return replace(second, meta=meta, unfounded=tuple(request.check(second.value)))


def _again(faults: tuple[str, ...]) -> str:
    return (
        f"Your last answer said what you were not given ({'; '.join(faults)})."
        " Fill in the whole form again, from what stands above alone."
    )
