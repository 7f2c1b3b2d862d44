"""Has a model write the mails that are shown, from the rules' own draft and the facts."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict, Field

from bot.domain.decisions import Draft, Proposal
from bot.domain.missions import Context
from bot.domain.people import Person
from bot.llm.in_force import Specs
from bot.llm.port import Block, Front, Ok, Request, Spec, Trust, in_words
from bot.mission.by_model.describing import facts_of, ground_of, known_names, numbered
from bot.mission.prose import Ground, concedes, repeats, unfounded
from bot.mission.thinking import Written
from bot.mission.wording import Wordings

_LANGUAGE_NAMES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}
_NOT_GROUNDED = "the model's mail said something that no fact says"
_NOT_ALLOWED = "the model's mail said something that the policies do not allow"
# Whether a text says nothing that a policy has to be asked about.
Harmless = Callable[[str, str], bool]


class DraftForm(BaseModel):
    """One mail. Whom it goes to is not the model's to say."""

    model_config = ConfigDict(frozen=True)
    subject: str = Field(min_length=1, max_length=160)
    body: str = Field(min_length=20, max_length=2_500)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelDrafter:
    """The rules' draft stays as the other option; where the model's does not hold, it stays alone.

    Whoever reads `harmless` gets a text and its language.
    """

    llm: Front
    specs: Specs[DraftForm]
    wordings: Wordings
    harmless: Harmless
    patience: float = 60.0

    @property
    def version(self) -> str:
        model = self.llm.caps.model(self.specs.base.size)
        return f"{model} {self.specs.chosen.name}"

    async def write(
        self, pending: Sequence[tuple[Context, Proposal]], rep: Person, run: str
    ) -> list[Written]:
        """One per proposal, in order; those without a draft come back as they are."""
        written = await asyncio.gather(*(self._write(c, p, rep, run) for c, p in pending))
        await self.llm.settle()
        return list(written)

    async def _write(self, context: Context, proposal: Proposal, rep: Person, run: str) -> Written:
        plain = proposal.draft
        if plain is None:
            return Written(proposal=proposal)
        spec = self.specs.of(context.deal.id)
        ground = self._ground(plain, context, rep)

        def check(form: DraftForm) -> list[str]:
            problem = self._problem(form, plain.language, ground, spec.prompt.text)
            return [] if problem is None else [problem]

        request = request_for(context, proposal, plain, rep, run, spec, check)
        outcome = await self.llm.fill(request, self.patience)
        if not isinstance(outcome, Ok):
            return Written(proposal=proposal, problem=in_words(outcome))
        if faults := check(outcome.value):
            return Written(proposal=proposal, problem=faults[0])
        draft = replace(plain, subject=outcome.value.subject, body=outcome.value.body)
        return Written(proposal=replace(proposal, draft=draft, options=(draft, plain)))

    def _ground(self, plain: Draft, context: Context, rep: Person) -> Ground:
        wording = self.wordings.by_language.get(plain.language)
        ours = [plain.subject, plain.body, " ".join(wording.words) if wording else ""]
        return ground_of(context, rep, ours)

    def _problem(self, form: DraftForm, language: str, ground: Ground, told: str) -> str | None:
        text = f"{form.subject}\n{form.body}"
        if "\n" in form.subject or unfounded(text, ground, language) or repeats(text, told):
            return _NOT_GROUNDED
        if concedes(text) or not self.harmless(text, language):
            return _NOT_ALLOWED
        return None


def request_for(
    context: Context,
    proposal: Proposal,
    plain: Draft,
    rep: Person,
    run: str,
    spec: Spec[DraftForm],
    check: Callable[[DraftForm], Sequence[str]],
) -> Request[DraftForm]:
    language = _LANGUAGE_NAMES.get(plain.language, "English")
    blocks = (
        Block(text=f"Write in {language}.", trust=Trust.OURS),
        Block(text=proposal.reason, trust=Trust.OUTSIDE, source="why to write"),
        Block(
            text=f"Subject: {plain.subject}\n\n{plain.body}",
            trust=Trust.OUTSIDE,
            source="plain version",
        ),
        Block(text=facts_of(numbered(context)), trust=Trust.OUTSIDE, source="facts"),
    )
    return Request(
        spec=spec,
        blocks=blocks,
        known=known_names(context, rep),
        subject=context.deal.id,
        run=run,
        check=check,
    )
