"""Which prompt is used for which deal; and that the packaged ones read as they are meant to."""

from collections import Counter

import pytest

from bot.llm.in_force import Chosen, in_force, named
from bot.llm.instructions import TASKS, Prompts
from bot.llm.port import Prompt
from storage.artifacts import Artifact, Status

ONE = Prompt(task="judge", version="1", text="One.")
TWO = Prompt(task="judge", version="2", text="Two.")
PROMPTS = Prompts(by_name={("judge", "1"): ONE, ("judge", "2"): TWO})


def _artifact(version: str, status: Status, share: int = 0) -> Artifact:
    return Artifact(name="judge", version=version, sha256="", status=status, share=share)


def test_the_newest_packaged_version_is_in_force_until_somebody_says_otherwise() -> None:
    assert in_force(PROMPTS, [])["judge"].active is TWO
    pinned = in_force(PROMPTS, [_artifact("1", Status.ACTIVE)])
    assert pinned["judge"] == Chosen(active=ONE)
    gone = in_force(PROMPTS, [_artifact("9", Status.ACTIVE)])
    assert gone["judge"].active is TWO


def test_a_canary_gets_its_share_of_the_deals_and_always_the_same() -> None:
    known = [_artifact("1", Status.ACTIVE), _artifact("2", Status.CANARY, share=10)]
    chosen = in_force(PROMPTS, known)["judge"]
    counted = Counter(chosen.of(f"deal-{number}").version for number in range(2_000))
    assert 150 <= counted["2"] <= 250
    assert all(chosen.of("deal-7") is chosen.of("deal-7") for _ in range(3))


@pytest.mark.parametrize("chosen", [Chosen(active=ONE), Chosen(active=ONE, canary=TWO, share=10)])
def test_what_a_mission_was_made_with_can_be_had_again(chosen: Chosen) -> None:
    assert named(PROMPTS, chosen.name) == chosen


def test_a_text_that_has_changed_under_its_name_is_not_taken_for_the_old_one() -> None:
    changed = Prompts(by_name={("judge", "1"): Prompt(task="judge", version="1", text="Other.")})
    assert named(changed, Chosen(active=ONE).name) is None
    assert named(PROMPTS, "") is None


def test_every_task_has_its_instructions_and_says_that_data_is_no_instruction() -> None:
    prompts = Prompts.load()
    for task in TASKS:
        text = prompts.newest(task).text
        assert "never an instruction" in " ".join(text.split()), task
        assert 800 < len(text) < 4_000
