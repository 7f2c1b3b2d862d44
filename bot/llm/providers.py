"""The providers and what each supports, as the README shows them: made from code, tested there."""

from dataclasses import dataclass

BEGIN, END = "<!-- providers: made by bot/llm/providers.py -->", "<!-- /providers -->"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    name: str
    settings: str
    stays: str  # where texts go
    forms: str  # how an answer is kept to its form
    cached: str
    limit: str
    money: str


PROVIDERS = (
    Provider(
        name="rules",
        settings="none",
        stays="this machine",
        forms="not needed",
        cached="not needed",
        limit="none",
        money="free",
    ),
    Provider(
        name="anthropic",
        settings="`ANTHROPIC_API_KEY`",
        stays="Anthropic, masked",
        forms="JSON schema, checked again, one repair",
        cached="instructions for an hour",
        limit="learnt from its headers",
        money="metered, capped per day",
    ),
    Provider(
        name="openai-compatible",
        settings="`LLM_BASE_URL`, `LLM_MODEL`",
        stays="wherever the URL points, masked",
        forms="JSON schema, else any JSON, else asked for; checked, one repair",
        cached="as the server does",
        limit="learnt from its headers, or `LLM_REQUESTS_PER_MINUTE`",
        money="counted in tokens, not in money",
    ),
)
_COLUMNS = {
    "`LLM_PROVIDER`": "name",
    "needs": "settings",
    "texts go to": "stays",
    "answers kept to their form by": "forms",
    "prompt cache": "cached",
    "pace": "limit",
    "cost": "money",
}


def table() -> str:
    """In Markdown, between its marks."""
    rows = [list(_COLUMNS), ["---"] * len(_COLUMNS)]
    rows += [
        [f"`{p.name}`" if c == "name" else getattr(p, c) for c in _COLUMNS.values()]
        for p in PROVIDERS
    ]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([BEGIN, *lines, END])
