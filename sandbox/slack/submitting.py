"""What the app answers to a submitted modal: errors, another view, one more on top, or the end."""

from sandbox.slack.changes import Change, Kind
from sandbox.slack.forms import elements
from sandbox.slack.methods.views import judged
from sandbox.slack.rules.refusal import Refused
from sandbox.slack.shapes import Json, View
from sandbox.slack.state import State
from sandbox.slack.transport import Reply

_TROUBLE = "We had some trouble connecting. Try again?"


def took_answer(state: State, view: View, reply: Reply) -> Reply:
    """Does what the answer says; what Slack would not understand leaves the modal as it is."""
    try:
        _took(state, view, reply.content)
    except Refused as refusal:
        body = {"text": _TROUBLE}
        state.changes.announce(Change(kind=Kind.NOTICE, user=view.user, body=body))
        return Reply(failure=refusal.error, status=reply.status, body=refusal.more)
    state.changes.announce(Change(kind=Kind.MODAL, user=view.user, ts=view.id))
    return reply


def _took(state: State, view: View, answer: Json) -> None:
    match answer.get("response_action"):
        case None:
            _close(state, view, all=False)
        case "clear":
            _close(state, view, all=True)
        case "errors":
            _show_errors(state, view, answer.get("errors"))
        case "update":
            body = judged(answer.get("view"))
            state.views.update(body, view_id=view.id, external_id=None, hash=None)
        case "push":
            state.views.push(view.user, judged(answer.get("view")))
        case other:
            raise Refused("invalid_response_action", response_action=other)


def _close(state: State, view: View, *, all: bool) -> None:
    """A view may have been changed meanwhile; it is the one that was sent that closes."""
    if view.id not in {one.id for one in state.views.stack(view.user)}:
        return
    for closed in state.views.close(view.user, all=all):
        state.forms.forget(view.user, closed.id)


def _show_errors(state: State, view: View, errors: object) -> None:
    """Errors stand under inputs; for a block that has none Slack rejects the whole answer."""
    inputs = {block["block_id"] for block, _ in elements(view.blocks) if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise Refused("invalid_errors", errors=errors)
    current = next(one for one in state.views.stack(view.user) if one.id == view.id)
    state.views.with_errors(current, {str(key): str(text) for key, text in errors.items()})
