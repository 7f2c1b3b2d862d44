"""What somebody wrote in Slack as they see it: what comes is marked up and escaped."""

import re

from bot.errors import DaybreakError
from handlers.boundary import Heard
from handlers.identity import Identities

# A person or bot, with a label in older messages.
_PERSON = re.compile(r"<@([A-Z0-9]+)(?:\|([^<>]*))?>")
# <#C1|sales>, <!subteam^S1|@sales>, <https://acme.example|acme.example>, <mailto:a@b.example|…>
_MARKED = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
# The last one last: "&amp;lt;" is somebody's own "&lt;".
_ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_NO_TEXT = re.compile(r"^(?:here|channel|everyone|date\^)")


def decoded(text: str) -> str:
    """Labels for channels and links, and the signs that Slack escapes."""
    plain = _MARKED.sub(_label, text)
    for escape, sign in _ESCAPED:
        plain = plain.replace(escape, sign)
    return " ".join(plain.split())


async def spoken(heard: Heard, identities: Identities) -> str:
    """The same, with people by their names in the CRM and without those of bots.

    Who is nobody there stays as Slack names them: a question without them would be another one.
    """
    text = str(heard.payload.get("text") or "")
    own = {str(one.get("user_id")) for one in heard.body.get("authorizations") or []}
    for found in {match[0]: match for match in _PERSON.finditer(text)}.values():
        user_id, label = found[1], found[2] or found[1]
        name = "" if user_id in own else await _name(user_id, label, identities)
        text = text.replace(found[0], f" {name} ")
    return decoded(text)


async def _name(user_id: str, label: str, identities: Identities) -> str:
    try:
        if await identities.is_bot(user_id):
            return ""
        return (await identities.person(user_id)).name
    except DaybreakError:
        return label


def _label(found: re.Match[str]) -> str:
    sign, target, label = found.groups()
    if label:
        return str(label).removeprefix("@")
    if sign == "!" and _NO_TEXT.match(target):
        return " "
    return str(target).removeprefix("mailto:")
