"""What can go wrong between Slack and an app: each fault by call, a number of times, or by seed."""

from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random


class Trouble(StrEnum):
    API_DOWN = "api_down"
    """Every call is answered with 503."""
    API_ERROR = "api_error"
    """A call is refused with the word in `value`."""
    API_SLOW = "api_slow"
    """A call takes `value` seconds more."""
    REPLY_LOST = "reply_lost"
    """A call is carried out, and the connection is cut before its answer."""
    RATE_LIMITED = "rate_limited"
    """A call is answered with 429 and `Retry-After: value`."""
    STREAM_BROKEN = "stream_broken"
    """A stream is over before its time."""
    DUPLICATE = "duplicate"
    """An event is delivered twice under the same id."""
    TWIN = "twin"
    """One message of a person becomes two events with different ids and timestamps."""
    ACK_LOST = "ack_lost"
    """The app's answer to an event does not arrive, so the event comes again."""
    OUT_OF_ORDER = "out_of_order"
    """An event arrives after the one that followed it."""
    DELAYED = "delayed"
    """An event arrives `value` seconds late by the sandbox's clock."""
    SOCKET_DROPPED = "socket_dropped"
    """A Socket Mode connection ends without a word just before something is sent."""
    SOCKET_GHOST = "socket_ghost"
    """Something is sent to a connection that nobody listens to any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`target` is a method or an event's type, or '*'; without `times` it lasts until ended."""

    trouble: Trouble
    target: str = "*"
    times: int | None = None
    chance: float = 1.0
    value: str = ""

    def meets(self, trouble: Trouble, target: str) -> bool:
        return self.trouble is trouble and self.target in {"*", target}


class Faults:
    """The switchboard. The same seed and the same calls meet the same faults."""

    def __init__(self, seed: int = 0) -> None:
        self._random = Random(seed)
        self._on: list[Fault] = []
        self.struck: dict[Trouble, int] = {}

    @property
    def on(self) -> tuple[Fault, ...]:
        return tuple(self._on)

    def start(
        self,
        trouble: Trouble,
        target: str = "*",
        *,
        times: int | None = None,
        chance: float = 1.0,
        value: str = "",
    ) -> None:
        """Switches a fault on; the one that was switched on first strikes first."""
        self._on.append(
            Fault(trouble=trouble, target=target, times=times, chance=chance, value=value)
        )

    def end(self, trouble: Trouble | None = None) -> None:
        """Switches one kind off, or everything."""
        self._on = [one for one in self._on if trouble is not None and one.trouble is not trouble]

    def sow(self, seed: int, chance: float, *troubles: Trouble) -> None:
        """Lets them happen by chance from here on, repeatably; all kinds if none is named."""
        self._random = Random(seed)
        for trouble in troubles or tuple(Trouble):
            self.start(trouble, chance=chance, value=_TYPICAL.get(trouble, ""))

    def strikes(self, trouble: Trouble, target: str) -> Fault | None:
        for place, one in enumerate(self._on):
            if one.meets(trouble, target) and self._random.random() < one.chance:
                self._count(place, one)
                return one
        return None

    def _count(self, place: int, fault: Fault) -> None:
        self.struck[fault.trouble] = self.struck.get(fault.trouble, 0) + 1
        if fault.times is None:
            return
        if fault.times <= 1:
            del self._on[place]
        else:
            self._on[place] = replace(fault, times=fault.times - 1)


_TYPICAL = {
    Trouble.API_ERROR: "internal_error",
    Trouble.API_SLOW: "0.2",
    Trouble.RATE_LIMITED: "1",
    Trouble.DELAYED: "1",
}
