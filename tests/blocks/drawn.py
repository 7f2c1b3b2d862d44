"""Every card and view in every state, by name: what the golden files show."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from blocks import commands, home, ids, missions, problems, reasons
from blocks.kit import Json, Message
from blocks.limits import Surface
from bot.domain.deals import DealId, DealStatus, Lead
from bot.domain.missions import Mission
from bot.domain.people import WorkHours
from tests.blocks import drawn_decisions, replies
from tests.blocks.scenes import (
    DANA,
    TUESDAY,
    brief,
    card,
    carried,
    deal,
    mail,
    mission,
    of,
    task,
    verdict,
    watched,
    withdrawn,
)
from tests.blocks.standings import STATES, shown

_SUNDAY = datetime(2026, 3, 1, 9, tzinfo=UTC)
_OVER = "They have answered since."


_LEADS = (
    Lead(id="l1", name="Ines Duarte", company="Vela", source="web form", created_at=_SUNDAY),
    *(Lead(id=f"l{n}", name=f"Lead {n}") for n in range(2, 7)),
    Lead(id="l9", name="Tom Weaver", company="Loom", owner_id=DANA.id),
)


def _page(done: Mission | None, **given: object) -> Json:
    page = home.HomePage(
        person=DANA, hours=WorkHours(), zone="Europe/Berlin", today=TUESDAY, mission=done
    )
    return home.home_view(replace(page, **given))  # type: ignore[arg-type]


def _morning() -> Mission:
    return mission(verdict("d1"), verdict("d2", proposal=task()), watched(), watched("d9", None))


MESSAGES: dict[str, Message] = {
    "morning": missions.morning_message(
        brief(card(), card(verdict("d2", proposal=task())), others=(watched(),))
    ),
    "morning_of_five": missions.morning_message(brief(*(card(verdict(f"d{n}")) for n in range(5)))),
    "morning_quiet": missions.morning_message(brief(others=(watched(),))),
    "morning_without_deals": missions.morning_message(brief()),
    "morning_carried": missions.morning_message(
        brief(card(), carried=(carried(), carried("d6", None)))
    ),
    "morning_without_proposal": missions.morning_message(brief(card(verdict(proposal=None)))),
    "card_judged_again": missions.morning_message(brief(card(on=date(2026, 3, 4)))),
    "card_withdrawn": missions.morning_message(
        brief(withdrawn(verdict("d1"), _OVER), card(verdict("d2")))
    ),
    "card_all_withdrawn": missions.morning_message(brief(withdrawn(verdict("d1"), _OVER))),
    "why_message": reasons.why_message(of(verdict())),
    "why_monitor": reasons.why_message(of(watched())),
    "command_help": commands.help_message(),
    "command_deals": commands.list_message(_morning()),
    "command_deals_none": commands.no_list_message(),
    "command_deal": commands.deal_message(deal(), "Dana Reyes", of(verdict())),
    "command_deal_unjudged": commands.deal_message(deal(), "Dana Reyes", None),
    "command_deal_won": commands.deal_message(
        deal(status=DealStatus.WON, closed_at=datetime(2026, 3, 2, tzinfo=UTC)), "Dana", None
    ),
    "problem": problems.problem_message(problems.OUT_OF_DATE),
    "choices_near": problems.choices_message(
        "nordlich", [(DealId("d1"), "Nordlicht")], ids.SHOW_DEAL, ambiguous=False
    ),
    "choices_several": problems.choices_message(
        "nord",
        [(DealId("d1"), "Nordlicht"), (DealId("d2"), "Nordwind")],
        ids.WHY_DEAL,
        ambiguous=True,
    ),
    "choices_without_a_name": problems.choices_message(
        "", [(DealId("d1"), "Nordlicht")], ids.SHOW_DEAL, ambiguous=False
    ),
    "choices_without_deals": problems.choices_message("", [], ids.SHOW_DEAL, ambiguous=False),
    "choices_none": problems.choices_message("x", [], ids.SHOW_DEAL, ambiguous=False),
    **drawn_decisions.MESSAGES,
}
VIEWS: dict[str, Json] = {
    "why_modal": reasons.why_modal(of(verdict())),
    "problem_modal": problems.problem_modal(problems.OUT_OF_DATE),
    "home": _page(_morning()),
    "home_decided": _page(_morning(), shown={mail().id: shown(STATES["scheduled"])}),
    "home_with_weeks": _page(_morning(), weekly=("C0SALES", "C0EMEA")),
    "home_with_words": _page(_morning(), words=tuple((f"word{n}", 20 - n) for n in range(12))),
    "home_with_leave": _page(
        None, leave=((TUESDAY, TUESDAY), (date(2026, 4, 6), date(2026, 4, 9)))
    ),
    "home_with_leads": _page(_morning(), leads=_LEADS),
    "home_with_own_leads": _page(None, leads=_LEADS[-1:]),
    "away_form": home.away_form(TUESDAY),
    "home_before_the_brief": _page(None, hours=WorkHours(brief_at=time(9, 30))),
    "home_on_a_day_off": _page(None, hours=WorkHours(weekdays=frozenset({5}))),
    "home_undelivered": _page(
        _morning(), problems=("Your brief of Tue 3 Mar could not be delivered.",), note="Noted."
    ),
    **drawn_decisions.VIEWS,
}
MESSAGES |= replies.MESSAGES
VIEWS |= replies.VIEWS
PAYLOADS: dict[str, Json] = {name: made.payload() for name, made in MESSAGES.items()} | VIEWS


def surface_of(payload: Json) -> Surface:
    return Surface(payload.get("type", "message"))
