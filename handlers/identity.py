"""Who somebody in Slack is in the CRM, and the other way round: by the address that Slack has."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from blocks import problems
from bot.domain.people import Person
from bot.errors import NotKnownHere
from handlers.wire import said
from storage.people import People
from storage.slack_people import Membership, SlackPeople, SlackPerson

_FRESH = timedelta(hours=6)
_UNREACHABLE = (SlackClientError, aiohttp.ClientError, TimeoutError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """Asks Slack once in a while, and the CRM's people each time: who has left is out at once."""

    known: SlackPeople
    people: People
    client: AsyncWebClient
    team: Callable[[], str | None]
    now: Callable[[], datetime]

    async def is_bot(self, user_id: str) -> bool:
        """Raises NotKnownHere if Slack does not say who that is."""
        return (await self._found(user_id)).standing is Membership.BOT

    async def person(self, user_id: str) -> Person:
        """Raises NotKnownHere for guests, strangers, bots, and whom the CRM does not know."""
        found = await self._found(user_id)
        if found.standing is not Membership.MEMBER:
            raise NotKnownHere(problems.OUTSIDER)
        if not found.email:
            raise NotKnownHere(problems.UNKNOWN_HERE)
        return await self._with_address(found.email)

    async def user_of(self, person: Person) -> str | None:
        """The person's Slack user id; None if no full member has their address.

        Raises what the client raises if Slack can't be asked.
        """
        if not person.email:
            return None
        found = await self.known.by_email(person.email)
        if found is None or self.now() - found.checked_at > _FRESH:
            found = await self._looked_up(person.email)
        return found.user_id if found and found.standing is Membership.MEMBER else None

    async def _found(self, user_id: str) -> SlackPerson:
        found = await self.known.find(user_id)
        if found is None or self.now() - found.checked_at > _FRESH:
            found = await self._asked(user_id, found)
        return found

    async def _with_address(self, email: str) -> Person:
        everybody = await self.people.all()
        if not everybody:
            raise NotKnownHere(problems.NOT_READ_YET)
        mine = [p for p in everybody if p.email and p.email.casefold() == email and p.active]
        if len(mine) != 1:
            raise NotKnownHere(problems.UNKNOWN_HERE)
        return mine[0]

    async def _asked(self, user_id: str, old: SlackPerson | None) -> SlackPerson:
        try:
            answer = await self.client.users_info(user=user_id)
        except SlackApiError as error:
            if said(error) in ("user_not_found", "user_not_visible"):
                raise NotKnownHere(problems.OUTSIDER) from error
            return self._or_old(old, error)
        except _UNREACHABLE as error:
            return self._or_old(old, error)
        return await self._kept(answer["user"])

    def _or_old(self, old: SlackPerson | None, error: Exception) -> SlackPerson:
        """While Slack does not answer, what it said before still holds."""
        if old is None:
            raise NotKnownHere(problems.SLACK_AWAY) from error
        return old

    async def _looked_up(self, email: str) -> SlackPerson | None:
        try:
            answer = await self.client.users_lookupByEmail(email=email)
        except SlackApiError as error:
            if said(error) == "users_not_found":
                return None
            raise
        return await self._kept(answer["user"])

    async def _kept(self, user: dict[str, Any]) -> SlackPerson:
        profile = user.get("profile") or {}
        email = profile.get("email")
        found = SlackPerson(
            user_id=user["id"],
            email=email.casefold() if isinstance(email, str) and email else None,
            standing=self._standing(user),
            checked_at=self.now(),
        )
        await self.known.save(found)
        return found

    def _standing(self, user: dict[str, Any]) -> Membership:
        team = self.team()
        if user.get("deleted"):
            return Membership.GONE
        if user.get("is_bot"):
            return Membership.BOT
        if user.get("is_stranger") or (team and user.get("team_id") not in (None, team)):
            return Membership.FOREIGN
        if user.get("is_restricted") or user.get("is_ultra_restricted"):
            return Membership.GUEST
        return Membership.MEMBER
