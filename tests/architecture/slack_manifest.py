"""A Slack app's manifest as Slack takes it: what an app like ours may say, and nothing else."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


def _text(least: int, most: int, pattern: str | None = None) -> StringConstraints:
    return StringConstraints(min_length=least, max_length=most, pattern=pattern)


Url = Annotated[str, _text(8, 3000, r"^https?://")]
Names = Annotated[list[Annotated[str, _text(1, 50)]], Field(max_length=100)]


class _Part(BaseModel):
    # Slack refuses keys that it does not know, and takes no text for a number.
    model_config = ConfigDict(extra="forbid", strict=True)


class Metadata(_Part):
    major_version: int
    minor_version: int


class DisplayInformation(_Part):
    name: Annotated[str, _text(1, 35)]
    description: Annotated[str, _text(1, 140)]
    long_description: Annotated[str, _text(175, 4000)]
    background_color: Annotated[str, _text(4, 7, r"^#([0-9a-f]{3}|[0-9a-f]{6})$")]


class AppHome(_Part):
    home_tab_enabled: bool
    messages_tab_enabled: bool
    messages_tab_read_only_enabled: bool


class BotUser(_Part):
    display_name: Annotated[str, _text(1, 80)]
    always_online: bool


class Prompt(_Part):
    title: Annotated[str, _text(1, 75)]
    message: Annotated[str, _text(1, 2000)]


class AgentView(_Part):
    agent_description: Annotated[str, _text(1, 300)]
    suggested_prompts: Annotated[list[Prompt], Field(max_length=4)]


class SlashCommand(_Part):
    command: Annotated[str, _text(2, 32, r"^/[a-z0-9_-]+$")]
    description: Annotated[str, _text(1, 2000)]
    usage_hint: Annotated[str, _text(1, 1000)] | None = None
    url: Url | None = None
    should_escape: bool


class Features(_Part):
    app_home: AppHome
    bot_user: BotUser
    agent_view: AgentView
    slash_commands: Annotated[list[SlashCommand], Field(min_length=1, max_length=50)]


class Scopes(_Part):
    bot: Annotated[Names, Field(min_length=1)]


class OauthConfig(_Part):
    scopes: Scopes


class EventSubscriptions(_Part):
    request_url: Url | None = None
    bot_events: Names


class Interactivity(_Part):
    is_enabled: bool
    request_url: Url | None = None
    message_menu_options_url: Url | None = None


class ManifestSettings(_Part):
    event_subscriptions: EventSubscriptions
    interactivity: Interactivity
    org_deploy_enabled: bool
    socket_mode_enabled: bool
    token_rotation_enabled: bool


class Manifest(_Part):
    metadata: Annotated[Metadata, Field(alias="_metadata")]
    display_information: DisplayInformation
    features: Features
    oauth_config: OauthConfig
    settings: ManifestSettings

    @property
    def addresses(self) -> list[str]:
        """Every address that Slack is told, once for each thing that it sends there."""
        found = [
            *(one.url for one in self.features.slash_commands),
            self.settings.event_subscriptions.request_url,
            self.settings.interactivity.request_url,
            self.settings.interactivity.message_menu_options_url,
        ]
        return [one for one in found if one is not None]
