"""A room for tests: the assembled bot, a fake Slack, a small CRM, and signed requests."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any
from urllib.parse import urlencode

from aiohttp.test_utils import TestClient, TestServer
from slack_sdk.signature import SignatureVerifier

from bot.config import Settings
from bot.domain.deals import ContactRole
from bot.domain.people import PersonId, Role
from bot.main import Daybreak, assembled
from bot.speaking import speaking
from handlers.delivery import Sent
from handlers.slack import Slack
from handlers.web import Web
from storage.crm.store import CrmStore
from tests.fakes.business import NOW, account, contact, days_ago, deal, link, mail, person
from tests.fakes.slack import TEAM, TOKEN, FakeSlack

SECRET = "a-signing-secret"
ADA = "U0ADA"
_ids = count()


@dataclass(repr=False)
class Room:
    daybreak: Daybreak
    slack: Slack
    fake: FakeSlack
    http: TestClient[Any, Any]
    clock: list[datetime]

    async def post(
        self, body: str, content_type: str, headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """A request signed as Slack signs; `headers` overrides."""
        stamp = str(int(time.time()))
        signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body) or ""
        signed = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature,
        }
        answer = await self.http.post(
            "/slack/events", data=body.encode(), headers=signed | (headers or {})
        )
        return answer.status, await answer.text()

    async def event(self, event: dict[str, Any], event_id: str | None = None) -> tuple[int, str]:
        body = {
            "type": "event_callback",
            "team_id": TEAM,
            "event_id": event_id or f"Ev{next(_ids)}",
            "event": event,
            "authorizations": [{"team_id": TEAM, "user_id": "UBOT", "is_bot": True}],
        }
        return await self.post(json.dumps(body), "application/json")

    async def says(self, text: str, user: str = ADA, ts: str | None = None) -> tuple[int, str]:
        return await self.event(
            {
                "type": "message",
                "channel_type": "im",
                "channel": f"D{user[1:]}",
                "user": user,
                "text": text,
                "ts": ts or f"1770009{next(_ids):03}.000200",
            }
        )

    async def command(self, line: str, user: str = ADA, trigger: str | None = None) -> Any:
        """The ephemeral answer to a slash command."""
        name, _, text = line.partition(" ")
        fields = {
            "command": name,
            "text": text,
            "user_id": user,
            "team_id": TEAM,
            "channel_id": "C1",
            "trigger_id": trigger or f"t{next(_ids)}",
            "response_url": "http://127.0.0.1/none",
        }
        status, answer = await self.post(urlencode(fields), "application/x-www-form-urlencoded")
        assert status == 200, answer
        return json.loads(answer) if answer else None

    async def clicks(
        self, action: dict[str, Any], user: str = ADA, channel: str | None = "D0ADA"
    ) -> tuple[int, str]:
        payload: dict[str, Any] = {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": user, "team_id": TEAM},
            "trigger_id": f"t{next(_ids)}",
            "actions": [{"block_id": "b", "action_ts": f"1.{next(_ids)}", **action}],
            "container": {"type": "message", "message_ts": "1.1", "channel_id": channel},
        }
        if channel:
            payload["channel"] = {"id": channel}
        else:
            payload["container"] = {"type": "view", "view_id": "V2"}
        return await self._payload(payload)

    async def sends(
        self, view: dict[str, Any], entered: dict[str, dict[str, Any]], user: str = ADA
    ) -> Any:
        """Slack's part in sending a form; what the bot answers to it, None if it just closes."""
        payload = {
            "type": "view_submission",
            "team": {"id": TEAM},
            "user": {"id": user, "team_id": TEAM},
            "trigger_id": f"t{next(_ids)}",
            "view": {**view, "id": "V1", "state": {"values": entered}},
        }
        status, answer = await self._payload(payload)
        assert status == 200, answer
        return json.loads(answer) if answer else None

    async def types(self, action_id: str, typed: str, user: str = ADA) -> list[dict[str, Any]]:
        """What a search field offers for what was typed."""
        payload = {
            "type": "block_suggestion",
            "team": {"id": TEAM},
            "user": {"id": user, "team_id": TEAM},
            "action_id": action_id,
            "block_id": "b",
            "value": typed,
            "view": {"id": "V1", "type": "modal", "state": {"values": {}}},
        }
        status, answer = await self._payload(payload)
        assert status == 200, answer
        found: list[dict[str, Any]] = json.loads(answer)["options"]
        return found

    async def _payload(self, payload: dict[str, Any]) -> tuple[int, str]:
        body = urlencode({"payload": json.dumps(payload)})
        return await self.post(body, "application/x-www-form-urlencoded")

    async def holds(self, *records: Any) -> None:
        """Enters records in the CRM."""
        await CrmStore(self.daybreak.crm_database).put(records, self.clock[0])

    async def morning(self, now: datetime | None = None) -> Sent:
        """One tick of the clock: what is due is prepared, and then delivered."""
        self.clock[0] = now or self.clock[0]
        await self.daybreak.catch_up(self.clock[0])
        await self.daybreak.missions.run_due(self.clock[0])
        return await self.slack.deliver(self.clock[0])

    def messages(self, user: str = ADA) -> list[dict[str, Any]]:
        return self.fake.messages[f"D{user[1:]}"]

    def button(self, action_id: str, message: dict[str, Any]) -> dict[str, Any]:
        for block in message["blocks"]:
            for element in block.get("elements", ()):
                if element.get("action_id") == action_id:
                    return {
                        "type": element["type"],
                        "action_id": action_id,
                        "value": element.get("value"),
                    }
        raise AssertionError(f"no {action_id} there")

    async def chooses(self, text: str, message: dict[str, Any], user: str = ADA) -> None:
        """A choice of the first card's menu."""
        for block in message["blocks"]:
            for element in block.get("elements", ()):
                for option in element.get("options", ()):
                    if option["text"]["text"] == text:
                        click = {"type": "overflow", "action_id": element["action_id"]}
                        await self.clicks({**click, "selected_option": option}, user=user)
                        return
        raise AssertionError(f"no {text} there")


ASKED = "Could you tell us by Friday whether SAML is included? Yours, Anna"


def book() -> list[Any]:
    """Ada's deal in which Anna waits for an answer, and her manager Max."""
    return [
        person("max", role=Role.MANAGER),
        person("ada", manager_id=PersonId("max")),
        account(),
        contact(role=ContactRole.CHAMPION),
        deal("d1", name="Acme rollout", amount=Decimal(48_000), currency="EUR"),
        link("d1"),
        mail("m1", body=ASKED, subject="Your offer", at=days_ago(5)),
    ]


@asynccontextmanager
async def room(settings: Settings, fake: FakeSlack) -> AsyncIterator[Room]:
    """The bot as `daybreak serve` builds it, with Slack's address being the fake's."""
    own = settings.model_copy(
        update={
            "slack_bot_token": TOKEN,
            "slack_signing_secret": SECRET,
            "slack_api_url": fake.url,
        }
    )
    clock = [NOW]
    async with assembled(own) as daybreak, speaking(daybreak, lambda: clock[0]) as built:
        slack = replace(built, deliverer=replace(built.deliverer, channel_seconds=0))
        front = Web(
            app=slack.app,
            signing_secret=SECRET,
            is_ready=slack.missing,
            metrics=slack.metrics,
        )
        async with TestClient(TestServer(front.application())) as http:
            yield Room(daybreak=daybreak, slack=slack, fake=fake, http=http, clock=clock)
            await slack.listeners.runs.close(1)
