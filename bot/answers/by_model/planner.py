"""Has a model read a question that the parser can't, and says so; nothing of it is trusted."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers.answer import Choice, Refused
from bot.answers.by_model.asked import Asked
from bot.answers.by_model.form import PlanForm
from bot.answers.by_model.holding import names_in, passed_over, said_already
from bot.answers.by_model.resolving import NotBorneOut, Resolver
from bot.answers.by_model.vocabulary import vocabulary
from bot.answers.checking import Asker, check, permit
from bot.answers.model import Model
from bot.answers.parser.accounting import hold_to_words
from bot.answers.parser.sheet import Sheet
from bot.answers.parser.tokens import folded
from bot.answers.plan import Plan, plan_json
from bot.llm.in_force import Specs
from bot.llm.port import Block, Front, Ok, Request, Trust

_MOST_SHOUTED = 5  # letters of what may be an abbreviation rather than a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A plan, how the model took the words in a sentence, and the readings that it did not take."""

    plan: Plan
    note: str
    others: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPlanner:
    """`patience` is how many seconds somebody who asks may be kept waiting."""

    llm: Front
    specs: Specs[PlanForm]
    patience: float = 8.0

    async def read(self, asked: Asked, asker: Asker) -> Reading | None:
        """None where the rules' answer stands: the model failed, or said what nothing bears out."""
        held = _Held(asked=asked, asker=asker, model=asked.reader.model)
        subject = str(asker.person.id)
        request = Request(
            spec=self.specs.of(subject),
            blocks=tuple(_blocks(asked, asker)),
            known=asked.known(),
            subject=subject,
            check=held.faults,
        )
        outcome = await self.llm.fill(request, self.patience)
        await self.llm.settle()
        return held.reading(outcome.value) if isinstance(outcome, Ok) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """One question, against which each form is held."""

    asked: Asked
    asker: Asker
    model: Model

    def faults(self, form: PlanForm) -> Sequence[str]:
        """Why a form is no reading of the question; none for one that says that it is none."""
        if self._gives_up(form):
            return ()
        try:
            self._plan(form)
        except NotBorneOut as fault:
            return (str(fault),)
        return ()

    def reading(self, form: PlanForm) -> Reading | None:
        if self._gives_up(form):
            return None
        try:
            plan = self._plan(form)
        except NotBorneOut:
            return None
        return Reading(plan=plan, note=self._note(form), others=self._others(form))

    def _gives_up(self, form: PlanForm) -> bool:
        offered = self.asked.choices
        return not form.choice if offered else form.intent == "unsupported"

    def _plan(self, form: PlanForm) -> Plan:
        """Raises NotBorneOut."""
        if self.asked.choices:
            return self._chosen(form)
        plan = Resolver(asked=self.asked, model=self.model).plan(form)
        self._explain(form, plan)
        if passed_over(self.asked.pieces, plan, self.model):
            raise NotBorneOut("a word of the question is nowhere in the form")
        sheet = Sheet(
            pieces=self.asked.pieces,
            words=tuple(token.word for token in self.asked.tokens),
            reader=self.asked.reader,
            entity=plan.entity,
        )
        try:
            check(plan, self.model)
            permit(plan, self.model, self.asker)
            hold_to_words(sheet, plan, self.asked.pieces)
        except Refused:
            raise NotBorneOut("the form as a whole makes no plan for this question") from None
        return plan

    def _chosen(self, form: PlanForm) -> Plan:
        offered = self.asked.choices
        plan = offered[form.choice - 1].plan if form.choice <= len(offered) else None
        if plan is None:
            raise NotBorneOut("choice: none of those that are offered")
        return plan

    def _explain(self, form: PlanForm, plan: Plan) -> None:
        """Each word that stopped the rules must be something of the plan, a name a value in it."""
        said = {folded(one.word): one.stands_for for one in form.words}
        names = set(names_in(plan)) - said_already(self.asked.pieces)
        values = " ".join(folded(value) for each in plan.filters for value in each.shown)
        for word in self.asked.unknown:
            stands_for = said.get(folded(word), "")
            if stands_for not in names or (_is_name(word) and folded(word) not in values):
                raise NotBorneOut("words: one that the rules do not know stands for nothing")

    def _note(self, form: PlanForm) -> str:
        if self.asked.choices:
            return f"A model took it as “{self.asked.choices[form.choice - 1].label}”."
        unknown = {folded(word): word for word in self.asked.unknown}
        read = (
            f"“{unknown[folded(one.word)]}” as {self._label(one.stands_for, form)}"
            for one in form.words
            if folded(one.word) in unknown
        )
        return f"A model read this question: {', '.join(read)}."

    def _label(self, name: str, form: PlanForm) -> str:
        """What a person calls it."""
        if name in self.model.measures:
            return self.model.measures[name].label
        fields = self.model.entities[form.entity].fields
        return fields[name].label if name in fields else name

    def _others(self, form: PlanForm) -> tuple[Choice, ...]:
        places = enumerate(self.asked.choices, start=1)
        return tuple(choice for place, choice in places if place != form.choice)


def _is_name(word: str) -> bool:
    """Written like a name or a number: nobody else's word for something in the vocabulary."""
    shouted = word.isupper() and word.isalpha() and len(word) <= _MOST_SHOUTED
    return not shouted and (word != word.lower() or any(sign.isdigit() for sign in word))


def _blocks(asked: Asked, asker: Asker) -> list[Block]:
    """Our own words first, then what comes from the CRM and from the person."""
    reader = asked.reader
    told = f"Vocabulary:\n{vocabulary(reader.model, asker)}\n\nToday is {reader.today:%A %Y-%m-%d}."
    blocks = [
        Block(text=told, trust=Trust.OURS),
        Block(text=asked.found(), trust=Trust.OUTSIDE, source="found in the question"),
    ]
    if asked.previous is not None:
        blocks.append(Block(text=_before(asked.previous), trust=Trust.OUTSIDE, source="before"))
    if asked.choices:
        labels = [f"{at}. {one.label}" for at, one in enumerate(asked.choices, start=1)]
        blocks.append(Block(text="\n".join(labels), trust=Trust.OUTSIDE, source="readings"))
    blocks.append(Block(text=asked.text, trust=Trust.PERSON, source="question"))
    return blocks


def _before(plan: Plan) -> str:
    """The question before, with names in place of ids."""
    told = plan_json(plan)
    for given, condition in zip(told.get("filters", ()), plan.filters, strict=False):
        given["values"] = list(condition.shown or condition.values)
        given.pop("shown", None)
    for name in ("any_of", "about"):
        told.pop(name, None)
    return str(told)
