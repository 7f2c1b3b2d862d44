"""What the scripted app of the page's tests shows: a morning, a modal, one of every block."""

from sandbox.slack.shapes import Json


def text(words: str, **style: bool) -> Json:
    return {"type": "text", "text": words, **({"style": style} if style else {})}


def rich(*lines: list[Json], quote: list[Json] | None = None) -> Json:
    parts: list[Json] = [{"type": "rich_text_section", "elements": line} for line in lines]
    if quote:
        parts.insert(1, {"type": "rich_text_quote", "elements": quote})
    return {"type": "rich_text", "elements": parts}


def plain(words: str) -> Json:
    return {"type": "plain_text", "text": words}


def button(words: str, action_id: str, style: str | None = None, **more: object) -> Json:
    made: Json = {
        "type": "button",
        "text": plain(words),
        "action_id": action_id,
        "value": action_id,
    }
    return {**made, **({"style": style} if style else {}), **more}


def card(place: int, deal: str, figures: str, reason: str, said: str, todo: str) -> list[Json]:
    menu: Json = {
        "type": "overflow",
        "action_id": f"more.{place}",
        "options": [
            {"text": plain(words), "value": f"{words.lower()}.{place}"}
            for words in ("Show the whole draft", "Snooze until tomorrow", "Already done")
        ],
    }
    confirm: Json = {
        "title": plain("Reject this proposal?"),
        "text": {"type": "mrkdwn", "text": "It *won't* come back tomorrow."},
        "confirm": plain("Reject"),
        "deny": plain("Keep it"),
        "style": "danger",
    }
    return [
        {"type": "divider"},
        rich(
            [text(f"{place}. {deal}", bold=True), text(f"\n{figures}")],
            [text(reason)],
            [text("→ "), text(todo, bold=True)],
            quote=[text(f"“{said}”", italic=True), text("  Tue 17 Nov")],
        ),
        {
            "type": "actions",
            "elements": [
                button(
                    "Approve",
                    f"approve.{place}",
                    "primary",
                    accessibility_label=f"Approve for {deal}",
                ),
                button("Edit", f"edit.{place}"),
                button("Reject", f"reject.{place}", confirm=confirm),
                button("Why?", f"why.{place}", accessibility_label=f"Why {deal}?"),
                menu,
            ],
        },
    ]


def morning(name: str) -> list[Json]:
    first = "First: Meridian Foods – Line 4. Helena asked for the security review by Thursday."
    return [
        {"type": "header", "text": plain(f"Good morning, {name}. Friday 20 November 2026")},
        rich([text(first, bold=True)]),
        *card(
            1,
            "Meridian Foods – Line 4",
            "€48,000 · closes Fri 11 Dec",
            "Helena asked for the security review by Thursday and nobody has answered.",
            "Could you send us the security review before Thursday? Legal won't sign without it.",
            "Mail to Helena Roth: The security review you asked for",
        ),
        *card(
            2,
            "Northgate Hospital – 120 seats",
            "€96,500 · closes Mon 30 Nov",
            "The champion has gone quiet after the demo, and the close date is ten days away.",
            "I'll take it to the steering group on Monday.",
            "Task: Call Idris Bello. Ask what the steering group decided",
        ),
        *card(
            3,
            "Atlas Freight – renewal",
            "€22,300 · closes Thu 31 Dec",
            "Usage fell by half in three weeks, and the renewal is due in six.",
            "Half the team is on the new system already.",
            "Mail to Mara Lindqvist: Before your renewal",
        ),
        {
            "type": "context",
            "elements": [plain("18 to monitor, next date Mon 23 Nov · 41 on track")],
        },
    ]


def edit_modal() -> Json:
    return {
        "type": "modal",
        "callback_id": "edit",
        "title": plain("Edit the mail"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": [
            _input("to", {"type": "email_text_input", "initial_value": "helena@meridian.example"}),
            _input("subject", {"type": "plain_text_input", "initial_value": "The security review"}),
            _input(
                "body",
                {"type": "plain_text_input", "multiline": True, "initial_value": "Dear Helena,"},
            ),
            _input("send on", {"type": "datepicker", "initial_date": "2026-11-20"}),
            _input("tone", {"type": "static_select", "options": _options("Plain", "Warm")}, True),
            _input("copy to", {"type": "multi_users_select"}, True),
            _input(
                "with", {"type": "checkboxes", "options": _options("Price list", "Terms")}, True
            ),
        ],
    }


def _input(name: str, element: Json, is_optional: bool = False) -> Json:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(name.capitalize()),
        "optional": is_optional,
        "element": {**element, "action_id": "value"},
    }


def _options(*names: str) -> list[Json]:
    return [{"text": plain(name), "value": name.lower()} for name in names]


def why_modal() -> Json:
    return {
        "type": "modal",
        "title": plain("Why this deal?"),
        "close": plain("Close"),
        "blocks": [
            rich([text("Meridian Foods – Line 4", bold=True)], [text("Act now. Sure to 82%.")]),
            {"type": "actions", "elements": [button("Show the record", "record")]},
        ],
    }


def home_view(name: str) -> Json:
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain("Today, Friday 20 November 2026")},
            {"type": "section", "text": plain(f"Three deals need {name} today.")},
            {"type": "actions", "elements": [button("Look at my deals now", "run")]},
            {"type": "divider"},
            {"type": "header", "text": plain("Your brief")},
            {
                "type": "section",
                "text": plain("Time of the brief, in Europe/Berlin."),
                "accessory": {"type": "timepicker", "action_id": "at", "initial_time": "08:00"},
            },
            {
                "type": "actions",
                "elements": [
                    {
                        "type": "checkboxes",
                        "action_id": "days",
                        "options": _options("Monday", "Tuesday", "Wednesday"),
                    }
                ],
            },
        ],
    }


def gallery() -> list[Json]:
    """One of every block that a message may hold."""
    return [*_texts(), *_figures(), *_agents(), *_controls()]


def _texts() -> list[Json]:
    marked = "# Pipeline\n**Bold**, *slanted*, `code`\n\n1. one\n\n| a | b |\n|--|-:|\n| x | 1 |"
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": "*bold* _slanted_ ~gone~ `code`"}},
        {
            "type": "section",
            "fields": [{"type": "mrkdwn", "text": f"*Field {n}*\nvalue"} for n in range(4)],
            "accessory": {
                "type": "static_select",
                "action_id": "pick",
                "placeholder": plain("Pick one"),
                "options": _options("One", "Two"),
            },
        },
        {"type": "markdown", "text": marked},
        {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A chart"},
    ]


def _figures() -> list[Json]:
    rows = [[_cell("Stage"), _cell("Deals"), _cell("Amount")]]
    rows += [[_cell(f"Stage {n}"), _figure(n), _figure(n * 12_500)] for n in range(1, 8)]
    points = [{"label": month, "value": n * 7} for n, month in enumerate(("Sep", "Oct", "Nov"), 1)]
    axes = {"categories": ["Sep", "Oct", "Nov"], "x_label": "Month", "y_label": "Deals"}
    series = [{"name": "Won", "data": points}]
    pie = {"type": "pie", "segments": points}
    return [
        {"type": "data_table", "caption": "Open deals by stage", "rows": rows, "page_size": 5},
        {
            "type": "data_visualization",
            "title": "Won deals",
            "chart": {"type": "area", "series": series, "axis_config": axes},
        },
        {"type": "data_visualization", "title": "Won deals, pie", "chart": pie},
    ]


def _agents() -> list[Json]:
    tasks = [
        _task("t1", "Reading 61 deals", "complete"),
        _task("t2", "Judging what was said", "in_progress"),
        _task("t3", "Writing drafts", "pending"),
    ]
    card = {"type": "card", "title": plain("A card"), "body": plain("with a body")}
    return [
        {"type": "plan", "title": "Looking at your deals", "tasks": tasks},
        {**card, "actions": [button("Open", "open")]},
        {"type": "carousel", "elements": [card, card]},
        {
            "type": "container",
            "title": plain("A container"),
            "is_collapsible": True,
            "child_blocks": [{"type": "context", "elements": [plain("What it holds")]}],
        },
    ]


def _controls() -> list[Json]:
    feedback = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": {"text": plain("Good"), "value": "good"},
        "negative_button": {"text": plain("Bad"), "value": "bad"},
    }
    elements = [
        {"type": "datepicker", "action_id": "day", "placeholder": plain("A day")},
        {"type": "users_select", "action_id": "who", "placeholder": plain("Somebody")},
        {"type": "radio_buttons", "action_id": "radio", "options": _options("Yes", "No")},
    ]
    return [
        {"type": "actions", "elements": elements},
        {"type": "context_actions", "elements": [feedback]},
    ]


def _cell(words: str) -> Json:
    return {"type": "raw_text", "text": words}


def _figure(value: int) -> Json:
    return {"type": "raw_number", "value": value}


def _task(id: str, title: str, status: str) -> Json:
    return {"type": "task_card", "task_id": id, "title": title, "status": status}
