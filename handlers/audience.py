"""Who reads along: an answer stands in a channel only if everybody there may see it in the CRM."""

from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.people import Person
from bot.errors import DaybreakError
from bot.policy.permissions import Fields, sight
from handlers.identity import Identities
from storage.deals import Deals
from storage.people import People

# In a larger channel somebody may always see less; asking Slack about each would take long.
_MOST_MEMBERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    identities: Identities
    people: People
    deals: Deals

    async def may_see(self, channel: str, asker: Person, client: AsyncWebClient) -> bool:
        """Whether all in the channel may see what `asker` may. False if it can't be told."""
        if channel.startswith("D"):
            return True
        members = await self._members(channel, client)
        if not members:
            return False
        everybody = await self.people.all()
        hidden = await self.deals.hidden()
        theirs = sight(asker, everybody)
        unseen = Fields.hidden_from(asker.role, hidden).hidden
        for one in members:
            seen = sight(one, everybody)
            sees_all = seen.everything or (not theirs.everything and theirs.owners <= seen.owners)
            if not sees_all or not Fields.hidden_from(one.role, hidden).hidden <= unseen:
                return False
        return True

    async def _members(self, channel: str, client: AsyncWebClient) -> list[Person]:
        """Empty if one of them is nobody whom Daybreak may answer, or Slack does not say."""
        found: list[Person] = []
        try:
            answer = await client.conversations_members(channel=channel, limit=_MOST_MEMBERS)
            if (answer.get("response_metadata") or {}).get("next_cursor"):
                return []
            for user_id in answer.get("members") or []:
                if await self.identities.is_bot(user_id):
                    continue
                found.append(await self.identities.person(user_id))
        except (SlackClientError, aiohttp.ClientError, TimeoutError, DaybreakError):
            return []
        return found
