"""No action but a clean-up: deals that are dead, said plainly or between the lines."""

from collections.abc import Callable

from sandbox.year.model import Story
from sandbox.year.script import Script
from sandbox.year.stories.kinds import EVERYWHERE, FINE, LATE, MIDDLE, Kind, told


def over(key: str, line: str, reasons: tuple[str, ...] = ("dead",)) -> Callable[[Script], Story]:
    def write(s: Script) -> Story:
        s.open("subject.end")
        if s.rng.random() < 0.5:
            s.rep(s.time.ago(12, 14), "out.nudge")
        day = s.buyer(s.time.ago(2, 9), key)
        return told(s, FINE, reasons, line, dates=(day,))

    return write


def go_away(s: Script) -> Story:
    s.plan.consent = "withdrawn"
    s.plan.tags.append("opted_out")
    s.open("subject.end")
    s.rep(s.time.ago(16, 20), "out.nudge")
    s.rep(s.time.ago(10, 12), "out.nudge")
    day = s.buyer(s.time.ago(3, 8), "dead.go_away")
    return told(
        s, FINE, ("dead", "disqualified"), "The buyer wants no further contact.", dates=(day,)
    )


KINDS = (
    Kind(
        name="dead_competitor", write=over("dead.competitor", "They bought elsewhere."),
        stages=LATE, languages=EVERYWHERE,
    ),
    Kind(
        name="dead_project", write=over("dead.project", "The project was cancelled."),
        stages=MIDDLE, languages=EVERYWHERE,
    ),
    Kind(
        name="dead_indirect", write=over("dead.indirect", "A refusal without the word no."),
        stages=MIDDLE, languages=EVERYWHERE,
    ),
    Kind(
        name="dead_company", alone=True, stages=MIDDLE,
        write=over("dead.company", "The firm closes.", ("dead", "disqualified")),
    ),
    Kind(name="dead_go_away", write=go_away, stages=MIDDLE),
)  # fmt: skip
