"""Slack's side of the wire, strict and in memory: for the demo, for tests, for trials.

async with running(workspace) as address:
    ...  # point the bot's SLACK_API_URL at address.api_url
    await workspace.as_("dana").says("hello").sees("Good morning")
"""

from sandbox.slack.acting import NotPossible
from sandbox.slack.app import App, Command
from sandbox.slack.clock import Clock
from sandbox.slack.faults import Fault, Faults, Trouble
from sandbox.slack.journey import Actor
from sandbox.slack.server import Address, application, running
from sandbox.slack.shapes import Guest, Team
from sandbox.slack.transport import signed
from sandbox.slack.workspace import Workspace

__all__ = [
    "Actor",
    "Address",
    "App",
    "Clock",
    "Command",
    "Fault",
    "Faults",
    "Guest",
    "NotPossible",
    "Team",
    "Trouble",
    "Workspace",
    "application",
    "running",
    "signed",
]
