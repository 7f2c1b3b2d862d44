"""Questions that point at a row of the answer before them: "who is that last one?", "who owns it?"

The row is looked up anew, as whoever points may see it, and its record becomes a plan. Pure.
"""

import re
from dataclasses import dataclass

from bot.answers.answer import Answer, Refused, Status, Table
from bot.answers.model import Model
from bot.answers.parser.tokens import words_of
from bot.answers.plan import Filter, Intent, Plan

_NAMES: dict[int, str] = {
    0: "first top erste ersten premier premiere primero primera",
    1: "second zweite zweiten deuxieme segundo segunda",
    2: "third dritte dritten troisieme tercero tercera",
    3: "fourth",
    4: "fifth",
    -1: "last bottom letzte letzten dernier derniere ultimo ultima",
}
_PLACES = {name: place for place, names in _NAMES.items() for name in names.split()}
_WHICH = f"(?P<which>{'|'.join(_PLACES)})"
_THING = "(?: (?:one|deal|opportunity|account|customer|rep|person|lead|row|entry))?"
_THE = "(?:(?:that|this|the|der|die|das|den|le|la|el) )*"
_IT = "(?:it|that|this|that one|this one|(?:that|this) (?:deal|account|lead)|er|es|das)"
_ROW = re.compile(
    rf"(?:and )?(?:who|what|which(?: one| deal| rep| account)?|wer|qui|quien) (?:is|was|ist|est|es)"
    rf" {_THE}{_WHICH}{_THING}"
)
_OWNER = re.compile(
    rf"(?:and )?(?:who owns|whose is|who is the owner(?: of| for)?|wem gehort)"
    rf"(?: {_THE}{_WHICH}{_THING}| {_IT})?"
)
# Where an owner is told of these, it is theirs and not the rep who did something.
_OWNED = frozenset({"deals", "accounts", "leads", "contacts"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointing:
    """`place` counts from 0, or from the end if below; None: the only one that there is."""

    place: int | None
    owner: bool


def pointed(question: str) -> Pointing | None:
    """What a question points at; None if it asks something by itself."""
    text = " ".join(word for word in words_of(question) if word.isalnum())
    for pattern, owner in ((_OWNER, True), (_ROW, False)):
        found = pattern.fullmatch(text)
        if found is not None:
            which = found["which"]
            return Pointing(place=_PLACES[which] if which else None, owner=owner)
    return None


def nothing_before() -> Refused:
    return _declined(
        "I don’t know which one you mean: there is no earlier answer here."
        " Ask in the thread of the answer that you mean"
    )


def row_plan(pointing: Pointing, plan: Plan, shown: Answer, model: Model) -> Plan:
    """The record that stands in that row of the answer to the plan. Raises Refused."""
    entity, key, name = _record(_place(pointing, shown), plan, shown)
    columns: tuple[str, ...] = ()
    if pointing.owner and entity != "people":
        if entity not in _OWNED:
            raise _declined(f"“{name}” is nothing that somebody owns")
        columns = (model.entities[entity].title, "owner")
    return Plan(
        intent=Intent.LIST,
        entity=entity,
        filters=(Filter(field="id", values=(key,), shown=(name,)),),
        columns=columns,
    )


def sentence(pointing: Pointing, answer: Answer) -> str:
    """The answer to that plan in words."""
    rows = answer.table.rows if answer.table else ()
    if answer.status is not Status.ANSWERED or not rows:
        return answer.text
    name = rows[0][0]
    if not pointing.owner or answer.plan is None or not answer.plan.columns:
        return f"That is {name}."
    return f"{rows[0][1]} owns “{name}”." if rows[0][1] else f"Nobody owns “{name}” on record."


def _place(pointing: Pointing, shown: Answer) -> int:
    count = len(shown.table.rows) if shown.table else 0
    if not count:
        raise _declined("The last answer has no row, of what you may see, to point at")
    if pointing.place is None:
        if count > 1:
            raise _declined(
                f"The last answer has {count} rows. Say which: the first, the second, the last one"
            )
        return 0
    if pointing.place >= count:
        raise _declined(f"The last answer has only {count} rows, of what you may see")
    return pointing.place


def _record(at: int, plan: Plan, shown: Answer) -> tuple[str, str, str]:
    """Its entity, its id, and what it is called."""
    table = shown.table or Table(headings=(), rows=())
    name = str(table.rows[at][0])
    entity = plan.entity if plan.intent is Intent.LIST else table.headings[0].to
    key = table.keys[at][0] if len(table.keys) == len(table.rows) and table.keys[at] else None
    if plan.intent is Intent.MOVEMENT or entity is None or key is None:
        raise _declined(f"“{name}” is a row of figures, no record. Ask for the deals behind it")
    return entity, str(key), name


def _declined(reason: str) -> Refused:
    return Refused(Status.DECLINED, f"{reason}.")
