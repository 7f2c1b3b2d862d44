"""Every error that a person may read. Each message: what happened, what was not done, what next.

DaybreakError
├── BadSetting          a setting is wrong or missing
├── BadInput            what the person gave can't be used
│   ├── UnknownPerson
│   └── BadFiles        files of a load, with one line per fault
├── NotKnownHere        who is asking is nobody whom Daybreak may answer
├── NotAllowed          who is asking may not do that
├── CrmUnavailable      the CRM did not answer, and has done nothing
├── EffectUnsure        a write was sent and no answer came: it may have happened
├── CrmRefused          the CRM said no, in its own words
├── OutOfStep           what was read has been changed by somebody else meanwhile
├── MailUnavailable     the mail server did not take the mail just now
├── MailRefused         the mail server will never take this mail
├── SlackUnavailable    something has not reached Slack
├── EngineUnavailable   approved actions are carried out late, or nobody carries them out
└── DatabaseUnavailable the database can't be opened, is locked, or has another schema
"""

from typing import Any


class DaybreakError(Exception):
    """`str(error)` is the sentence that the person reads."""


class BadSetting(DaybreakError): ...


class BadInput(DaybreakError): ...


class UnknownPerson(BadInput):
    def __init__(self, who: str, near: tuple[str, ...] = ()) -> None:
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        super().__init__(
            f"Nobody here is known as “{who}”. Nothing was done.{hint}"
            " Give an e-mail address, an id or a full name as in the CRM."
        )


class NotKnownHere(DaybreakError): ...


class NotAllowed(DaybreakError): ...


class CrmUnavailable(DaybreakError): ...


class EffectUnsure(DaybreakError): ...


class CrmRefused(DaybreakError):
    """`missing` are the fields (`kind.field`) that the CRM asks for, if it said so."""

    def __init__(self, message: str, missing: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.missing = missing


class OutOfStep(DaybreakError):
    """`conflicts` hold what was read, what is there now, and what was wanted."""

    def __init__(self, message: str, conflicts: tuple[Any, ...] = ()) -> None:
        super().__init__(message)
        self.conflicts = conflicts


class MailUnavailable(DaybreakError): ...


class MailRefused(DaybreakError): ...


class SlackUnavailable(DaybreakError): ...


class EngineUnavailable(DaybreakError): ...


class DatabaseUnavailable(DaybreakError): ...
