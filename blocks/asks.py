"""A decision in a message of its own, for who is asked about a deal in no brief of theirs."""

from blocks import decisions, kit
from blocks.kit import Message
from blocks.text import clip, fallback, one_line
from bot.domain.aftermath import Trouble, trouble
from bot.domain.briefs import Shown
from bot.domain.lifecycle import (
    LIVE,
    OWN,
    Word,
    WordKind,
    settled_by,
)

_NAME, _NOTE = 150, 450
_OLDER = "This goes on in a newer message below."
_GONE = "This is not yours to decide any more. There is nothing to do here."


def ask_message(shown: Shown) -> Message:
    """What is asked, why it comes to them, and the buttons; settled, it says what came of it."""
    lead = _lead(shown)
    name = clip(one_line(shown.subject), _NAME)
    is_live = shown.decision.state in LIVE
    why = clip(one_line(shown.decision.reason), _NOTE) if is_live else ""
    head = [kit.words(name, _NAME, bold=True)]
    if why:
        head += [kit.glue("\n"), kit.words(why, _NOTE)]
    parts = (kit.line(*head), *decisions.proposal(shown), *decisions.standing(shown))
    blocks = [kit.section(lead), kit.rich(*parts)]
    buttons = [*decisions.buttons(shown)]
    if buttons:
        blocks.append(kit.actions(*buttons))
    text = [lead, name, *([why] if why else []), *decisions.as_text(shown)]
    return Message(text=fallback(text), blocks=tuple(blocks))


def older_message(shown: Shown) -> Message:
    """In the place of one that a newer message about the same has followed."""
    name = clip(one_line(shown.subject), _NAME)
    parts = (kit.line(kit.words(name, _NAME, bold=True)), *decisions.proposal(shown, whole=False))
    asked = next(decisions.as_text(shown))
    return Message(
        text=fallback([_OLDER, name, asked]), blocks=(kit.section(_OLDER), kit.rich(*parts))
    )


def gone_message() -> Message:
    return Message(text=fallback([_GONE]), blocks=(kit.section(_GONE),))


def _lead(shown: Shown) -> str:
    decision = shown.decision
    if decision.state not in LIVE:
        wrong = trouble(decision)
        return _TROUBLE[wrong] if wrong else _settled(shown)
    if _is_own(shown) and decision.assignee_id == shown.reader:
        return "You have proposed this. It waits for your yes."
    word = next((w for w in reversed(decision.words) if w.event in _LEADS), None)
    if word is None and decision.assignee_id == shown.reader:
        return "This is for you to decide."
    if word is None or (word.event in _FOR_WHO_DECIDES and decision.assignee_id != shown.reader):
        return "For you to know:"
    note = clip(one_line(word.note), _NOTE) if word.event is WordKind.DELEGATE else ""
    said = f" “{note}”" if note else ""
    # By hand, as what stands in a name or a note may look like a place to fill.
    return _LEADS[word.event].replace("{who}", _who(shown, word)) + said


_TROUBLE = {
    Trouble.NOT_DONE: "This was not done. It needs a look:",
    Trouble.UNKNOWN: "It is not known whether this was done. It needs a look:",
    Trouble.NOT_UNDONE: "This was not taken back. It needs a look:",
    Trouble.STOPPED: "This was stopped, and nothing has happened:",
    Trouble.UNDO_UNKNOWN: "It is not known whether this was taken back. It needs a look:",
}
_LEADS = {
    WordKind.ENDORSE: "{who} has agreed to this. It needs your yes too.",
    WordKind.DELEGATE: "{who} asks you to decide on this.",
    WordKind.ESCALATE: "Nobody has decided on this yet. It is with you now.",
    WordKind.REMIND: "A reminder, once: this still waits for you.",
    WordKind.ASK_CONTEXT: "{who} has a question about this. Answer them, or decide.",
}
_FOR_WHO_DECIDES = frozenset(_LEADS) - {WordKind.ASK_CONTEXT}


def _settled(shown: Shown) -> str:
    if _is_own(shown):
        return "You proposed this. It is settled:"
    if settled_by(shown.decision, shown.reader):
        return "You decided on this. It is settled:"
    return "You were asked about this. It is settled:"


def _is_own(shown: Shown) -> bool:
    return shown.decision.run_id == OWN


def _who(shown: Shown, word: Word) -> str:
    return clip(one_line(shown.names.get(word.by, "A colleague")), _NAME)
