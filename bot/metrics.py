"""Figures for whoever operates this: how the work stands, and how quickly Slack is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, Histogram, ProcessCollector, generate_latest

from bot.domain.lifecycle import ExecutionState
from bot.engine.port import Engine
from storage.executions import Executions

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# Slack gives up after three seconds.
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2, 3)


@dataclass(frozen=True, slots=True)
class _Gauges:
    effects: Gauge
    overdue: Gauge
    engine: Gauge


class Metrics:
    """Counts read from rows are the workspace's, whoever is asked; times are this process's."""

    def __init__(self, executions: Executions, engine: Engine, now: Callable[[], datetime]) -> None:
        self._executions = executions
        self._engine = engine
        self._now = now
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._gauges = _Gauges(
            Gauge("daybreak_effects", "Effects by state.", ["state"], registry=self._registry),
            Gauge(
                "daybreak_effects_overdue_seconds",
                "How long the effect that waits most is overdue.",
                registry=self._registry,
            ),
            Gauge("daybreak_engine_up", "1 if the broker answers.", registry=self._registry),
        )
        self._answers = Histogram(
            "daybreak_slack_answer_seconds",
            "From a call of Slack's to its acknowledgement.",
            buckets=_BUCKETS,
            registry=self._registry,
        )

    def answered(self, seconds: float) -> None:
        self._answers.observe(seconds)

    async def exposition(self) -> bytes:
        """In Prometheus's text format. Raises DatabaseUnavailable."""
        standing = await self._executions.standing(self._now())
        for state in ExecutionState:
            self._gauges.effects.labels(state).set(standing.counts.get(state, 0))
        self._gauges.overdue.set(standing.oldest.total_seconds())
        self._gauges.engine.set(0 if await self._engine.health() else 1)
        return generate_latest(self._registry)
