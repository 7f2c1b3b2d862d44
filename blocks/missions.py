"""The morning message: what to do first, then a card per deal, each opened by *Why?*."""

from collections.abc import Iterator

from blocks import decisions, ids, kit
from blocks.kit import Json, Message
from blocks.text import clip, day, fallback, long_day, one_line
from blocks.words import action_line, figures, first_line, headline, made_from, rest, said
from bot.domain.briefs import Brief, Card, CardState, Carried, Judged, Shown
from bot.domain.lifecycle import LIVE, DecisionState
from bot.domain.missions import Mission

MOST_CARDS = 5
# A message may hold about 13,000 characters. Five cards of these parts, five lines and what
# stands around them are 12,000, so that no card is ever left out for another's length.
NAME, REASON, QUOTE = 150, 450, 350
_CARRIED = 200
_DONE = "Done since the last brief:"


def morning_message(brief: Brief) -> Message:
    """One message for one morning; drawn again whenever a card in it changes."""
    blocks = [kit.header(_greeting(brief.mission))]
    blocks.append(kit.rich(kit.line(kit.words(_first(brief), 600, bold=True))))
    for position, card in enumerate(brief.cards[:MOST_CARDS], start=1):
        blocks += [kit.rule(), *card_blocks(card, position)]
    if brief.carried:
        blocks += [kit.rule(), kit.rich(*_carried_lines(brief.carried[:MOST_CARDS]))]
    small = decisions.small_ones([card.shown for card in brief.cards[:MOST_CARDS]], brief.small)
    if small:
        blocks += [kit.rule(), kit.actions(small)]
    if brief.done:
        blocks += [kit.rule(), kit.rich(*_done_lines(brief.done[:MOST_CARDS]))]
    blocks.append(kit.aside(rest(brief.mission), made_from(brief.mission)))
    return Message(text=_as_text(brief), blocks=tuple(blocks))


def card_blocks(card: Card, position: int | None = None) -> Iterator[Json]:
    """One deal: what it is about, what to do, and the buttons as long as they mean something."""
    verdict, shown = card.judged.verdict, card.shown
    place = f"{position}. " if position else ""
    head = kit.line(
        kit.words(f"{place}{one_line(verdict.name)}", NAME, bold=True),
        kit.glue("\n"),
        kit.words(figures(verdict), 80),
    )
    if shown is not None and (card.state is CardState.LIVE or is_told(shown)):
        reason = _reason(card.judged) if shown.decision.state in LIVE else ()
        parts = (*reason, *decisions.proposal(shown), *decisions.standing(shown))
        yield kit.rich(head, *parts)
        yield from _buttons(card, shown)
        return
    if card.state is CardState.WITHDRAWN:
        yield kit.rich(head, kit.line(kit.words(card.note, REASON, italic=True)))
    else:
        yield kit.rich(head, *_reason(card.judged))
    yield kit.actions(_why(card.judged))


def is_told(shown: Shown) -> bool:
    """Whether what people did about it says more than that the risk is over."""
    return shown.decision.state in (DecisionState.APPROVED, DecisionState.REJECTED)


def _greeting(mission: Mission) -> str:
    first_name = (mission.rep.name.split() or ["there"])[0]
    return f"Good morning, {clip(first_name, 60)}. {long_day(mission.on)}"


def _first(brief: Brief) -> str:
    """The morning's own first line, as long as it holds."""
    if not brief.cards or any(card.state is CardState.LIVE for card in brief.cards):
        live = [c for c in brief.cards if c.state is CardState.LIVE]
        if brief.cards and live and live[0] is not brief.cards[0] and not brief.carried:
            verdict = live[0].judged.verdict
            return f"First: {verdict.name}. {headline(verdict)}"
        return first_line(brief.mission)
    if brief.carried:
        return first_line(brief.mission)
    return "Everything in this message is settled."


def _reason(judged: Judged) -> Iterator[Json]:
    yield kit.line(kit.words(headline(judged.verdict), REASON))
    evidence = said(judged.verdict)
    if evidence:
        runs = [kit.words(f"“{one_line(evidence.quote)}”", QUOTE, italic=True)]
        if evidence.source.at:
            runs.append(kit.glue(f"  {day(evidence.source.at.date())}"))
        yield kit.quote(*runs)


def _buttons(card: Card, shown: Shown) -> Iterator[Json]:
    made = [*decisions.buttons(shown)]
    if shown.decision.state is DecisionState.OPEN:
        menu = decisions.menu(shown, ids.encode_choice(ids.REASONS, _verdict_ref(card.judged)))
        yield kit.actions(*made, menu)
    else:
        yield kit.actions(*made, _why(card.judged))


def _why(judged: Judged) -> Json:
    name = judged.verdict.name
    return kit.button("Why?", ids.WHY, _verdict_ref(judged), says=f"Why {name}?")


def _verdict_ref(judged: Judged) -> str:
    deal = ids.deal_name(judged.verdict.deal_id)
    return ids.encode_verdict(ids.VerdictRef(run_id=judged.run_id, deal=deal))


def _carried_lines(carried: tuple[Carried, ...]) -> Iterator[Json]:
    """What stands in an earlier message is named here, and shown there."""
    yield kit.line(kit.words(f"Still open, in {_messages(carried)}:", bold=True))
    yield kit.listed(
        [
            kit.link(one.judged.verdict.name, one.url, NAME),
            kit.glue(f" (card of {day(one.since)}): "),
            kit.words(headline(one.judged.verdict), _CARRIED),
        ]
        for one in carried
    )


def _done_lines(done: tuple[Shown, ...]) -> Iterator[Json]:
    yield kit.line(kit.words(_DONE, bold=True))
    yield kit.listed(
        [kit.words(one.subject, NAME), kit.glue(": "), kit.words(_did(one), _CARRIED)]
        for one in done
    )


def _did(shown: Shown) -> str:
    decision = shown.decision
    return action_line(decision.action, decision.draft, shown.names)


def _messages(carried: tuple[Carried, ...]) -> str:
    days = {one.since for one in carried}
    return "an earlier message" if len(days) == 1 else "earlier messages"


def _as_text(brief: Brief) -> str:
    lines = [_greeting(brief.mission), clip(one_line(_first(brief)), 600)]
    for position, card in enumerate(brief.cards[:MOST_CARDS], start=1):
        lines += ["", *card_lines(card, position)]
    if brief.carried:
        lines += ["", f"Still open, in {_messages(brief.carried)}:"]
        lines += [_carried_text(one) for one in brief.carried[:MOST_CARDS]]
    if brief.done:
        lines += ["", _DONE]
        lines += [
            f"• {clip(one_line(one.subject), NAME)}: {clip(one_line(_did(one)), _CARRIED)}"
            for one in brief.done[:MOST_CARDS]
        ]
    lines += ["", rest(brief.mission), made_from(brief.mission)]
    return fallback(lines)


def card_lines(card: Card, position: int | None = None) -> Iterator[str]:
    """The same card in plain words."""
    verdict, shown = card.judged.verdict, card.shown
    place = f"{position}. " if position else ""
    yield f"{place}{clip(one_line(verdict.name), NAME)} · {clip(one_line(figures(verdict)), 80)}"
    if card.state is CardState.WITHDRAWN and not (shown and is_told(shown)):
        yield clip(one_line(card.note), REASON)
        return
    if shown is None or shown.decision.state in LIVE:
        yield clip(one_line(headline(verdict)), REASON)
        evidence = said(verdict)
        if evidence:
            at = f" {day(evidence.source.at.date())}" if evidence.source.at else ""
            yield clip(f"“{one_line(evidence.quote)}”", QUOTE) + at
    if shown is not None:
        yield from decisions.as_text(shown)


def _carried_text(one: Carried) -> str:
    verdict = one.judged.verdict
    name, about = clip(one_line(verdict.name), NAME), clip(one_line(headline(verdict)), _CARRIED)
    return f"• {name} (card of {day(one.since)}): {about}"


def withdrawn_note(newest: Judged | None) -> str:
    """Why a card has no buttons any more; None for a deal that is not the rep's open one now."""
    if newest is None:
        return "Settled: the deal is closed, or no longer yours. Nothing to do here."
    until = newest.verdict.until
    when = f"Nothing to do before {day(until)}." if until else "Nothing to do now."
    about = clip(one_line(headline(newest.verdict)), 300)
    return f"Settled on {day(newest.on)}: {about} {when}"
