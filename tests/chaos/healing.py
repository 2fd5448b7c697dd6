"""After the last fault: how long until every service is ready, and until nothing is behind."""

import time
from dataclasses import dataclass

from tests.chaos.flow import Flow
from tests.chaos.hurt import unready
from tests.chaos.observe import Progress, progress
from tests.chaos.run import Run
from tests.harness.tally import Expected

LOOK_EACH_S = 0.7
SAY_EACH_S = 5.0
GIVE_UP_S = 180.0


@dataclass(frozen=True, slots=True)
class Healing:
    """Seconds after the last fault; `is_quiet` says whether nothing is under way any more."""

    quiet_after_s: float
    ready_after_s: float
    is_quiet: bool


def heal(run: Run, expected: Expected, flow: Flow) -> Healing:
    """Waits until all that was planted is through, or nothing has moved for as long as the plan says."""
    ready_after_s, said_at = None, 0.0
    before, moved_at = None, run.struck_at
    while time.monotonic() - run.struck_at < GIVE_UP_S:
        if ready_after_s is None and not unready(run):
            ready_after_s = time.monotonic() - run.struck_at
        now = progress(run.mailweave)
        if now != before:
            before, moved_at = now, time.monotonic()
        if now is not None and now.is_idle and ready_after_s is not None:
            if _is_complete(now, expected):
                return Healing(time.monotonic() - run.struck_at, ready_after_s, is_quiet=True)
            if time.monotonic() - moved_at > run.plan.settled_s:
                return Healing(moved_at - run.struck_at, ready_after_s, is_quiet=True)
        if time.monotonic() - said_at > SAY_EACH_S:
            said_at = time.monotonic()
            run.tell(f"healing: {how_far(run, flow, now)}")
        time.sleep(LOOK_EACH_S)
    return Healing(GIVE_UP_S, ready_after_s or GIVE_UP_S, is_quiet=False)


def how_far(run: Run, flow: Flow, now: Progress | None) -> str:
    """What strikes at this moment, and how far the stream is."""
    striking = f"; now {', '.join(run.now.values())}; {run.hits.total()} hits" if run.now else ""
    if now is None:
        return f"delivered {flow.delivered}, Kafka or PostgreSQL is away{striking}"
    return (
        f"delivered {flow.delivered}, stored {now.stored}, ruled {now.ruled}, sent {now.sent}, "
        f"open {now.open_sends}{striking}"
    )


def _is_complete(now: Progress, expected: Expected) -> bool:
    return now.ruled >= len(expected.conversation_of) and now.settled >= len(expected.effects)
