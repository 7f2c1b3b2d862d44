"""Answers to slash commands: today's list, one deal, and what there is to ask."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from blocks import ids, kit
from blocks.decision_forms import WISHES
from blocks.home import why_button
from blocks.kit import Choice, Json, Message
from blocks.reasons import verdict_line
from blocks.text import clip, counted, day, fallback, money, one_line
from blocks.words import action_line, figures, first_line, headline, made_from, rest
from bot.domain.briefs import Judged, judged
from bot.domain.deals import Deal, DealStatus
from bot.domain.missions import DealVerdict, Mission


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One slash command as people see it."""

    name: str
    about: str
    hint: str = ""


COMMANDS = (
    Command(name="/deals", about="Your deals that need action today"),
    Command(
        name="/deal", about="One deal: where it stands and what to do", hint="name of the deal"
    ),
    Command(name="/why", about="Why a deal was judged as it was", hint="name of the deal"),
    Command(
        name="/ask",
        about="A question about the pipeline, with exact figures",
        hint="how much did we win last quarter by rep",
    ),
    Command(
        name="/pipeline",
        about="Open deals in figures, by stage or as you say",
        hint="team, rep, region, month, quarter or weekly",
    ),
    Command(name="/forecast", about="This quarter: won, likely, and up to"),
    Command(name="/risks", about="The deals that most need somebody, of all that you may see"),
    Command(name="/stale", about="Open deals on which nothing has happened for three weeks"),
    Command(name="/help", about="What Daybreak does and how to ask it"),
)


def help_message() -> Message:
    lines = [
        "Each morning Daybreak reads all your open deals and shows the few that need you today.",
        *(f"{one.name}{f' [{one.hint}]' if one.hint else ''}: {one.about}" for one in COMMANDS),
        "Or just ask, here or by @-mention in a channel: what closes this month over 50k?",
        "The Home tab has today's list, what is watched, and the time of your brief.",
        "Nothing is sent or changed without your word.",
    ]
    rows = [kit.rich(kit.line(kit.words(lines[0])))]
    rows.append(kit.rich(kit.listed([kit.words(text)] for text in lines[1:-2])))
    rows.append(kit.aside(*lines[-2:]))
    return Message(text=fallback(lines), blocks=tuple(rows))


def risks_message(risks: Sequence[tuple[str, Judged]], total: int) -> Message:
    """`risks` are deals that need somebody now with their owners' names, the worst first."""
    if not risks:
        text = "No deal that you may see needs anybody now."
        return Message(text=fallback([text]), blocks=(kit.section(text),))
    more = f", the first {len(risks)} shown" if total > len(risks) else ""
    lead = f"{counted(total, 'deal')} at risk{more}."
    rows = [
        [
            kit.words(one.verdict.name, 120, bold=True),
            kit.glue("  "),
            kit.words(f"{figures(one.verdict)} · {owner}", 160),
            kit.glue("\n"),
            kit.words(headline(one.verdict), 250),
        ]
        for owner, one in risks
    ]
    plain = [
        f"• {clip(one_line(one.verdict.name), 120)} · {figures(one.verdict)} · {owner}:"
        f" {clip(one_line(headline(one.verdict)), 250)}"
        for owner, one in risks
    ]
    blocks = (kit.rich(kit.line(kit.words(lead, bold=True))), kit.rich(kit.listed(rows)))
    return Message(text=fallback([lead, *plain]), blocks=blocks)


def list_message(mission: Mission) -> Message:
    """Today's list without the buttons of decisions: those stand in the morning message."""
    by_id = {verdict.deal_id: verdict for verdict in mission.verdicts}
    shown = [by_id[deal_id] for deal_id in mission.shown[:5]]
    blocks: list[Json] = [
        kit.rich(
            kit.line(
                kit.words(f"Your deals on {day(mission.on)}.", bold=True),
                kit.glue(" "),
                kit.words(first_line(mission), 600),
            )
        )
    ]
    for position, verdict in enumerate(shown, start=1):
        blocks.append(kit.rich(*_listed(verdict, position)))
        blocks.append(kit.actions(why_button(judged(verdict, mission))))
    blocks.append(kit.actions(kit.button("Look again now", ids.RUN, "run")))
    blocks.append(kit.aside(rest(mission), made_from(mission)))
    return Message(text=_list_text(mission, shown), blocks=tuple(blocks))


def no_list_message() -> Message:
    lead = "There is no list for you yet. It is made each working morning, or now:"
    button = kit.button("Look at my deals now", ids.RUN, "run")
    return Message(text=fallback([lead]), blocks=(kit.section(lead), kit.actions(button)))


def _listed(verdict: DealVerdict, position: int) -> Iterator[Json]:
    yield kit.line(
        kit.words(f"{position}. {verdict.name}", 150, bold=True),
        kit.glue("\n"),
        kit.words(figures(verdict), 80),
        kit.glue("\n"),
        kit.words(headline(verdict), 450),
    )
    if verdict.proposal:
        asked = action_line(verdict.proposal.action, verdict.proposal.draft)
        yield kit.line(kit.glue("→ "), kit.words(asked, 260, bold=True))


def _list_text(mission: Mission, shown: list[DealVerdict]) -> str:
    lines = [f"Your deals on {day(mission.on)}. {clip(one_line(first_line(mission)), 600)}"]
    for position, verdict in enumerate(shown, start=1):
        name = clip(one_line(f"{position}. {verdict.name}"), 150)
        lines += [f"{name} · {figures(verdict)}", clip(one_line(headline(verdict)), 450)]
        if verdict.proposal:
            asked = action_line(verdict.proposal.action, verdict.proposal.draft)
            lines.append(f"→ {clip(one_line(asked), 260)}")
    return fallback([*lines, rest(mission), made_from(mission)])


def deal_message(deal: Deal, owner: str, of: Judged | None) -> Message:
    """One deal as the CRM has it now, and as it was judged last."""
    facts = _facts(deal, owner)
    runs = [kit.words(deal.name, 150, bold=True)]
    for fact in facts:
        runs += [kit.glue("\n"), kit.words(fact, 200)]
    blocks = [kit.rich(kit.line(*runs))]
    lines = [clip(one_line(deal.name), 150), *(clip(one_line(fact), 200) for fact in facts)]
    if of is not None and deal.status is DealStatus.OPEN:
        said = [verdict_line(of), headline(of.verdict)]
        blocks.append(kit.rich(*(kit.line(kit.words(text, 450)) for text in said)))
        blocks.append(kit.actions(why_button(of), _wishes(deal)))
        lines += [clip(one_line(text), 450) for text in said]
    elif deal.status is DealStatus.OPEN:
        blocks += [kit.aside("It has not been judged yet."), kit.actions(_wishes(deal))]
        lines.append("It has not been judged yet.")
    return Message(text=fallback(lines), blocks=tuple(blocks))


def _wishes(deal: Deal) -> Json:
    """What can be asked for."""
    held = ids.encode_deal(deal.id)
    return kit.menu(
        ids.WISH, [Choice(text, ids.encode_choice(wish, held)) for wish, text in WISHES.items()]
    )


def _facts(deal: Deal, owner: str) -> list[str]:
    amount = money(deal.amount, deal.currency) if deal.amount is not None else "no amount"
    closes = f"closes {day(deal.close_date)}" if deal.close_date else "no close date"
    if deal.status is not DealStatus.OPEN:
        closes = f"{deal.status}" + (f" on {day(deal.closed_at)}" if deal.closed_at else "")
    facts = [f"{amount} · {closes} · stage {deal.stage} · owner {owner}"]
    if deal.next_step:
        due = f" (due {day(deal.next_step_due)})" if deal.next_step_due else ""
        facts.append(f"Next step: {clip(one_line(deal.next_step), 150)}{due}")
    return facts
