"""What is said where there is nothing to look up: small talk, and what the records do not hold."""

from collections.abc import Mapping

from bot.answers.answer import Refused, SmallTalk, Status

_TOPICS: Mapping[str, str] = {
    "churn": "The CRM’s records here say nothing of churn or retention. Lost deals and their"
    " reasons I can give.",
    "satisfaction": "Customer satisfaction is not in the data that I have.",
    "targets": "There are no targets or quotas in the data that I have. Bookings, pipeline and"
    " coverage I can give.",
    "money": "Costs, margins, invoices and recurring revenue are not in the data that I have."
    " Amounts and list prices of deals are.",
    "pay": "Pay and commissions are not in the data that I have.",
    "support": "Support cases are not in the data that I have.",
    "staff": "Absences and other matters of staff are not in the data that I have.",
    "rivals": "What competitors do is not in the data that I have. Deals lost to them are, where"
    " a lost reason says so.",
    "outside": "I only know the sales team’s own records.",
    "reasons": "I can count and compare, not explain. Ask for lost reasons, or open a deal’s brief"
    " to see the evidence.",
    "coaching": "That is the morning list’s work: it says which deals need action, and why.",
    "risk": "Risk can mean several things. Ask for deals past their close date, deals without a"
    " next step, or deals older than our average sales cycle.",
    "marketing": "Web and campaign figures are not in the data that I have. Leads and their"
    " sources are.",
    "hosting": "I answer questions about deals, accounts, activities, leads and people, and"
    " nothing about the system itself.",
    "stock": "Stock and deliveries are not in the data that I have.",
}
_EXAMPLES = (
    "Try “open deals by stage”, “win rate this quarter by rep” or “top 5 accounts by revenue”."
)
_CHAT: Mapping[str, str] = {
    "hello": f"Hello! Ask me about the pipeline. {_EXAMPLES}",
    "thanks": "You’re welcome.",
    "help": "I answer questions about deals, accounts, contacts, activities, leads and people,"
    f" within what you may see. {_EXAMPLES}",
    "bye": "Goodbye.",
}
_CHANGE = (
    "I answer questions here and change nothing. Nothing was done. Use the buttons on the deal’s"
    " card, or make the change in the CRM."
)
_DELETE = "I never delete records. Nothing was done."


def off_topic(name: str) -> Refused:
    return Refused(Status.UNSUPPORTED, _TOPICS[name])


def small_talk(name: str) -> SmallTalk:
    return SmallTalk(_CHAT[name])


def no_change(name: str) -> str:
    """Where nobody is there to propose it."""
    return _DELETE if name == "delete" else _CHANGE


def no_question() -> Refused:
    return Refused(Status.UNSUPPORTED, f"There is no question in that. {_EXAMPLES}")


def too_long() -> Refused:
    return Refused(
        Status.DECLINED, "That is too long for one question. Ask it in one or two sentences."
    )
