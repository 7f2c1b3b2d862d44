"""A change as it was said, put into the form that people fill in for the same: or why it can't be.

The form says which stages, values and people there are, and what a stage asks for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.answers.answer import Choice, Meant, NotProposed, Status
from bot.answers.changes.reading import About, Change
from bot.answers.changes.valuing import Valuing
from bot.answers.changes.words import words
from bot.decisions.fields import FieldKind, label_of
from bot.decisions.forms import FormField, Option
from bot.decisions.proposing import Asked, Wish
from bot.domain.deals import Deal, DealStatus
from bot.domain.decisions import UpdateField
from bot.domain.people import Person
from bot.text.folding import fold

_MOST_NAMED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What is proposed, with what is entered; `note` is what was taken for granted."""

    asked: Asked
    values: dict[str, str]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """One change of one deal by one person. Every method raises NotProposed."""

    change: Change
    deal: Deal
    by: Person
    valuing: Valuing
    question: str

    def asked(self, stages: Iterable[FormField]) -> Asked:
        """Which form it is. `stages` is that of a stage change."""
        match self.change.about:
            case About.TASK:
                return Wish.TASK
            case About.NOTE:
                return Wish.NOTE
            case About.OWNER:
                self._must_be_open()
                return Wish.HAND_OFF
            case About.FIELD:
                return self._field(self.change.field)
            case About.MOVE:
                if self._status() or self._option(_of(stages, "to_stage")):
                    return Wish.STAGE
                return self._field("close_date") if self._day() else self._no_stage(stages)

    def values(self, asked: Asked, form: Sequence[FormField]) -> Filled:
        """What is entered in that form."""
        match asked:
            case Wish.TASK:
                return self._task()
            case Wish.HAND_OFF:
                return self._owner(asked, _of(form, "to"))
            case Wish.STAGE:
                return Filled(asked=asked, values=self._stage(_of(form, "to_stage")))
            case UpdateField():
                return self._new(asked, form[0])
            case _:
                return Filled(asked=asked, values={"text": self.change.value})

    def reason(self, form: Iterable[FormField]) -> dict[str, str]:
        """Why it was lost, from the words; asked back where they do not say it."""
        field = next((one for one in form if one.name == "lost_reason"), None)
        if field is None:
            return {}
        said = self.change.reason
        found = _named_in(said, field.options) if field.options else said
        if found:
            return {field.name: found}
        again = f"mark {self.deal.name} as lost because "
        raise NotProposed(
            Status.CLARIFY,
            f"Why was “{self.deal.name}” lost?",
            [self._choice(one.label, f"{again}{one.value}") for one in field.options]
            or [Choice(label=f"{again}…")],
        )

    def must_be_whole(self, form: Iterable[FormField]) -> None:
        missing = [one.label for one in form if one.required and not one.value]
        if missing:
            raise NotProposed(
                Status.DECLINED,
                f"“{self.change.value}” asks for {_listed(missing)} too. Nothing was proposed."
                f" Use “Change the stage …” under /deal {self.deal.name}.",
            )

    def _task(self) -> Filled:
        title, due = self.valuing.taken(self.change.value)
        title = title.removeprefix("to ")
        day = due or self.valuing.today + timedelta(days=1)
        note = "" if due else "No day was said, so it is due tomorrow."
        entered = {"title": title[:1].upper() + title[1:], "due": day.isoformat()}
        return Filled(asked=Wish.TASK, values={**entered, "note": "", "contact": ""}, note=note)

    def _owner(self, asked: Asked, to: FormField) -> Filled:
        said = self.by.name if fold(self.change.value) in ("me", "myself") else self.change.value
        able = [one for one in to.options if _is_called(said, one.label)]
        whole = [one for one in able if fold(one.label) == fold(said)] or able
        if len(whole) != 1:
            raise NotProposed(
                Status.CLARIFY if able else Status.DECLINED,
                f"Several people are called “{said}”. Whom do you mean?"
                if able
                else f"Nobody who may own a deal is called “{said}”. Nothing was proposed.",
                [self._choice(one.label, f"assign it to {one.label}") for one in able],
            )
        if whole[0].value == self.deal.owner_id:
            raise _already(f"“{self.deal.name}” is {whole[0].label}’s already")
        note = self.change.reason or f"{self.by.name} asked for this."
        return Filled(asked=asked, values={"to": whole[0].value, "note": note})

    def _stage(self, to_stage: FormField) -> dict[str, str]:
        status, stage = self._status(), self._option(to_stage)
        if status == self.deal.status.value:
            raise _already(f"“{self.deal.name}” is {status} already")
        if status != DealStatus.OPEN:
            self._must_be_open()
        if stage == self.deal.stage and not status:
            raise _already(f"“{self.deal.name}” is in {stage} already")
        return {"to_stage": stage, "to_status": status or DealStatus.OPEN.value}

    def _field(self, name: str) -> UpdateField:
        self._must_be_open()
        old = _text(getattr(self.deal, name))
        return UpdateField(record=f"deal:{self.deal.id}", field=name, old=old or None, new=None)

    def _new(self, asked: UpdateField, field: FormField) -> Filled:
        new = self._value(asked.field, field)
        if new == asked.old:
            raise _already(f"The {_name(asked.field)} of “{self.deal.name}” is that already")
        return Filled(asked=asked, values={"new": new})

    def _value(self, name: str, field: FormField) -> str:
        said = self.change.value
        match field.kind:
            case FieldKind.DATE:
                day = self._day()
                if day is None:
                    raise _unclear(f"“{said}” is no single day. Give one, such as 31 March")
                return day.isoformat()
            case FieldKind.AMOUNT:
                return self._amount()
            case FieldKind.CHOICE:
                found = self._option(field)
                if not found:
                    able = _listed([one.label for one in field.options], "or")
                    raise _unclear(f"The {_name(name)} may be {able}, not “{said}”")
                return found
            case _:
                return said

    def _amount(self) -> str:
        said, currency = self.change.value, self.deal.currency
        found = self.valuing.amount(said)
        if found is None:
            raise _unclear(f"“{said}” is no amount. Give one such as 12,500")
        if found[1] and currency and found[1] != currency:
            raise _unclear(f"The deal is in {currency}, not in {found[1]}")
        return _text(found[0])

    def _status(self) -> str:
        return words().statuses.get(fold(self.change.value), "")

    def _day(self) -> date | None:
        return self.valuing.day(self.change.value)

    def _option(self, field: FormField) -> str:
        return _pick(self.change.value, field.options)

    def _must_be_open(self) -> None:
        if self.deal.status is not DealStatus.OPEN:
            raise NotProposed(
                Status.DECLINED,
                f"“{self.deal.name}” is {self.deal.status.value}, and a closed deal is locked."
                f" Nothing was proposed. Say “reopen {self.deal.name}” first.",
            )

    def _no_stage(self, stages: Iterable[FormField]) -> Asked:
        able = [one.label for one in _of(stages, "to_stage").options]
        known = f"Its stages are {_listed(able)}" if able else "The CRM names no stages for it"
        raise _unclear(f"“{self.deal.name}” has no stage “{self.change.value}”. {known}")

    def _choice(self, label: str, question: str) -> Choice:
        return Choice(label=label, change=Meant(deal_id=self.deal.id, question=question))


def _of(form: Iterable[FormField], name: str) -> FormField:
    return next(one for one in form if one.name == name)


def _pick(said: str, options: Sequence[Option]) -> str:
    """The option that was named; empty if none or several may have been."""
    wanted = fold(said)
    exact = [one.value for one in options if wanted == fold(one.label)]
    near = [one.value for one in options if wanted and wanted in fold(one.label)]
    found = exact or near
    return found[0] if len(found) == 1 else ""


def _named_in(said: str, options: Sequence[Option]) -> str:
    """The same where the option may be one of several words."""
    whole = f" {fold(said)} "
    found = [one.value for one in options if f" {fold(one.label)} " in whole]
    return found[0] if len(found) == 1 else _pick(said, options)


def _is_called(said: str, name: str) -> bool:
    """Every word that was said is one of the name's."""
    return bool(said) and set(fold(said).split()) <= set(fold(name).split())


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _name(field: str) -> str:
    return label_of(field).lower()


def _listed(names: Sequence[str], link: str = "and") -> str:
    shown = [*names[:_MOST_NAMED]]
    return " and ".join(shown) if len(shown) < 2 else f"{', '.join(shown[:-1])} {link} {shown[-1]}"


def _already(sentence: str) -> NotProposed:
    return NotProposed(Status.DECLINED, f"{sentence}. Nothing was proposed.")


def _unclear(sentence: str) -> NotProposed:
    return NotProposed(Status.DECLINED, f"{sentence}. Nothing was proposed.")
