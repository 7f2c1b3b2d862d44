"""The morning message: what to do first, then a card per deal, each opened by *Why?*."""

from collections.abc import Iterator

from blocks import ids, kit
from blocks.kit import Json, Message
from blocks.text import clip, day, fallback, long_day, one_line
from blocks.words import action_line, figures, first_line, headline, made_from, rest, said
from bot.domain.briefs import Brief, Card, CardState, Carried, Judged
from bot.domain.decisions import Draft
from bot.domain.missions import Mission

MOST_CARDS = 5
# A message may hold about 13,000 characters. Five cards of these parts, five lines and what
# stands around them are 12,000, so that no card is ever left out for another's length.
NAME, REASON, QUOTE, ACTION, DRAFT = 150, 450, 350, 260, 300
_CARRIED = 200


def morning_message(brief: Brief) -> Message:
    """One message for one morning; drawn again whenever a card in it changes."""
    blocks = [kit.header(_greeting(brief.mission))]
    blocks.append(kit.rich(kit.line(kit.words(_first(brief), 600, bold=True))))
    for position, card in enumerate(brief.cards[:MOST_CARDS], start=1):
        blocks += [kit.rule(), *card_blocks(card, position)]
    if brief.carried:
        blocks += [kit.rule(), kit.rich(*_carried_lines(brief.carried[:MOST_CARDS]))]
    blocks.append(kit.aside(rest(brief.mission), made_from(brief.mission)))
    return Message(text=_as_text(brief), blocks=tuple(blocks))


def card_blocks(card: Card, position: int | None = None) -> Iterator[Json]:
    """One deal: what it is about, what to do, and the buttons as long as they mean something."""
    verdict = card.judged.verdict
    place = f"{position}. " if position else ""
    head = kit.line(
        kit.words(f"{place}{one_line(verdict.name)}", NAME, bold=True),
        kit.glue("\n"),
        kit.words(figures(verdict), 80),
    )
    if card.state is CardState.WITHDRAWN:
        yield kit.rich(head, kit.line(kit.words(card.note, REASON, italic=True)))
        yield kit.actions(_why(card.judged))
        return
    yield kit.rich(head, *_reason(card.judged), *_proposal(card.judged))
    yield kit.actions(*_buttons(card))


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


def _proposal(judged: Judged) -> Iterator[Json]:
    proposal = judged.verdict.proposal
    if proposal is None:
        return
    asked = action_line(proposal.action, proposal.draft)
    yield kit.line(kit.glue("→ "), kit.words(asked, ACTION, bold=True))
    if proposal.draft:
        # Its lines make it a letter; the empty ones between them only make it long.
        body = proposal.draft.body.replace("\n\n", "\n")
        yield kit.quote(kit.words(body, DRAFT, lines=True))


def _buttons(card: Card) -> Iterator[Json]:
    name = card.judged.verdict.name
    if card.decision is not None:
        reference = ids.encode_decision(card.decision)
        yield kit.button(
            "Approve", ids.APPROVE, reference, style="primary", says=f"Approve for {name}"
        )
        yield kit.button("Edit", ids.EDIT, reference, says=f"Edit for {name}")
        yield kit.button("Reject", ids.REJECT, reference, says=f"Reject for {name}")
    yield _why(card.judged)
    if card.decision is not None:
        yield _menu(card, ids.encode_decision(card.decision))


def _why(judged: Judged) -> Json:
    ref = ids.VerdictRef(run_id=judged.run_id, deal=ids.deal_name(judged.verdict.deal_id))
    return kit.button("Why?", ids.WHY, ids.encode_verdict(ref), says=f"Why {judged.verdict.name}?")


def _menu(card: Card, reference: str) -> Json:
    proposal = card.judged.verdict.proposal
    choices = [
        ("Snooze until tomorrow", ids.SNOOZE),
        ("Not relevant", ids.NOT_RELEVANT),
        ("Already done", ids.DONE),
        ("Give it to a colleague", ids.DELEGATE),
    ]
    if proposal is not None and proposal.draft is not None:
        choices.insert(0, ("Show the whole draft", ids.DRAFT))
    return kit.menu(
        ids.MORE,
        [kit.Choice(text, ids.encode_choice(choice, reference)) for text, choice in choices],
    )


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
    lines += ["", rest(brief.mission), made_from(brief.mission)]
    return fallback(lines)


def card_lines(card: Card, position: int | None = None) -> Iterator[str]:
    """The same card in plain words."""
    verdict = card.judged.verdict
    place = f"{position}. " if position else ""
    yield f"{place}{clip(one_line(verdict.name), NAME)} · {clip(one_line(figures(verdict)), 80)}"
    if card.state is CardState.WITHDRAWN:
        yield clip(one_line(card.note), REASON)
        return
    yield clip(one_line(headline(verdict)), REASON)
    evidence = said(verdict)
    if evidence:
        at = f" {day(evidence.source.at.date())}" if evidence.source.at else ""
        yield clip(f"“{one_line(evidence.quote)}”", QUOTE) + at
    if verdict.proposal:
        proposal = verdict.proposal
        yield "→ " + clip(one_line(action_line(proposal.action, proposal.draft)), ACTION)
        if proposal.draft:
            yield clip(one_line(proposal.draft.body), DRAFT)


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


def draft_modal(draft: Draft) -> Json:
    """The whole draft, word for word, as an approval would send it."""
    options = {"lines": True}
    return kit.modal(
        "The draft",
        [
            kit.rich(
                kit.line(kit.glue("To: "), kit.words(draft.to)),
                kit.line(kit.glue("Subject: "), kit.words(draft.subject, bold=True)),
            ),
            kit.rule(),
            *(kit.rich(kit.line(kit.words(part, 2900, **options))) for part in _parts(draft.body)),
            kit.aside("Nothing has been sent."),
        ],
    )


def _parts(body: str) -> list[str]:
    """Slack takes 3,000 characters at a time; a draft beyond twenty such is no letter."""
    return [body[at : at + 2900] for at in range(0, min(len(body), 58_000), 2900)] or [""]
