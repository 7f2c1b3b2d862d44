"""The instructions of each task, read from the packaged files, one file per version."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from bot.llm.port import Prompt

TASKS = ("read", "judge", "draft", "plan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompts:
    """Every packaged version; which one is used is decided elsewhere."""

    by_name: Mapping[tuple[str, str], Prompt]

    @classmethod
    def load(cls) -> "Prompts":
        root = files("bot.llm").joinpath("prompts")
        found = {}
        for folder in (each for each in root.iterdir() if each.is_dir()):
            for file in folder.iterdir():
                version = file.name.removesuffix(".md")
                text = file.read_text("utf-8")
                found[folder.name, version] = Prompt(task=folder.name, version=version, text=text)
        return cls(by_name=found)

    def newest(self, task: str) -> Prompt:
        return self.by_name[task, max(self.versions(task), key=_number)]

    def versions(self, task: str) -> tuple[str, ...]:
        """Oldest first."""
        return tuple(sorted((v for t, v in self.by_name if t == task), key=_number))


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
