"""Questions in plain words: in a channel, a thread, a direct message or a command."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_sdk.webhook.async_client import AsyncWebhookClient

from blocks import answers as drawn
from blocks import problems
from blocks.exports import csv_text
from blocks.forms import NextView
from blocks.kit import Message
from blocks.text import escaped
from bot.answers.answer import Answer, Status
from bot.answers.ask import Answers
from bot.mission.calendar import moment_at
from handlers.audience import Audience
from handlers.boundary import Heard, surviving, telling
from handlers.calls import Answer as Reply
from handlers.later import Later
from handlers.pictures import Charts
from handlers.spoken import spoken
from handlers.waiting import Waiting

log = logging.getLogger(__name__)
_ONLY_YOU = "Only you see this: not everybody here may see the same records in the CRM."
_READING = "A model is reading the question as well …"
_NOT_READ = "The model could not read it either. Say it another way."
_OLD = problems.problem_message(problems.OLD_BUTTON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """The asker is whoever Slack says it was; in a thread each asks with their own rights."""

    answers: Answers
    audience: Audience
    now: Callable[[], datetime]
    show: Callable[[], None]
    charts: Charts
    later: Later = field(default_factory=Later)
    # What takes longer is announced first.
    patience_seconds: float = 0.7

    async def mentioned(self, heard: Heard) -> Reply:
        """In a channel or one of its threads."""
        return await self._said(heard, await self._question(heard))

    async def talked(self, heard: Heard) -> Reply:
        """In a direct message."""
        return await self._said(heard, await self._question(heard))

    async def commanded(self, heard: Heard) -> Reply:
        """`/ask QUESTION`."""
        question = await self._question(heard)
        if not question:
            return problems.problem_message(problems.NO_QUESTION)
        answer = await self.ask(heard, question, None, by_rules=True)
        if not answer.unread:
            return self.charts.fitting(drawn.answer_message(answer, question))
        self.later.start(surviving(self._command_read(heard, question), telling(heard)))
        return drawn.answer_message(answer, question, _READING)

    async def _question(self, heard: Heard) -> str:
        return await spoken(heard, self.audience.identities)

    async def ask(
        self, heard: Heard, question: str, thread: str | None, *, by_rules: bool = False
    ) -> Answer:
        """What was asked for as a change is shown as a card of its own."""
        moment = moment_at(heard.person, self.now())
        answer = await self.answers.ask(
            question, heard.person, moment, thread, key=heard.key, by_rules=by_rules
        )
        return self._with_card(answer)

    async def picked(self, heard: Heard) -> Reply:
        """One of the deals of which a change may have been meant."""
        change = drawn.change_in(heard.payload.get("value"))
        if change is None:
            return _OLD
        moment = moment_at(heard.person, self.now())
        answer = await self.answers.change(change, heard.person, moment, heard.key)
        return await self._shown(heard, self._with_card(answer))

    def _with_card(self, answer: Answer) -> Answer:
        if answer.status is Status.PROPOSED:
            self.show()
        return answer

    async def chosen(self, heard: Heard) -> Reply:
        """One of the readings, the records behind a figure, or a next question."""
        asked = drawn.asked_in(heard.payload.get("value"))
        if asked is None:
            return _OLD
        moment = moment_at(heard.person, self.now())
        answer = await self.answers.choose(
            asked.plan, heard.person, moment, _thread(heard), asked.question
        )
        return await self._shown(heard, answer)

    async def defined(self, heard: Heard) -> Reply:
        asked = drawn.asked_in(heard.payload.get("value"))
        if asked is None:
            return _OLD
        moment = moment_at(heard.person, self.now())
        answer = await self.answers.answer(asked.plan, heard.person, moment)
        if answer.status is not Status.ANSWERED:
            return drawn.answer_message(answer)
        return NextView(view=drawn.definition_modal(answer.definition))

    async def as_file(self, heard: Heard) -> Reply:
        """All rows, to whoever asks for them and nobody else."""
        asked = drawn.asked_in(heard.payload.get("value"))
        if asked is None:
            return _OLD
        moment = moment_at(heard.person, self.now())
        answer = await self.answers.answer(asked.plan, heard.person, moment, all_rows=True)
        if answer.status is not Status.ANSWERED or answer.table is None:
            return drawn.answer_message(answer)
        opened = await heard.client.conversations_open(users=heard.user_id)
        await heard.client.files_upload_v2(
            channel=str(opened["channel"]["id"]),
            content=csv_text(answer.table),
            filename="daybreak.csv",
            title="daybreak.csv",
            initial_comment=escaped(answer.interpretation),
        )
        return problems.problem_message("The file is in your messages with Daybreak.")

    async def _said(self, heard: Heard, question: str) -> Reply:
        """What the rules say is there at once; what a model reads takes its place."""
        waiting = Waiting(
            client=heard.client,
            channel=heard.channel or "",
            thread=_place(heard),
            patience_seconds=self.patience_seconds,
        )
        asking = self.ask(heard, question, _thread(heard), by_rules=True)
        answer = await waiting.during(asking)
        ts = await self._show(heard, answer, question, waiting)
        if answer.unread:
            self.later.start(surviving(self._read(heard, question, ts), telling(heard)))
        return None

    async def _read(self, heard: Heard, question: str, ts: str | None) -> None:
        """`ts` is the message that waits for it; None where only the person sees one."""
        answer = await self.ask(heard, question, _thread(heard))
        if ts is not None:
            channel = heard.channel or ""
            await self.charts.sent(
                lambda m: heard.client.chat_update(channel=channel, ts=ts, **m.payload()),
                drawn.answer_message(answer, question),
                heard.client,
                _place(heard),
            )
        elif answer.status is Status.ANSWERED:
            await self._show_alone(heard, drawn.answer_message(answer, question, _ONLY_YOU))

    async def _command_read(self, heard: Heard, question: str) -> None:
        """To where the command was given, whether or not we are a member there."""
        answer = await self.ask(heard, question, None)
        message = drawn.answer_message(answer, question)
        if answer.status is not Status.ANSWERED:
            message = problems.problem_message(_NOT_READ)
        hook = AsyncWebhookClient(str(heard.body.get("response_url", "")))
        await hook.send(text=message.text, blocks=message.blocks, response_type="ephemeral")

    async def _shown(self, heard: Heard, answer: Answer, question: str = "") -> Reply:
        await self._show(heard, answer, question)
        return None

    async def _show(
        self, heard: Heard, answer: Answer, question: str, waiting: Waiting | None = None
    ) -> str | None:
        """Where it was asked, if everybody there may read it, and then as which message; else to
        who asked.
        """
        channel = heard.channel or ""
        notes = [_READING] if answer.unread else []
        if not await self.audience.may_see(channel, heard.person, heard.client):
            if waiting is not None:
                await waiting.vanish()
            note = " ".join([_ONLY_YOU, *notes])
            await self._show_alone(heard, drawn.answer_message(answer, question, note))
            return None

        async def send(message: Message) -> Any:
            ts = None if waiting is None else await waiting.become(message)
            if ts is not None:
                return {"channel": channel, "ts": ts}
            return await heard.client.chat_postMessage(
                channel=channel, thread_ts=_place(heard), **message.payload()
            )

        message = drawn.answer_message(answer, question, " ".join(notes))
        posted = await self.charts.sent(send, message, heard.client, _place(heard))
        return str(posted["ts"])

    async def _show_alone(self, heard: Heard, message: Message) -> None:
        channel, thread = heard.channel or "", _place(heard)
        await self.charts.sent(
            lambda m: heard.client.chat_postEphemeral(
                channel=channel, user=heard.user_id, thread_ts=thread, **m.payload()
            ),
            message,
            heard.client,
            is_alone=True,
        )


def _place(heard: Heard) -> str | None:
    """The thread in which the answer stands."""
    payload, container = heard.payload, heard.body.get("container") or {}
    if heard.body.get("type") == "block_actions":
        found = container.get("thread_ts") or container.get("message_ts")
    else:
        found = payload.get("thread_ts") or payload.get("ts")
    return str(found) if found else None


def _thread(heard: Heard) -> str:
    """Names the conversation in which one question may go on from another."""
    return f"{heard.channel}:{_place(heard)}"
