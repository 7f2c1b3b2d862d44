"""The rules as files: read once, checked whole, versioned by content; untested ones are refused."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from string import Formatter
from typing import Any, Self, get_type_hints

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from bot.domain.people import Role
from bot.errors import BadSetting
from bot.policy.rulings import Effect
from bot.policy.situation import ActionType, Details, Situation
from bot.text.yaml import read_yaml

FOLDER = Path(__file__).parent / "rules"
_TYPES: Mapping[str, Any] = {
    name: TypeAdapter(hint) for name, hint in get_type_hints(Situation).items()
}
_IN_SENTENCES = frozenset(each.name for each in fields(Details)) | {"role", "size", "limit"}


class Part(BaseModel):
    """A part of the rules: frozen, and nothing in it may be misspelt."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)


class Condition(Part):
    """A question to one field of the situation: `is`, `in` some, or `has` one of its members."""

    field: str
    is_: Any = Field(default=None, alias="is")
    in_: tuple[Any, ...] | None = Field(default=None, alias="in")
    has: Any = None

    @model_validator(mode="after")
    def _is_typed(self) -> Self:
        if self.field not in _TYPES:
            raise ValueError(f"no field “{self.field}”")
        given = [self.is_ is not None, self.in_ is not None, self.has is not None]
        if sum(given) != 1:
            raise ValueError(f"“{self.field}” needs exactly one of is, in, has")
        values = self.in_ if self.in_ is not None else (self.is_,)
        if self.has is not None:
            values = ([self.has],)
        for value in values:
            _TYPES[self.field].validate_python(value)
        return self

    def holds(self, situation: Situation) -> bool:
        value = getattr(situation, self.field)
        if self.has is not None:
            return self.has in value
        if self.in_ is not None:
            return value in self.in_
        return bool(value == self.is_)


class Case(Part):
    """A situation in its differences from the innocent one; `text` is read for its content."""

    text: str | None = None
    situation: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _from_flat(cls, given: Mapping[str, Any]) -> Mapping[str, Any]:
        flat = dict(given)
        text = flat.pop("text", None)
        for name, value in flat.items():
            if name not in _TYPES:
                raise ValueError(f"no field “{name}”")
            flat[name] = _TYPES[name].validate_python(value)
        return {"text": text, "situation": flat}


class Cases(Part):
    """Where the rule must hold and where it must not: at least one of each."""

    holds: tuple[Case, ...] = Field(min_length=1)
    passes: tuple[Case, ...] = Field(min_length=1)


class Rule(Part):
    """One policy. `limits` are the discounts in percent that a role may give by itself."""

    id: str
    category: str
    effect: Effect
    actions: tuple[ActionType, ...] = ()  # all if empty
    when: tuple[Condition, ...] = ()
    reason: str
    approver: Role | None = None
    overruled_by: tuple[Role, ...] = ()
    until: str | None = None
    limits: dict[Role, float] | None = None
    cases: Cases

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        names = {name for _, name, _, _ in Formatter().parse(self.reason) if name}
        if unknown := names - _IN_SENTENCES:
            raise ValueError(f"{self.id}: the reason speaks of {', '.join(sorted(unknown))}")
        if self.effect is Effect.NEEDS_APPROVAL and not (self.approver or self.limits):
            raise ValueError(f"{self.id}: whose approval?")
        if (self.effect is Effect.LATER) is not (self.until in ("quiet_until", "caps_until")):
            raise ValueError(f"{self.id}: `until` belongs to the effect “later”, and only there")
        return self

    def holds(self, situation: Situation) -> bool:
        if self.actions and situation.action not in self.actions:
            return False
        return all(condition.holds(situation) for condition in self.when)


class QuietHours(Part):
    """When nobody is written to, where they live: from `begins` to `ends`, and on `days`."""

    begins: str = Field(pattern=r"^\d\d:\d\d$")
    ends: str = Field(pattern=r"^\d\d:\d\d$")
    days: tuple[int, ...]  # Monday is 0


class Limits(Part):
    """Figures and lists beside the rules."""

    quiet_hours: QuietHours
    caps: dict[str, int]
    own_domains: tuple[str, ...]
    approved_claims: tuple[str, ...]
    no_contact_fields: frozenset[str]
    override_days: int


class RuleBook(Part):
    rules: tuple[Rule, ...]
    limits: Limits
    version: str

    @classmethod
    def load(cls, folder: Path = FOLDER, others: Sequence[Path] = ()) -> Self:
        """Reads all files; `others` count for the version too. Raises BadSetting, naming the file
        and the mistake.
        """
        state = hashlib.sha256()
        for path in others:
            state.update(path.read_bytes())
        rules: list[Rule] = []
        limits: Limits | None = None
        for path in sorted(folder.glob("*.yaml")):
            content = path.read_bytes()
            state.update(content)
            try:
                document = read_yaml(content)
                if path.stem == "limits":
                    limits = Limits.model_validate(document)
                else:
                    rules += TypeAdapter(list[Rule]).validate_python(document)
            except (yaml.YAMLError, ValidationError) as error:
                raise BadSetting(_said(path, error)) from error
        names = [rule.id for rule in rules]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice or limits is None:
            raise BadSetting(
                f"The policies in {folder.name}/ can't be used: "
                + (f"two rules are called {twice[0]}." if twice else "limits.yaml is missing.")
                + " Nothing was started. Mend the files."
            )
        return cls(rules=tuple(rules), limits=limits, version=state.hexdigest()[:16])


def situation_of(case: Case, content: frozenset[str]) -> Situation:
    """The situation that a case describes, with what was read in its text."""
    whole = asdict(Situation()) | case.situation
    return Situation(**(whole | {"content": whole["content"] | content}))


def _said(path: Path, error: Exception) -> str:
    first = str(error).replace("\n", " ")[:300]
    return f"A policy in {path.name} can't be used. Nothing was started. Mend it: {first}"
