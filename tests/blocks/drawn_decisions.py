"""Every card, message and form of a decision in every state, by name."""

from dataclasses import replace
from datetime import date

from blocks import asks, decision_forms, decisions, ids, missions
from blocks.kit import Json, Message
from bot.decisions.fields import FieldKind
from bot.decisions.forms import FormField, Option
from bot.decisions.viewing import Form
from bot.domain.deals import DealId
from bot.domain.lifecycle import Decision, WordKind
from bot.domain.people import Person, PersonId, Role
from tests.blocks.scenes import brief, card, verdict
from tests.blocks.standings import ACTIONS, MAIL, STATES, decision, shown, word

BEN = Person(id=PersonId("ben"), name="Ben Osei", role=Role.REP)
_REF = decision_forms.reference(decision())


def _card(one: Decision) -> Message:
    return missions.morning_message(brief(card(verdict(), shown=shown(one))))


def _proposing(kind: str) -> Decision:
    action = ACTIONS[kind]
    return decision(action=action, draft=decision().draft if action == MAIL else None)


def _asking(event: WordKind) -> Message:
    by = "dana" if event is not WordKind.REMIND else "daybreak"
    asked = decision(assignee_id=PersonId("max"), words=(word(event, by, note="See clause 4."),))
    return asks.ask_message(shown(asked, reader=PersonId("max")))


def _mail_form(body: str) -> Form:
    to = Option(value="c1", label="Anke Petersen <anke@nordlicht.example>")
    other = Option(value="c2", label="Jo Berg <jo@nordlicht.example>")
    return Form(
        decision=decision(),
        subject="Nordlicht d1",
        fields=(
            FormField(
                name="contact", label="To", kind=FieldKind.CHOICE, value="c1", options=(to, other)
            ),
            FormField(name="subject", label="Subject", kind=FieldKind.TEXT, value="Re: Offer"),
            FormField(name="body", label="Message", kind=FieldKind.LONG_TEXT, value=body),
        ),
    )


_STAGES = tuple(Option(value=one, label=one) for one in ("Qualify", "Propose", "Negotiate"))
_FIELDS = (
    FormField(
        name="to_stage",
        label="Stage",
        kind=FieldKind.CHOICE,
        value="Propose",
        options=_STAGES,
        redraws=True,
        hint="Empty: it stays where it is.",
        required=False,
    ),
    FormField(name="field.amount", label="Amount", kind=FieldKind.AMOUNT, value=""),
    FormField(name="field.close_date", label="Close date", kind=FieldKind.DATE, value="2026-04-30"),
    FormField(
        name="starts_at", label="Begins", kind=FieldKind.INSTANT, value="2026-03-05T13:00:00+00:00"
    ),
)

MESSAGES: dict[str, Message] = {
    **{f"decision_{name}": _card(one) for name, one in STATES.items()},
    **{f"proposal_{name}": _card(_proposing(name)) for name in ACTIONS},
    **{
        f"ask_{event}": _asking(event)
        for event in (
            WordKind.ENDORSE,
            WordKind.DELEGATE,
            WordKind.ESCALATE,
            WordKind.REMIND,
            WordKind.ASK_CONTEXT,
        )
    },
    "ask_settled": asks.ask_message(shown(STATES["done"], reader=PersonId("max"))),
    **{
        f"ask_{name}": asks.ask_message(shown(STATES[name]))
        for name in ("failed", "unknown", "undo_failed", "undo_unknown", "recalled_for_a_reply")
    },
    "ask_taken_up": asks.ask_message(
        shown(
            replace(
                STATES["failed"], words=(*STATES["failed"].words, word(WordKind.REOPEN, "dana"))
            )
        )
    ),
    "ask_older": asks.older_message(shown(STATES["failed"])),
    "ask_older_mail": asks.older_message(shown(STATES["open"])),
    "ask_gone": asks.gone_message(),
    "morning_with_small_ones": missions.morning_message(
        replace(
            brief(
                card(verdict("d1"), shown=shown(_proposing("create_task"))),
                card(verdict("d2"), shown=shown(_proposing("log_note"))),
                card(verdict("d3"), shown=shown(_proposing("send_email"))),
            ),
            small=frozenset({"create_task", "log_note"}),
        )
    ),
    "morning_after_something_was_done": missions.morning_message(
        replace(brief(card()), done=(shown(STATES["done"]), shown(STATES["done_for_good"])))
    ),
    "approved_together": decisions.results_message(
        [("Nordlicht d1", "approved"), ("Nordlicht d2", "This card has changed.")]
    ),
}
VIEWS: dict[str, Json] = {
    "edit_form_mail": decision_forms.edit_form(_mail_form("Hello Anke,\n\nyes.\n\nDana")),
    "edit_form_long_mail": decision_forms.edit_form(_mail_form("a long line of text " * 330)),
    "edit_form_stage": decision_forms.edit_form(
        Form(decision=decision(), subject="Nordlicht d1", fields=_FIELDS)
    ),
    "wish_form": decision_forms.wish_form(
        Form(
            decision=decision(action=ACTIONS["change_stage"]),
            subject="Nordlicht d1",
            fields=_FIELDS[:1],
        ),
        ids.encode_choice("change_stage", ids.encode_deal(DealId("d1"))),
    ),
    "lead_form": decision_forms.lead_form(
        Form(
            decision=decision(action=ACTIONS["route_lead"]),
            subject="Ines Duarte (Vela)",
            fields=(
                FormField(
                    name="to",
                    label="New owner",
                    kind=FieldKind.CHOICE,
                    value="",
                    options=(Option(value="ben", label="Ben Osei"),),
                ),
            ),
        ),
        ids.encode_lead("l1"),
    ),
    "reject_form": decision_forms.reject_form(_REF),
    "snooze_form": decision_forms.snooze_form(_REF, date(2026, 3, 4)),
    "delegate_form": decision_forms.delegate_form(_REF, [BEN]),
    "context_form": decision_forms.context_form(_REF),
    "typed_form": decision_forms.typed_form(
        _REF, "Nordlicht d1", ("This closes a deal of €48,000.",)
    ),
}
