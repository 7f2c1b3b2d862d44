"""Questions in plain words: in a channel, a thread, a direct message or a command."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

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
from handlers.boundary import Heard
from handlers.calls import Answer as Reply

log = logging.getLogger(__name__)
_MENTION = re.compile(r"<@[A-Z0-9]+(\|[^>]*)?>")
_ONLY_YOU = "Only you see this: not everybody here may see the same records in the CRM."
_OLD = problems.problem_message(problems.OLD_BUTTON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """The asker is whoever Slack says it was; in a thread each asks with their own rights."""

    answers: Answers
    audience: Audience
    now: Callable[[], datetime]
    show: Callable[[], None]

    async def mentioned(self, heard: Heard) -> Reply:
        """In a channel or one of its threads."""
        question = _MENTION.sub(" ", str(heard.payload.get("text", "")))
        return await self._said(heard, question)

    async def talked(self, heard: Heard) -> Reply:
        """In a direct message."""
        return await self._said(heard, str(heard.payload.get("text", "")))

    async def commanded(self, heard: Heard) -> Reply:
        """`/ask QUESTION`."""
        question = str(heard.payload.get("text") or "")
        if not question.strip():
            return problems.problem_message(problems.NO_QUESTION)
        return drawn.answer_message(await self.ask(heard, question, None), question)

    async def ask(self, heard: Heard, question: str, thread: str | None) -> Answer:
        """What was asked for as a change is shown as a card of its own."""
        moment = moment_at(heard.person, self.now())
        answer = await self.answers.ask(question, heard.person, moment, thread, key=heard.key)
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
        answer = await self.ask(heard, question, _thread(heard))
        return await self._shown(heard, answer, question)

    async def _shown(self, heard: Heard, answer: Answer, question: str = "") -> Reply:
        """Where it was asked, if everybody there may read it; else to who asked."""
        channel, thread = heard.channel or "", _place(heard)
        message = drawn.answer_message(answer, question)
        if await self.audience.may_see(channel, heard.person, heard.client):
            await self._post(heard, channel, thread, message)
            return None
        message = drawn.answer_message(answer, question, _ONLY_YOU)
        await heard.client.chat_postEphemeral(
            channel=channel, user=heard.user_id, thread_ts=thread, **message.payload()
        )
        return None

    async def _post(self, heard: Heard, channel: str, thread: str | None, message: Message) -> None:
        await heard.client.chat_postMessage(channel=channel, thread_ts=thread, **message.payload())


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
