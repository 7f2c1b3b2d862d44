"""Blocks and views of the test bot."""

from typing import Any

Json = dict[str, Any]


def text(words: str, type: str = "plain_text") -> Json:
    return {"type": type, "text": words}


def button(label: str, action_id: str, value: str = "d1") -> Json:
    return {"type": "button", "text": text(label), "action_id": action_id, "value": value}


def option(label: str, value: str) -> Json:
    return {"text": text(label), "value": value}


def section(words: str, **others: object) -> Json:
    return {"type": "section", "text": text(words, "mrkdwn"), **others}


def card(name: str) -> list[Json]:
    more = {
        "type": "overflow",
        "action_id": "decision.more",
        "options": [option("Snooze", "snooze"), option("Not relevant", "no")],
    }
    buttons = [button("Approve", "decision.approve"), button("Edit", "decision.edit"), more]
    return [section(f"*Deal* {name}"), {"type": "actions", "block_id": "a1", "elements": buttons}]


def done(action: Json) -> list[Json]:
    return [section(f"Done with {action['value']}")]


def feedback() -> list[Json]:
    element = {
        "type": "feedback_buttons",
        "action_id": "rate",
        "positive_button": {"text": text("Good"), "value": "up"},
        "negative_button": {"text": text("Bad"), "value": "down"},
    }
    return [{"type": "context_actions", "elements": [element]}]


def modal(**others: object) -> Json:
    subject = {"type": "plain_text_input", "action_id": "text", "max_length": 80}
    deal = {"type": "external_select", "action_id": "deal", "min_query_length": 0}
    return {
        "type": "modal",
        "callback_id": "edit",
        "notify_on_close": True,
        "title": text("Edit"),
        "submit": text("Save"),
        "blocks": [
            {"type": "input", "block_id": "subject", "label": text("Subject"), "element": subject},
            {
                "type": "input",
                "block_id": "which",
                "label": text("Deal"),
                "element": deal,
                "optional": True,
            },
            {"type": "actions", "elements": [button("Again", "modal.again")]},
        ],
        **others,
    }


def home(words: str) -> Json:
    return {"type": "home", "blocks": [section(words)]}
