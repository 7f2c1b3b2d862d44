"""Settings, read from the environment and nowhere else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import BadSetting


class Settings(BaseModel):
    """Each field is the environment variable of the same name in capitals."""

    # Without hide_input_in_errors one wrong variable would print the whole environment.
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    daybreak_home: Path = Field(
        default=Path("var"), description="Where everything embedded lives: databases, caches."
    )
    database_url: str | None = Field(
        default=None,
        description="Daybreak's own database. Unset: SQLite in DAYBREAK_HOME.",
    )
    builtin_crm_url: str | None = Field(
        default=None,
        description="The built-in CRM's database. Unset: SQLite in DAYBREAK_HOME.",
    )
    redis_url: str | None = Field(
        default=None,
        pattern=r"^(rediss?|unix)://",
        description="Brings approved actions to workers elsewhere. Unset: they run in-process.",
    )
    daybreak_crm: Literal["builtin"] = Field(
        default="builtin", description="Which CRM Daybreak reads."
    )
    slack_bot_token: str | None = Field(
        default=None, description="The app's bot token. Unset: nothing is sent to Slack."
    )
    slack_signing_secret: str | None = Field(
        default=None, description="What Slack signs its calls with. Needed for HTTP."
    )
    slack_app_token: str | None = Field(
        default=None, description="An app-level token. Set: Socket Mode instead of HTTP."
    )
    slack_api_url: str = Field(
        default="https://slack.com/api/",
        pattern=r"^https?://",
        description="Where Slack's Web API is: any server that speaks it.",
    )
    smtp_url: str | None = Field(
        default=None,
        description="The mail server that approved mail is handed to. Unset: no mail is sent.",
    )
    anthropic_api_key: str | None = Field(
        default=None, description="Anthropic's key. Set: Claude reads, judges and writes too."
    )
    llm_provider: Literal["rules", "anthropic", "openai-compatible"] | None = Field(
        default=None, description="Which model works beside the rules. Unset: by the key."
    )
    llm_base_url: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="Where the model's API is; needed for openai-compatible.",
    )
    llm_model: str | None = Field(
        default=None, description="Which model; needed for openai-compatible."
    )
    llm_api_key: str | None = Field(
        default=None, description="The key of an openai-compatible endpoint, if it wants one."
    )
    llm_daily_budget: float = Field(
        default=20.0, ge=0, description="US dollars that the model may cost in a day."
    )
    llm_requests_per_minute: float | None = Field(
        default=None, gt=0, description="The provider's limit, where it does not say it itself."
    )
    host: str = Field(default="127.0.0.1", description="Where the web role listens.")
    port: int = Field(default=3000, ge=1, le=65535, description="Where the web role listens.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="How much is logged."
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="Logs for people (text) or for machines (json)."
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Takes what is set and not empty. Raises BadSetting that names every wrong variable."""
        values = {
            name: environ[name.upper()] for name in cls.model_fields if environ.get(name.upper())
        }
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            faults = "; ".join(
                f"{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors()
            )
            raise BadSetting(
                f"A setting is wrong: {faults}. Nothing was started."
                " Correct it and start again; README.md lists all settings."
            ) from None

    @property
    def provider(self) -> Literal["rules", "anthropic", "openai-compatible"]:
        """Raises BadSetting if what the chosen one needs is not set."""
        chosen = self.llm_provider or ("anthropic" if self.anthropic_api_key else "rules")
        needed = {
            "anthropic": {"ANTHROPIC_API_KEY": self.anthropic_api_key},
            "openai-compatible": {"LLM_BASE_URL": self.llm_base_url, "LLM_MODEL": self.llm_model},
        }
        missing = [name for name, value in needed.get(chosen, {}).items() if not value]
        if missing:
            raise BadSetting(
                f"LLM_PROVIDER is {chosen}, which needs {' and '.join(missing)}."
                " Nothing was started. Set what is missing, or set LLM_PROVIDER=rules."
            )
        return chosen

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.daybreak_home / 'daybreak.db'}"

    @property
    def builtin_crm(self) -> str:
        return self.builtin_crm_url or f"sqlite:///{self.daybreak_home / 'crm.db'}"
