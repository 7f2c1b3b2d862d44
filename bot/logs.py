"""Logs: events with fields, for people or for machines; never a message's text or a token."""

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

from bot.config import Settings

# What a record has of its own; everything else was given with `extra`.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# Libraries tell everything that they are given (statements with values, requests with texts), so of
# them only warnings are heard, whatever the level.
_OURS = ("bot", "handlers", "storage", "sandbox", "bench")


def set_up(settings: Settings) -> None:
    """Sends logs to stderr as LOG_LEVEL and LOG_FORMAT say."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if settings.log_format == "json" else _Text())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    level = logging.getLevelNamesMapping()[settings.log_level]
    root.setLevel(max(logging.WARNING, level))
    for name in _OURS:
        logging.getLogger(name).setLevel(level)


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = " ".join(f"{name}={value}" for name, value in _fields(record).items())
        line = f"{_instant(record)} {record.levelname.lower():7} {record.getMessage()} {fields}"
        return line.rstrip() + _trace(record)


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        known = {
            "at": _instant(record),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "logger": record.name,
        }
        trace = _trace(record).strip()
        rest = {"trace": trace} if trace else {}
        return json.dumps({**_fields(record), **known, **rest}, default=str, ensure_ascii=False)


def _fields(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _OWN}


def _instant(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _trace(record: logging.LogRecord) -> str:
    """What failed and where. An exception's own words are left out: they may hold anybody's, as
    those of a database hold the values of its statement.
    """
    error = record.exc_info[1] if record.exc_info else None
    return "".join(_failures(error))


def _failures(error: BaseException | None) -> Iterator[str]:
    """The last failure first, with what it came from."""
    while error is not None:
        kind = type(error)
        yield f"\n{kind.__module__}.{kind.__qualname__}\n"
        yield "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
        for inner in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
            yield from _failures(inner)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
