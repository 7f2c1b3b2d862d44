"""What becomes of an execution after an attempt: a pure decision, with the sentence for people."""

from dataclasses import dataclass
from datetime import datetime

from bot.decisions.pace import Pace
from bot.domain.effects import Receipt, Refusal
from bot.errors import CrmRefused, DaybreakError, EffectUnsure, OutOfStep

_SILENT = "No answer came in time, so it may have happened or not."
_CUT_OFF = "An attempt was cut off before its answer came, so it may have happened or not."
_LOOKING = "Nothing is repeated before that is known; Daybreak looks again soon."
_ASKED = "It is not repeated. Please look, and say whether it happened."


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAgain:
    at: datetime
    problem: str
    unsure: bool  # it may have happened already


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOff:
    """A rule says later; nothing was tried."""

    at: datetime
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """Nothing has happened; a person sees why."""

    problem: str
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LostTrack:
    """It may have happened; a person is asked."""

    problem: str


Outcome = Happened | TryAgain | PutOff | GivenUp | LostTrack


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt, as far as what comes after it depends on it."""

    tries_left: int
    now: datetime
    pace: Pace

    @property
    def number(self) -> int:
        return max(self.pace.tries - self.tries_left, 1)

    @property
    def is_last(self) -> bool:
        return self.tries_left <= 0

    def nothing_done(self, error: DaybreakError) -> Outcome:
        """The other side did not answer, or said no for now: it has surely not happened."""
        if self.is_last:
            return GivenUp(
                problem=f"{error} It was tried {self.number} times and is given up."
                " Nothing was changed. Try again once the cause is mended."
            )
        wait = self.pace.wait(self.number)
        return TryAgain(at=self.now + wait, problem=str(error), unsure=False)

    def refused(self, error: DaybreakError) -> Outcome:
        """The other side said no: asking again would not help."""
        match error:
            case CrmRefused(missing=missing):
                return GivenUp(problem=str(error), refusal=Refusal(missing=missing))
            case OutOfStep(conflicts=conflicts):
                return GivenUp(problem=str(error), refusal=Refusal(conflicts=conflicts))
            case _:
                return GivenUp(problem=str(error))

    def unsure(self, error: EffectUnsure | None, *, can_look: bool) -> Outcome:
        """It may have happened. None: no answer came within the time for an attempt."""
        said = str(error or _SILENT)
        return self._look_again(said) if can_look and not self.is_last else _ask(said)

    def nobody_can_tell(self, error: EffectUnsure | None = None) -> Outcome:
        """An earlier attempt may have had its effect, and nothing keeps a record to look at."""
        return _ask(str(error or _CUT_OFF))

    def cannot_look(self, error: DaybreakError | None) -> Outcome:
        """It may have happened in an earlier attempt, and the other side can't be asked now."""
        said = str(error or _SILENT)
        return _ask(said) if self.is_last else self._look_again(said)

    def _look_again(self, said: str) -> Outcome:
        return TryAgain(at=self._settled(), problem=f"{said} {_LOOKING}", unsure=True)

    def _settled(self) -> datetime:
        """Not before what is under way has had its time to arrive."""
        return self.now + max(self.pace.wait(self.number), self.pace.settle)


def _ask(said: str) -> Outcome:
    return LostTrack(problem=f"{said} {_ASKED}")
