"""What went wrong, as messages: what happened, what was not done, what to do next."""

from collections.abc import Sequence

from blocks import ids, kit
from blocks.kit import Json, Message
from blocks.text import clip, fallback, one_line
from bot.domain.deals import DealId

NO_COLLEAGUE = (
    "Nobody else who may see this deal could decide on it. Nothing was done."
    " Hand the deal off in the CRM, or decide yourself."
)
PIPELINE_BY = (
    "That is nothing to group the pipeline by. Nothing was looked up. Write /pipeline, or"
    " /pipeline team, rep, region, month or quarter; anything else with /ask."
)
WEEKLY_HOW = (
    "Nothing was changed. Write /pipeline weekly in a channel to have a summary of each week there,"
    " or /pipeline weekly off to end it."
)
WEEKLY_WHERE = (
    "A summary of the week is for a channel. Nothing was changed. Write /pipeline weekly in one."
)
WEEKLY_WHO = (
    "Managers and RevOps decide on summaries of the week. Nothing was changed. Ask one of them."
)
WEEKLY_UNSEEN = (
    "Not everybody in this channel may see the deals that you may see in the CRM, or Daybreak is"
    " not in it. Nothing was turned on. Invite Daybreak, or choose a channel of people who may."
)
WEEKLY_OTHERS = (
    "This channel has a summary of the week already, as somebody else asked for it. Nothing was"
    " changed. /pipeline weekly off ends it; then turn on your own."
)
WEEKLY_ENDED = "This channel gets no more summaries of the week."
WEEKLY_NOT_ON = "That channel gets no summary of the week. Nothing was changed."
NO_QUESTION = (
    "Write the question after the command, as in: /ask how much did we win last quarter by rep"
)
OLD_BUTTON = (
    "This button or form belongs to a message that Daybreak can't read any more. Nothing was done."
    " Use /deals for today's list."
)
OUT_OF_DATE = (
    "This card has changed since it was drawn. Nothing was done. Look at its newest version:"
    " /deals shows today's list."
)
OVER = (
    "This proposal has been withdrawn, because the reason for it is over. Nothing was done."
    " /deals shows today's list."
)
NOT_YOURS = "There is no such deal that you may see. Nothing was done. /deals shows your own list."
NOT_JUDGED = (
    "This deal has not been judged yet, or you may not see all that it was judged on."
    " Nothing was done. /deal NAME shows what you may see."
)
NO_DEALS = "There is no open deal that you may see. Nothing was done."
RUNNING = "A look at your deals is already under way. Nothing was begun anew; it ends in a moment."
CUT_OFF = "Daybreak was stopped in the middle of this. Nothing was changed. Ask again in a minute."
UNKNOWN_HERE = (
    "Your Slack account is not linked to anybody in the CRM, so there is nothing that can be shown"
    " to you. Nothing was done. Ask your admin to enter your e-mail address in the CRM."
)
OUTSIDER = (
    "Daybreak answers members of this workspace only, not guests or people of other organisations."
    " Nothing was done."
)
NOT_READ_YET = (
    "Daybreak has not read the CRM yet, so it knows nobody. Nothing was done."
    " Try again in a minute."
)
SLACK_AWAY = "Slack did not say who you are just now. Nothing was done. Try again in a minute."


def unexpected(token: str) -> str:
    """For what nobody foresaw; the log has the token too."""
    return (
        "Something went wrong in Daybreak. It may be that nothing was done."
        f" Try again; if it stays, tell your admin this code: {token}"
    )


def problem_message(sentence: str) -> Message:
    text = clip(one_line(sentence), 1500)
    return Message(text=fallback([text]), blocks=(kit.section(text, most=1500),))


def problem_modal(sentence: str) -> Json:
    return kit.modal("Not done", [kit.section(sentence, most=1500)])


def choices_message(
    asked: str, near: Sequence[tuple[DealId, str]], action_id: str, *, ambiguous: bool
) -> Message:
    """Deals that may have been meant, each as a button."""
    name = clip(one_line(asked), 80)
    if not near and not name:
        return problem_message(NO_DEALS)
    if not near:
        return problem_message(
            f"No deal that you may see is called “{name}”. Nothing was done."
            " /deals shows your list."
        )
    if not name:
        lead = "Which deal? Write its name after the command, or choose one of these."
    elif ambiguous:
        lead = f"Several deals fit “{name}”. Which one?"
    else:
        lead = f"No deal is called “{name}”. Did you mean one of these?"
    shown = near[:5]
    # Buttons of one block need different action ids; the listener knows them by their beginning.
    buttons = [
        kit.button(text, f"{action_id}.{place}", ids.encode_deal(deal_id))
        for place, (deal_id, text) in enumerate(shown)
    ]
    return Message(
        text=fallback([lead, *(f"• {clip(one_line(text), 75)}" for _, text in shown)]),
        blocks=(kit.section(lead), kit.actions(*buttons)),
    )
