"""How long an effect may take, how often it is tried, and how long a person may take it back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.decisions import Action, SendEmail
from bot.domain.effects import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """`settle` is how late a request whose answer never came may still have its effect: before
    that it makes no sense to look. A lease must outlast one attempt and that time.
    """

    timeout: timedelta = timedelta(seconds=20)
    settle: timedelta = timedelta(seconds=10)
    lease: timedelta = timedelta(seconds=45)
    # Twelve tries with these waits are about an hour and a half.
    tries: int = 12
    first_wait: timedelta = timedelta(seconds=2)
    longest_wait: timedelta = timedelta(minutes=15)
    recall: timedelta = timedelta(seconds=60)
    undo: timedelta = timedelta(minutes=10)

    def __post_init__(self) -> None:
        if self.lease < self.timeout + self.settle:
            raise ValueError("a lease must outlast one attempt and what may come late of it")

    def due_first(self, action: Action, approved_at: datetime) -> datetime:
        """A mail waits, because only until it is sent can it be recalled."""
        return approved_at + self.recall if isinstance(action, SendEmail) else approved_at

    def wait(self, attempt: int) -> timedelta:
        """After attempt 1, 2, 3 …: twice as long each time, up to the longest."""
        times = 1 << min(max(attempt - 1, 0), 20)
        return min(self.first_wait * times, self.longest_wait)

    def undo_until(self, receipt: Receipt, at: datetime) -> datetime | None:
        return at + self.undo if receipt.undoable else None

    def has_time(self, now: datetime, lease_until: datetime) -> bool:
        """Whether an attempt that begins now is over before somebody else may begin one."""
        return now + self.timeout + self.settle <= lease_until
