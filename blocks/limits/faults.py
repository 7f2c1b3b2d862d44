"""What is wrong with a payload, in Slack's words and with Slack's pointers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """What was expected and what came, for a machine to read."""

    type: str
    expected: object
    got: object = None

    def as_json(self) -> dict[str, object]:
        return {"type": self.type, "expected": self.expected, "got": self.got}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A limit that is broken somewhere; `code` is set where Slack has a word of its own for it."""

    pointer: str
    text: str
    constraint: Constraint
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A problem as Slack would answer it: `code` is the `error` of the whole call."""

    code: str
    pointer: str
    text: str
    constraint: Constraint

    @property
    def message(self) -> str:
        """A line of `response_metadata.messages`, without its `[ERROR]`."""
        return f"{self.text} [json-pointer:{self.pointer}]"

    def as_json(self) -> dict[str, object]:
        """An entry of the `errors` of `blocks.validate`."""
        return {
            "code": "failed_constraint",
            "message": self.text,
            "pointer": self.pointer,
            "constraint": self.constraint.as_json(),
        }


def step(pointer: str, key: str | int) -> str:
    """The pointer one level deeper, escaped as RFC 6901 asks."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def too_long(pointer: str, longest: int, got: int) -> Problem:
    return Problem(
        pointer=pointer,
        text=f"must be less than {longest + 1} characters",
        constraint=Constraint(type="max_length", expected=longest, got=got),
    )


def too_many(pointer: str, most: int, got: int) -> Problem:
    return Problem(
        pointer=pointer,
        text=f"no more than {most} items allowed",
        constraint=Constraint(type="max_items", expected=most, got=got),
    )


def broken(pointer: str, text: str, type: str, expected: object, got: object = None) -> Problem:
    return Problem(
        pointer=pointer,
        text=text,
        constraint=Constraint(type=type, expected=expected, got=got),
    )
