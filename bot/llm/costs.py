"""What the calls of past missions came to, as they were and as they would be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storage.llm import Call
from storage.past_calls import PastCalls

_Question = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Sums over calls. An answer that was read again counts with what it had cost when it was
    given; `unpriced` are those of which that is not known any more. `micros` are millionths of a
    US dollar.
    """

    calls: int
    answered: int
    unpriced: int
    tokens_in: int
    tokens_out: int
    micros: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CostDifference:
    before: Costs
    after: Costs


async def cost_difference(
    past: PastCalls, runs: Sequence[str], again: Sequence[Call]
) -> CostDifference | None:
    """`again` are the calls of the replay of these missions. None where no model took part."""
    then = await past.of_runs(runs)
    if not then and not again:
        return None
    given = await past.answers_about([call.subject for call in (*then, *again) if call.stored])
    prices = {_question(call): call for call in given}
    return CostDifference(before=_costs(then, prices), after=_costs(again, prices))


def _costs(calls: Sequence[Call], prices: Mapping[_Question, Call]) -> Costs:
    priced = [prices.get(_question(call)) if call.stored else call for call in calls]
    known = [call for call in priced if call is not None]
    return Costs(
        calls=len(calls),
        answered=sum(call.outcome == "ok" for call in calls),
        unpriced=len(calls) - len(known),
        tokens_in=sum(call.fresh + call.cache_read + call.cache_written for call in known),
        tokens_out=sum(call.written for call in known),
        micros=sum(call.micros for call in known),
    )


def _question(call: Call) -> _Question:
    """Two calls with the same are the same question to the same model."""
    return call.prompt_hash, call.schema_hash, call.model, call.context_hash
