"""Logs: events with fields, for people or for machines; never a message's text or a token."""

import json
import logging
import sys
from datetime import UTC, datetime

from bot.config import Settings

# What a record has of its own; everything else was given with `extra`.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# Libraries that say a lot about nothing.
_LOUD = ("slack_bolt", "slack_sdk", "apscheduler", "aiohttp.access", "alembic", "taskiq")


def set_up(settings: Settings) -> None:
    """Sends logs to stderr as LOG_LEVEL and LOG_FORMAT say."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if settings.log_format == "json" else _Text())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for name in _LOUD:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = " ".join(f"{name}={value}" for name, value in _fields(record).items())
        line = f"{_instant(record)} {record.levelname.lower():7} {record.getMessage()} {fields}"
        return line.rstrip() + _trace(self, record)


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        known = {
            "at": _instant(record),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "logger": record.name,
        }
        trace = _trace(self, record).strip()
        rest = {"trace": trace} if trace else {}
        return json.dumps({**_fields(record), **known, **rest}, default=str, ensure_ascii=False)


def _fields(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _OWN}


def _instant(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    return f"\n{formatter.formatException(record.exc_info)}" if record.exc_info else ""
