"""The Slack side put together: who listens, what is drawn for whom, and what delivers it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.answers.weekly import WeeklySummary
from bot.errors import BadSetting
from bot.main import WORKSPACE, Daybreak
from bot.metrics import Metrics
from bot.mission.calendar import DayLimits
from handlers.answers import Questions
from handlers.asks import Asks
from handlers.audience import Audience
from handlers.boundary import Boundary
from handlers.briefs import Briefs
from handlers.commands import Commands
from handlers.decisions import DecisionClicks
from handlers.delivery import Deliverer
from handlers.home import Home
from handlers.identity import Identities
from handlers.leads import LeadClicks
from handlers.missions import MissionClicks
from handlers.pictures import Charts
from handlers.routes import Listeners
from handlers.runs import Runs
from handlers.slack import Slack, bolt_app
from handlers.summaries import Summaries
from handlers.weekly import Weekly
from handlers.wire import Installation, web_client
from handlers.wishes import Wishes
from storage.inbox import Inbox
from storage.slack_people import SlackPeople
from storage.weeklies import Weeklies


@asynccontextmanager
async def speaking(daybreak: Daybreak, now: Callable[[], datetime]) -> AsyncIterator[Slack]:
    """Builds the Slack side; raises BadSetting if a setting that it needs is missing."""
    settings = daybreak.settings
    token = settings.slack_bot_token
    if not token or not (settings.slack_signing_secret or settings.slack_app_token):
        raise BadSetting(
            "Slack needs SLACK_BOT_TOKEN, and SLACK_SIGNING_SECRET or SLACK_APP_TOKEN."
            " Nothing was started. Set them; `daybreak manifest` prints the app to install."
        )
    async with (
        web_client(token, settings.slack_api_url) as client,
        web_client(token, settings.slack_api_url, waits=False) as hasty,
    ):
        installation = Installation(client)
        people = SlackPeople(database=daybreak.database.small, workspace=WORKSPACE)
        identities = Identities(
            known=people,
            people=daybreak.people,
            client=client,
            team=lambda: installation.team_id,
            now=now,
        )
        inbox = Inbox(database=daybreak.database.small, workspace=WORKSPACE)
        listeners = _listeners(daybreak, installation, identities, now)
        boundary = Boundary(identities=identities, inbox=inbox, now=now)
        made = Slack(
            app=bolt_app(client, settings.slack_signing_secret, installation, listeners, boundary),
            installation=installation,
            # Who is limited leaves the message for the next round instead of waiting.
            deliverer=_deliverer(daybreak, hasty, identities, listeners),
            listeners=listeners,
            inbox=inbox,
            metrics=Metrics(daybreak.effects.executions, daybreak.effects.engine, now),
            signing_secret=settings.slack_signing_secret,
            app_token=settings.slack_app_token,
        )
        try:
            yield made
        finally:
            await inbox.finish()


def _briefs(daybreak: Daybreak) -> Briefs:
    return Briefs(
        deliveries=daybreak.deliveries,
        missions=daybreak.missions.store,
        decisions=daybreak.decisions,
        people=daybreak.people,
        deals=daybreak.lookup.deals,
        small=daybreak.services.decisions.approving.approvals.bulk,
    )


def _deliverer(
    daybreak: Daybreak, client: AsyncWebClient, identities: Identities, of: Listeners
) -> Deliverer:
    return Deliverer(
        client=client,
        store=daybreak.deliveries,
        briefs=of.home.briefs,
        draw_home=of.home.draw,
        asks=Asks(cases=daybreak.viewing.cases, people=daybreak.people),
        identities=identities,
        weekly=of.home.weekly,
        charts=of.questions.charts,
    )


def _home(daybreak: Daybreak, weekly: Weekly, now: Callable[[], datetime]) -> Home:
    return Home(
        lookup=daybreak.lookup,
        calendar=daybreak.calendar,
        deliveries=daybreak.deliveries,
        briefs=_briefs(daybreak),
        routing=daybreak.routing,
        weekly=weekly,
        questions=daybreak.services.answers.hearing.questions,
        now=now,
        limits=DayLimits(),
    )


def _weekly(daybreak: Daybreak, audience: Audience, now: Callable[[], datetime]) -> Weekly:
    return Weekly(
        store=Weeklies(database=daybreak.database, workspace=WORKSPACE),
        deliveries=daybreak.deliveries,
        summary=WeeklySummary(answers=daybreak.services.answers, lookup=daybreak.lookup),
        audience=audience,
        now=now,
    )


def _leads(daybreak: Daybreak, home: Home, now: Callable[[], datetime]) -> LeadClicks:
    return LeadClicks(
        proposing=daybreak.proposing,
        routing=daybreak.routing,
        home=home,
        now=now,
        show=daybreak.bell.ring,
    )


def _listeners(
    daybreak: Daybreak,
    installation: Installation,
    identities: Identities,
    now: Callable[[], datetime],
) -> Listeners:
    lookup = daybreak.lookup
    audience = Audience(identities=identities, people=daybreak.people, deals=lookup.deals)
    weekly = _weekly(daybreak, audience, now)
    charts = Charts()
    questions = Questions(
        answers=daybreak.services.answers,
        audience=audience,
        now=now,
        show=daybreak.bell.ring,
        charts=charts,
    )
    clicks = MissionClicks(lookup=lookup)
    runs = Runs(services=daybreak.services, now=now, team=lambda: installation.team_id)
    wishes = Wishes(proposing=daybreak.proposing, lookup=lookup, now=now, show=daybreak.bell.ring)
    home = _home(daybreak, weekly, now)
    return Listeners(
        commands=Commands(lookup=lookup, runs=runs, ask=questions.talked),
        decisions=DecisionClicks(
            decisions=daybreak.services.decisions,
            viewing=daybreak.viewing,
            missions=clicks,
            now=now,
            show=daybreak.bell.ring,
        ),
        home=home,
        leads=_leads(daybreak, home, now),
        missions=clicks,
        questions=questions,
        summaries=Summaries(
            answers=daybreak.services.answers, lookup=lookup, weekly=weekly, charts=charts, now=now
        ),
        runs=runs,
        wishes=wishes,
    )
