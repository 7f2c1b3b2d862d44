"""What operators see: /metrics says how the work stands and how quickly Slack is answered."""

from tests.handlers.room import Room


async def test_the_figures_count_effects_and_time_answers(here: Room) -> None:
    await here.says("help")
    answer = await here.http.get("/metrics")
    shown = await answer.text()
    assert answer.status == 200
    assert 'daybreak_effects{state="unknown"} 0.0' in shown
    assert "daybreak_effects_overdue_seconds 0.0" in shown
    assert "daybreak_engine_up 1.0" in shown
    assert "daybreak_slack_answer_seconds_count 1.0" in shown
