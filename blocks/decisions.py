"""A decision as a card shows it: what is proposed, how it stands, and what can be done about it."""

from collections.abc import Iterable, Iterator, Sequence

from blocks import ids, kit
from blocks.decision_forms import reference
from blocks.kit import Choice, Json, Message
from blocks.standing import became, lines, time_of
from blocks.text import clip, fallback, one_line
from blocks.words import action_line
from bot.domain.aftermath import is_taken_up
from bot.domain.briefs import Shown
from bot.domain.decisions import SendEmail
from bot.domain.lifecycle import (
    LIVE,
    Decision,
    DecisionState,
    Execution,
    ExecutionState,
    WordKind,
)

ACTION, DRAFT = 260, 300
_LINE, _MOST_LINES, _NAME = 450, 8, 150
_MANY = 2
_OF_THEIR_YES = frozenset({ids.UNDO, ids.CONFIRM, ids.DENY})
_BACK = frozenset({ExecutionState.RECALLED, ExecutionState.UNDONE})


def proposal(shown: Shown, *, whole: bool = True) -> Iterator[Json]:
    """What a yes would do; if wanted with the text's beginning where there is one."""
    decision = shown.decision
    asked = action_line(decision.action, decision.draft, shown.names)
    yield kit.line(kit.glue("→ "), kit.words(asked, ACTION, bold=True))
    if whole and decision.draft and decision.state in LIVE:
        # Its lines make it a letter; the empty ones between them only make it long.
        body = decision.draft.body.replace("\n\n", "\n")
        yield kit.quote(kit.words(body, DRAFT, lines=True))


def standing(shown: Shown) -> Iterator[Json]:
    """How it stands, the first line standing out."""
    for place, text in enumerate([*lines(shown)][:_MOST_LINES]):
        yield kit.line(kit.words(text, _LINE, bold=place == 0))


def as_text(shown: Shown) -> Iterator[str]:
    decision = shown.decision
    asked = action_line(decision.action, decision.draft, shown.names)
    yield "→ " + clip(one_line(asked), ACTION)
    if decision.draft and decision.state in LIVE:
        yield clip(one_line(decision.draft.body), DRAFT)
    yield from (clip(one_line(text), _LINE) for text in [*lines(shown)][:_MOST_LINES])


def buttons(shown: Shown) -> Iterator[Json]:
    """At most three, the one that is wanted most first. Who has just given the deal away can still
    take that back, and say what became of it.
    """
    offered = _offered(shown)
    yield from (one for one in offered if shown.is_theirs or one["action_id"] in _OF_THEIR_YES)


def _offered(shown: Shown) -> Iterator[Json]:
    decision = shown.decision
    match decision.state:
        case DecisionState.OPEN:
            if not _has_agreed(shown):
                yield _button(shown, _yes(decision), ids.APPROVE, style="primary")
            yield _button(shown, "Edit", ids.EDIT)
            yield _button(shown, "Reject", ids.REJECT)
        case DecisionState.SNOOZED:
            yield _button(shown, "Bring it back", ids.WAKE)
        case DecisionState.APPROVED if decision.execution and not is_taken_up(decision):
            yield from _afterwards(shown, decision.execution)
        case _:
            return


def _afterwards(shown: Shown, effect: Execution) -> Iterator[Json]:
    match became(effect):
        case ExecutionState.PENDING if effect.due_at > shown.at or effect.problem:
            yield _button(shown, "Stop it", ids.RECALL)
        case ExecutionState.DONE if effect.undo is not None:
            yield from _not_taken_back(shown, effect.undo)
        case ExecutionState.DONE if _can_undo(shown, effect):
            until = time_of(shown, effect.undo_until or shown.at)
            yield _button(shown, f"Undo (until {until})", ids.UNDO)
        case ExecutionState.FAILED:
            yield _button(shown, "Correct and try again", ids.REOPEN, style="primary")
        case ExecutionState.UNKNOWN:
            yield _button(shown, "It happened", ids.CONFIRM)
            yield _button(shown, "It did not", ids.DENY)
        case state if state in _BACK:
            yield _button(shown, "Propose it again", ids.REOPEN)
        case _:
            return


def _not_taken_back(shown: Shown, undo: Execution) -> Iterator[Json]:
    match undo.state:
        case ExecutionState.UNKNOWN:
            yield _button(shown, "It was taken back", ids.CONFIRM)
            yield _button(shown, "It was not", ids.DENY)
        case ExecutionState.FAILED:
            yield _button(shown, "Take it back again", ids.UNDO, style="primary")
            yield _button(shown, "I took it back", ids.CONFIRM)
        case _:
            return


def small_ones(cards: Iterable[Shown | None], types: frozenset[str]) -> Json | None:
    """One button for all that may be approved many at a time; None where there are not many."""
    refs = [
        reference(one.decision)
        for one in cards
        if one is not None
        and one.decision.state is DecisionState.OPEN
        and one.decision.action.type in types
        and not _has_agreed(one)
    ]
    if len(refs) < _MANY:
        return None
    held = " ".join(ids.encode_decision(ref) for ref in refs)
    return kit.button(f"Approve the {len(refs)} notes, tasks and fields", ids.SMALL, held)


def results_message(rows: Sequence[tuple[str, str]]) -> Message:
    """What came of each: what it is about, and a sentence."""
    lead = "You approved several at once:"
    items = [
        [kit.words(f"{one_line(name)}: ", _NAME, bold=True), kit.glue(" "), kit.words(said, _LINE)]
        for name, said in rows
    ]
    lines = [
        f"• {clip(one_line(name), _NAME)}: {clip(one_line(said), _LINE)}" for name, said in rows
    ]
    blocks = (kit.section(lead), kit.rich(kit.listed(items)))
    return Message(text=fallback([lead, *lines]), blocks=blocks)


def menu(shown: Shown, why: str) -> Json:
    """What is wanted less often; `why` is the choice that opens the verdict behind it."""
    held = ids.encode_decision(reference(shown.decision))
    more = (
        ("Put off …", ids.SNOOZE),
        ("Already done", ids.DONE),
        ("Give to a colleague …", ids.DELEGATE),
        ("Ask about it …", ids.ASK),
    )
    choices = [Choice(text, ids.encode_choice(choice, held)) for text, choice in more]
    return kit.menu(ids.MORE, [Choice("Why?", why), *choices])


def _yes(decision: Decision) -> str:
    """A mail that is out can't be taken back, and the button says so."""
    return "Send (no undo once sent)" if isinstance(decision.action, SendEmail) else "Approve"


def _has_agreed(shown: Shown) -> bool:
    """Their yes to just this is kept, and waits for somebody else's."""
    decision = shown.decision
    return any(
        word.event is WordKind.ENDORSE
        and word.by == shown.reader
        and word.version == decision.version
        for word in decision.words
    )


def _can_undo(shown: Shown, effect: Execution) -> bool:
    receipt, until = effect.receipt, effect.undo_until
    is_open = until is not None and shown.at <= until
    return is_open and receipt is not None and receipt.undoable


def _button(shown: Shown, text: str, action_id: str, *, style: kit.Style | None = None) -> Json:
    held = ids.encode_decision(reference(shown.decision))
    return kit.button(text, action_id, held, style=style, says=f"{text}: {shown.subject}")
