"""One mail: greeting, what was last said, one question; every slot is filled with a fact."""

from dataclasses import dataclass

from bot.domain.deals import Contact
from bot.domain.decisions import Draft
from bot.domain.facts import Party
from bot.domain.missions import Context, Judgement, ReasonCode, Touch
from bot.domain.people import Person
from bot.mission.addressee import (
    is_safe,
    last_exchange,
    repeatable_quote,
    thread_of,
    thread_subject,
    touch_of,
)
from bot.mission.wording import Wording, day_in


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail is made from; `draft()` is None where nothing honest can be written."""

    context: Context
    judgement: Judgement
    rep: Person
    to: Contact
    wording: Wording

    def draft(self) -> Draft | None:
        said = self.wording.reasons.get(self.judgement.reason_code)
        if said is None or not self.to.email or not is_safe(self.to.name):
            return None
        reference = self._repeated(said.quoted)
        if reference is None:
            last = self._last_exchange()
            if last is None:
                return None
            reference = f"{last} {said.plain}"
        slots = {"name": self.to.name, "first": self.to.name.split()[0]}
        signed = f"{self.wording.closing}\n{self.rep.name}"
        parts = (fill(self.wording.greeting, slots), reference, said.ask, signed)
        return Draft(
            to=self.to.email,
            subject=self._subject(),
            body="\n\n".join(parts),
            language=self.wording.language,
        )

    def _repeated(self, sentence: str | None) -> str | None:
        """The sentence that repeats what was said, where it may be repeated."""
        fact = self.judgement.driver
        if fact is None or sentence is None:
            return None
        ours = self.judgement.reason_code is ReasonCode.OUR_PROMISE_MISSED
        quote = repeatable_quote(self.context, fact, self.to)
        touch = touch_of(self.context, fact)
        if quote is None or touch is None or ours is not (fact.by is Party.US):
            return None
        return fill(sentence, {"date": self._day(touch), "quote": quote})

    def _last_exchange(self) -> str | None:
        touch = last_exchange(self.context, self.to)
        if touch is None:
            return None
        if touch.kind != "email":
            return fill(self.wording.last["spoke"], {"date": self._day(touch)})
        subject = thread_subject(self.context, touch)
        key = "they_wrote" if touch.direction == "inbound" else "we_wrote"
        sentence = self.wording.last[key if subject else f"{key}_bare"]
        return fill(sentence, {"date": self._day(touch), "subject": subject or ""})

    def _subject(self) -> str:
        touch = thread_of(self.context, self.judgement, self.to)
        subject = thread_subject(self.context, touch) if touch else None
        return f"{self.wording.reply_prefix}{subject}" if subject else self.wording.fresh_subject

    def _day(self, touch: Touch) -> str:
        return day_in(self.wording.language, touch.at.astimezone(self.rep.zone).date())


def language_of(context: Context, to: Contact) -> str:
    """The language of the newest mail with this contact, else the contact's own, else English."""
    for touch in reversed(context.touches):
        if touch.kind == "email" and touch.contact_id == to.id and touch.language != "und":
            return touch.language
    return (to.language or "en").split("-")[0].lower()


def fill(sentence: str, slots: dict[str, str]) -> str:
    """Fills the slots once; braces inside a fact are never slots themselves."""
    for name in slots:
        sentence = sentence.replace(f"{{{name}}}", f"\0{name}\0")
    for name, value in slots.items():
        sentence = sentence.replace(f"\0{name}\0", value)
    return sentence
