"""The README's table of model providers is the one that the code makes."""

from pathlib import Path

from bot.llm.providers import BEGIN, END, PROVIDERS, table

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_shows_the_providers_as_they_are() -> None:
    text = README.read_text("utf-8")
    shown = text[text.index(BEGIN) : text.index(END) + len(END)]
    assert shown == table(), f"put this into README.md:\n{table()}"


def test_each_provider_that_settings_allow_is_in_the_table() -> None:
    assert {one.name for one in PROVIDERS} == {"rules", "anthropic", "openai-compatible"}
