"""How Slack says no: one word, sometimes with more, always with HTTP 200 except for rates."""

from sandbox.slack.shapes import Json


class Refused(RuntimeError):
    """`error` is Slack's word; `more` joins it in the answer."""

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error)
        self.error = error
        self.more: Json = dict(more)


class RateLimited(RuntimeError):
    def __init__(self, retry_after: int) -> None:
        super().__init__(f"wait {retry_after} s")
        self.retry_after = retry_after


def bad_arguments(*messages: str) -> Refused:
    """`invalid_arguments` with what is wrong, one line each."""
    lines = [f"[ERROR] {message}" for message in messages]
    return Refused("invalid_arguments", response_metadata={"messages": lines})


def missing(name: str) -> Refused:
    return bad_arguments(f"missing required field: {name}")
