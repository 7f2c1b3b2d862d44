"""A form as the JSON schema that providers decode by, within what the strictest of them takes."""

import json
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

# Per request; above them the Messages API answers 400.
MOST_OPTIONAL, MOST_UNIONS = 24, 16
# Enforced by our own validation: constrained decoding knows none of them.
_OURS_ALONE = frozenset(
    {
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        *("minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems"),
        *("default", "title", "examples", "format"),
    }
)


def wire_schema(form: type[BaseModel]) -> dict[str, Any]:
    """The schema without ranges, each object closed; a copy that may be changed."""
    made: dict[str, Any] = json.loads(schema_text(form))
    return made


@lru_cache(maxsize=64)
def schema_text(form: type[BaseModel]) -> str:
    return json.dumps(_strict(form.model_json_schema()), sort_keys=True, separators=(",", ":"))


def excess(form: type[BaseModel]) -> tuple[str, ...]:
    """What a provider would refuse this form for; empty for one that may be used."""
    schema = wire_schema(form)
    optional, unions = _count(schema)
    found = []
    if optional > MOST_OPTIONAL:
        found.append(f"{optional} optional fields, at most {MOST_OPTIONAL}")
    if unions > MOST_UNIONS:
        found.append(f"{unions} fields of several types, at most {MOST_UNIONS}")
    if _recurs(schema):
        found.append("a form within itself")
    return tuple(found)


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {key: value for key, value in node.items() if key not in _OURS_ALONE}
    made = {
        key: {name: _strict(each) for name, each in value.items()}
        if key in ("properties", "$defs")
        else _strict(value)
        for key, value in kept.items()
    }
    if "properties" in made:
        made["additionalProperties"] = False
    if "enum" in made or "const" in made:
        made.pop("type", None)  # the values say it
    return made


def _count(node: Any) -> tuple[int, int]:
    if isinstance(node, list):
        counts = [_count(each) for each in node]
    elif isinstance(node, dict):
        counts = [_count(each) for each in node.values()]
        fields = set(node.get("properties", {})) - set(node.get("required", ()))
        counts.append((len(fields), int("anyOf" in node)))
    else:
        return (0, 0)
    return (sum(c[0] for c in counts), sum(c[1] for c in counts))


def _recurs(schema: dict[str, Any]) -> bool:
    definitions = schema.get("$defs", {})

    def reaches(name: str, wanted: str, seen: frozenset[str]) -> bool:
        for other in _references(definitions.get(name, {})):
            if other == wanted or (other not in seen and reaches(other, wanted, seen | {other})):
                return True
        return False

    return any(reaches(name, name, frozenset()) for name in definitions)


def _references(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*(_references(each) for each in node))
    if not isinstance(node, dict):
        return set()
    own = {node["$ref"].rsplit("/", 1)[1]} if "$ref" in node else set()
    return own.union(*(_references(each) for each in node.values()))
