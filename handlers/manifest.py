"""The app's manifest, made from the routes: what is listened to is what is asked for."""

from typing import Any

from blocks.commands import COMMANDS
from handlers.routes import EVENTS, LIFECYCLE, SEARCHES

EXAMPLE_URL = "https://daybreak.example.com"
# Each scope with the reason for which it is asked; docs/slack-scopes.md is the same table.
SCOPES: dict[str, str] = {
    "app_mentions:read": "Hears questions in channels to which it was invited.",
    "assistant:write": "Slack asks for it with agent_view, the view in which the app opens.",
    "channels:history": "Finds a summary of the week whose post was cut off, to not repeat it.",
    "channels:read": "Says who reads along before an answer is shown in a channel.",
    "chat:write": "Posts the morning message and keeps it up to date, streams a run, answers.",
    "commands": "Listens to its slash commands: /deals, /deal, /why, /ask and others.",
    "files:write": "Hands out a long table as a file, to who asked for it.",
    "groups:history": "The same in private channels to which it was invited.",
    "groups:read": "The same for private channels to which it was invited.",
    "im:history": "Hears what people write to the app, and finds a message whose post was cut off.",
    "im:write": "Opens the direct message in which such a message is looked for.",
    "users:read": "Tells members from guests, bots and people of other organisations.",
    "users:read.email": "Links a member to the person in the CRM by e-mail address.",
}
_LONG = (
    "Each morning Daybreak reads every open deal of every rep and sends the rep one direct message"
    " with the three to five deals that need action today: what the customer really said, one next"
    " best action and a finished draft. Every recommendation can be opened to see the evidence."
    " Nothing is sent or changed without a person's word."
)


def manifest(url: str | None = None, *, socket_mode: bool = False) -> dict[str, Any]:
    """For HTTP at `url`, or for Socket Mode, which needs no address."""
    endpoint = None if socket_mode else f"{(url or EXAMPLE_URL).rstrip('/')}/slack/events"
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Daybreak",
            "description": "The few deals that need action today, with evidence and a draft.",
            "long_description": _LONG,
            "background_color": "#1f2a44",
        },
        "features": _features(endpoint),
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": _settings(endpoint, socket_mode=socket_mode),
    }


def _features(endpoint: str | None) -> dict[str, Any]:
    address = {"url": endpoint} if endpoint else {}
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "Daybreak", "always_online": True},
        "agent_view": {
            "agent_description": "Knows your open deals, and which few need you today.",
            "suggested_prompts": [
                {"title": "Today's list", "message": "deals"},
                {"title": "Look at my deals now", "message": "look at my deals now"},
                {"title": "My pipeline", "message": "my open pipeline by stage"},
                {"title": "What can you do?", "message": "help"},
            ],
        },
        "slash_commands": [
            {
                "command": command.name,
                "description": command.about,
                **({"usage_hint": f"[{command.hint}]"} if command.hint else {}),
                **address,
                "should_escape": False,
            }
            for command in COMMANDS
        ],
    }


def _settings(endpoint: str | None, *, socket_mode: bool) -> dict[str, Any]:
    address = {"request_url": endpoint} if endpoint else {}
    searches = {"message_menu_options_url": endpoint} if endpoint and SEARCHES else {}
    return {
        "event_subscriptions": {**address, "bot_events": sorted([*EVENTS, *LIFECYCLE])},
        "interactivity": {"is_enabled": True, **address, **searches},
        "org_deploy_enabled": False,
        "socket_mode_enabled": socket_mode,
        "token_rotation_enabled": False,
    }
