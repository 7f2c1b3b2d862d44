"""Questions read by a made-up model over a real connection, in the small company of the parser."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.answers.answer import Choice
from bot.answers.by_model.asked import Asked
from bot.answers.by_model.form import PlanForm
from bot.answers.by_model.planner import ModelPlanner, Reading
from bot.answers.checking import Asker
from bot.answers.plan import Plan
from bot.domain.people import REVOPS, Person
from bot.llm.in_force import Chosen, Specs
from bot.llm.instructions import Prompts
from bot.llm.port import Front, Spec
from bot.policy.permissions import Fields, sight
from sandbox.llm.messages import messages_api
from sandbox.llm.replies import Reply
from sandbox.llm.server import StandIn
from tests.bot.answers.parser import office
from tests.bot.llm.asking import Accounts, asking_claude, model

Fill = Callable[[Mapping[str, Any]], Mapping[str, Any]]
NOTHING: dict[str, Any] = {
    "choice": 0,
    "intent": "metric",
    "entity": "deals",
    "measures": [],
    "group_by": [],
    "filters": [],
    "having": [],
    "times": [],
    "compare_to": "none",
    "sort_by": "",
    "descending": True,
    "limit": 0,
    "share_of_total": False,
    "words": [],
}


def form(**given: Any) -> dict[str, Any]:
    return NOTHING | given


def time(number: int = 1, on: str = "", grain: str = "month", offset: int = 0) -> dict[str, Any]:
    return {"number": number, "on": on, "grain": grain, "offset": offset}


def meant(word: str, stands_for: str) -> dict[str, str]:
    return {"word": word, "stands_for": stands_for}


def is_of(name: str, *values: str, op: str = "is") -> dict[str, Any]:
    return {"field": name, "op": op, "values": list(values)}


def planner(front: Front) -> ModelPlanner:
    prompt = Prompts.load().newest("plan")
    return ModelPlanner(
        llm=front,
        specs=Specs(base=Spec(form=PlanForm, prompt=prompt), chosen=Chosen(active=prompt)),
    )


def asker(person: Person = REVOPS, hidden: Sequence[str] = ()) -> Asker:
    people = (office.ANA, office.BOSS, REVOPS)
    fields = Fields.hidden_from(person.role, {person.role: hidden})
    return Asker(person=person, sight=sight(person, people), fields=fields, people=people)


@dataclass
class Heard:
    """What a model made of one question, and what it was told."""

    reading: Reading | None
    stand_in: StandIn
    accounts: Accounts

    @property
    def plan(self) -> Plan:
        assert self.reading is not None
        return self.reading.plan

    @property
    def told(self) -> str:
        """The first request's text, without the instructions."""
        return str(self.stand_in.asked[0].body["messages"][0]["content"])


@dataclass
class Given:
    """A question with all that goes with it."""

    question: str
    unknown: tuple[str, ...] = ()
    person: Person = REVOPS
    hidden: tuple[str, ...] = ()
    previous: Plan | None = None
    choices: tuple[Choice, ...] = field(default=())


async def heard(given: Given, fill: Fill, *waiting: Reply) -> Heard:
    tokens, pieces = office.parser().pieces(given.question, office.reader(given.person))
    asked = Asked(
        tokens=tokens,
        pieces=pieces,
        reader=office.reader(given.person),
        previous=given.previous,
        unknown=given.unknown,
        choices=given.choices,
    )
    stand_in, accounts = StandIn(fill=fill), Accounts()
    stand_in.waiting.extend(waiting)
    async with messages_api(stand_in), asking_claude(stand_in.url) as claude:
        reading = await planner(model(claude, accounts)).read(
            asked, asker(given.person, given.hidden)
        )
    return Heard(reading, stand_in, accounts)
