"""The app that is installed in the sandbox: what its manifest says, its tokens, its bot."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from secrets import token_hex

from sandbox.slack.shapes import Json

SCOPES = frozenset(
    {
        "app_mentions:read", "assistant:write", "channels:history", "channels:join",
        "channels:read", "chat:write", "chat:write.public", "commands", "files:read",
        "files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write",
        "mpim:history", "mpim:read", "mpim:write", "reactions:read", "reactions:write",
        "team:read", "users:read", "users:read.email",
    }
)  # fmt: skip
EVENTS = frozenset(
    {
        "app_home_opened", "app_mention", "message.im", "message.channels", "message.groups",
        "message.mpim", "agent_session_stopped", "app_context_changed", "app_uninstalled",
        "tokens_revoked", "reaction_added", "reaction_removed", "member_joined_channel",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    name: str
    description: str = ""
    hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Everything that is asked of the app's settings; by default it may do everything."""

    name: str = "Daybreak"
    id: str = "A0SANDBOX1"
    bot_id: str = "B0SANDBOX1"
    bot_user: str = "U0SANDBOX1"
    scopes: frozenset[str] = SCOPES
    events: frozenset[str] = EVENTS
    commands: tuple[Command, ...] = ()
    has_home: bool = True
    has_messages: bool = True
    are_messages_read_only: bool = False
    is_agent: bool = True
    is_interactive: bool = True
    has_socket: bool = False
    request_url: str | None = None
    bot_token: str = field(default_factory=lambda: f"xoxb-sandbox-{token_hex(12)}")
    app_token: str = field(default_factory=lambda: f"xapp-sandbox-{token_hex(12)}")
    signing_secret: str = field(default_factory=lambda: token_hex(16))
    verification_token: str = field(default_factory=lambda: token_hex(12))

    @classmethod
    def from_manifest(cls, manifest: Json, **others: object) -> "App":
        """The app that Slack would make of this manifest; `others` are tokens and the address.

        The addresses in a manifest are those of a real bot, so they are left alone.
        """
        values: Json = {**_of_features(manifest), **_of_settings(manifest), **others}
        return cls(**values)

    def command(self, name: str) -> Command | None:
        return next((one for one in self.commands if one.name == name), None)


def _of_features(manifest: Json) -> Json:
    features = manifest.get("features", {})
    home = features.get("app_home", {})
    bot = features.get("bot_user", {})
    shown = manifest.get("display_information", {})
    return {
        "name": bot.get("display_name") or shown.get("name") or "App",
        "commands": tuple(_commands(features.get("slash_commands", ()))),
        "has_home": bool(home.get("home_tab_enabled", False)),
        "has_messages": bool(home.get("messages_tab_enabled", False)),
        "are_messages_read_only": bool(home.get("messages_tab_read_only_enabled", False)),
        "is_agent": "agent_view" in features,
    }


def _of_settings(manifest: Json) -> Json:
    settings = manifest.get("settings", {})
    subscriptions = settings.get("event_subscriptions", {})
    interactivity = settings.get("interactivity", {})
    scopes = manifest.get("oauth_config", {}).get("scopes", {})
    return {
        "scopes": frozenset(scopes.get("bot", ())),
        "events": frozenset(subscriptions.get("bot_events", ())),
        "is_interactive": bool(interactivity.get("is_enabled", False)),
        "has_socket": bool(settings.get("socket_mode_enabled", False)),
    }


def _commands(listed: list[Json]) -> Iterator[Command]:
    for one in listed:
        yield Command(
            name=one["command"],
            description=one.get("description", ""),
            hint=one.get("usage_hint", ""),
            should_escape=bool(one.get("should_escape", False)),
        )
