"""The page as an aiohttp application, to be served on a loopback address of its own."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.errors import DaybreakError
from sandbox.crm_view import CrmView
from sandbox.happenings import Happenings
from sandbox.mail import Mailbox
from sandbox.page.asking import MOST_BYTES, Asked, BadRequest, asked, sentence
from sandbox.page.beside import Beside
from sandbox.page.files import answer, read_files
from sandbox.page.guard import Handler, guarded
from sandbox.page.live import Live
from sandbox.page.talking import READS, WRITES, boot
from sandbox.slack.acting import NotPossible
from sandbox.slack.fields import NoSuchChoice
from sandbox.slack.rules.refusal import Refused
from sandbox.slack.shapes import Json, User
from sandbox.slack.workspace import Workspace

_PROBLEMS = (BadRequest, NotPossible, NoSuchChoice, Refused, DaybreakError, KeyError)
Verb = Callable[[Asked], Awaitable[Json]]


@dataclass(slots=True, kw_only=True)
class Opening:
    """Whom the page opens as, by their user id; as the first person there is if that is nobody."""

    user_id: str = ""


def page_app(
    workspace: Workspace,
    *,
    crm: CrmView | None = None,
    mailbox: Mailbox | None = None,
    opening: Opening | None = None,
    touched: Callable[[], None] | None = None,
) -> web.Application:
    """Serve it on 127.0.0.1 only. Without a CRM or a mailbox their panels are not offered.

    `touched` is called when somebody has changed something that the bot does not hear of.
    """
    live = Live(workspace)
    beside = Beside(
        workspace=workspace,
        live=live,
        happenings=Happenings(workspace, crm, mailbox),
        crm=crm,
        mailbox=mailbox,
        touched=touched,
    )
    if mailbox is not None:
        mailbox.watch(lambda mail: live.announce({"kind": "mail", "subject": mail.subject}))
    app = web.Application(middlewares=[guarded, _explained], client_max_size=MOST_BYTES)
    page = _Page(workspace, live, beside, opening or Opening())
    app.add_routes(page.routes())
    app.on_shutdown.append(page.end)
    return app


@web.middleware
async def _explained(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A problem that the person can do something about becomes a sentence."""
    try:
        return await handler(request)
    except _PROBLEMS as problem:
        # An answer like any other: a browser takes 4xx for a fault of the page and says so.
        return web.json_response({"error": sentence(problem)})


class _Page:
    def __init__(self, workspace: Workspace, live: Live, beside: Beside, opening: Opening) -> None:
        self._workspace, self._live, self._beside = workspace, live, beside
        self._opening = opening
        self._files = read_files()

    def routes(self) -> list[web.RouteDef]:
        reads = [web.get(f"/api/{name}", self._verb(verb)) for name, verb in READS.items()]
        writes = [web.post(f"/api/{name}", self._verb(verb)) for name, verb in WRITES.items()]
        beside = self._beside
        return [
            web.get("/api/boot", self._boot),
            web.get("/api/events", self._events),
            *reads,
            *writes,
            web.get("/api/crm/deals", self._verb(beside.find_deals)),
            web.get("/api/crm/deal/{id:.+}", self._deal),
            web.post("/api/crm/edit", self._verb(beside.edit)),
            web.get("/api/mail", self._mails),
            web.get("/api/mail/{id}", self._mail),
            web.post("/api/clock", self._clock),
            web.get("/api/happenings", self._happenings),
            web.post("/api/happen", self._verb(beside.happen)),
            web.get("/{path:.*}", self._file),
        ]

    async def end(self, _: web.Application) -> None:
        await self._live.close()

    def _verb(self, verb: Verb) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            return web.json_response(await verb(await asked(request, self._workspace)))

        return handle

    async def _boot(self, request: web.Request) -> web.Response:
        """The page opens as whom it was told to be, else as the first person there is."""
        known = self._workspace.state.people
        found = known.user(request.query.get("me", "")) or known.user(self._opening.user_id)
        found = found or self._first()
        return web.json_response(boot(self._workspace, found, self._beside.names))

    def _first(self) -> User:
        people = [one for one in self._workspace.state.people.users if not one.is_bot]
        if not people:
            raise BadRequest("Nobody is in this workspace yet.")
        return people[0]

    async def _events(self, request: web.Request) -> web.StreamResponse:
        who = await asked(request, self._workspace)
        return await self._live.stream(request, who.user)

    async def _deal(self, request: web.Request) -> web.Response:
        return web.json_response(await self._beside.show_deal(request.match_info["id"]))

    async def _mails(self, request: web.Request) -> web.Response:
        return web.json_response(self._beside.list_mails())

    async def _mail(self, request: web.Request) -> web.Response:
        return web.json_response(self._beside.show_mail(request.match_info["id"]))

    async def _clock(self, request: web.Request) -> web.Response:
        return web.json_response(self._beside.move_clock(await asked(request, self._workspace)))

    async def _happenings(self, request: web.Request) -> web.Response:
        return web.json_response(await self._beside.list_happenings())

    async def _file(self, request: web.Request) -> web.Response:
        found = self._files.get(request.match_info["path"])
        if found is None:
            raise web.HTTPNotFound()
        return answer(found, request)
