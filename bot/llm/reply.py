"""From a model's reply to a filled-in form, or to what is wrong with it."""

import json
import re

from pydantic import ValidationError

from bot.llm.port import Invalid, Meta, Ok, Spec, T

_THOUGHTS = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.S | re.I)
_MOST_FAULTS = 5


def filled(text: str, spec: Spec[T], meta: Meta) -> Ok[T] | Invalid:
    """Takes JSON with prose around it, and checks every range: no provider enforces them."""
    try:
        return Ok(value=spec.form.model_validate_json(first_object(text)), meta=meta)
    except ValidationError as error:
        return Invalid(faults=faults_of(error), meta=meta)


def faults_of(error: ValidationError) -> tuple[str, ...]:
    """Where and what, without the values: those may be anybody's words."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    return tuple(
        f"{'.'.join(str(part) for part in each['loc']) or 'reply'}: {each['msg']}"
        for each in found[:_MOST_FAULTS]
    )


def first_object(text: str) -> str:
    """The first top-level JSON object in a reply with prose around it.

    Never one that stands inside another: half an answer must not pass for a whole one.
    """
    bare = _THOUGHTS.sub("", text)
    start = bare.find("{")
    if start < 0:
        return bare
    try:
        _, end = json.JSONDecoder().raw_decode(bare, start)
    except ValueError:
        return bare[start:]
    return bare[start:end]
