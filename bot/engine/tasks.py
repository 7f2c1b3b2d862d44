"""The one task that there is, the same whatever brings it: an id goes into this process's hands."""

from collections.abc import Awaitable, Callable

from bot.engine.hands import Hands

TASK = "execute"


def executing(hands: Hands) -> Callable[[str], Awaitable[None]]:
    async def execute(effect_id: str) -> None:
        await hands.take(effect_id)

    return execute
