"""After the last fault: how long until every service is ready, and until nothing is behind."""

import time
from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass

from tests.chaos.flow import Flow
from tests.chaos.hurt import happens, unready
from tests.chaos.observe import Progress, progress
from tests.chaos.run import Run
from tests.harness.tally import Expected

LOOK_EACH_S = 0.7
SAY_EACH_S = 5.0
GIVE_UP_S = 180.0
COMPARED_WITHIN_S = 90.0
NOT_COMPARED = """
SELECT (SELECT count(*) FROM account LEFT JOIN read_server_witness AS witness ON witness.account_id = account.id
        WHERE looks IS NULL OR looks = 0 OR looked_at <= %s)
     + (SELECT count(*) FROM read_fetch_gap WHERE reason = 'unaccounted' AND closed_at IS NULL)
"""


@dataclass(frozen=True, slots=True)
class Healing:
    """`quiet_after_s`: seconds from the end of the stream and of the faults; `is_quiet`: nothing is under way."""

    quiet_after_s: float
    is_quiet: bool


@dataclass(frozen=True, slots=True)
class Healed:
    """Seconds from the last fault until every instance is ready, and until all mail delivered before it is ruled."""

    ready_s: float
    caught_up_s: float


def healed_after(run: Run, flow: Flow, strikes: Sequence[Future[None]]) -> Healed:
    """Measured while the stream goes on."""
    wait(strikes)
    delivered, began = flow.delivered + run.plan.history, time.monotonic()
    happens(lambda: not unready(run), GIVE_UP_S)
    ready_s = time.monotonic() - began
    happens(lambda: (now := progress(run.mailweave)) is not None and now.ruled >= delivered, GIVE_UP_S)
    return Healed(ready_s, time.monotonic() - began)


def heal(run: Run, expected: Expected, flow: Flow) -> Healing:
    """Waits until all that was planted is through, or nothing has moved for as long as the plan says."""
    began = moved_at = time.monotonic()
    before, said_at = None, began
    while time.monotonic() - began < GIVE_UP_S:
        now = progress(run.mailweave)
        if now != before:
            before, moved_at = now, time.monotonic()
        if now is not None and now.is_idle:
            if _is_complete(now, expected):
                return Healing(time.monotonic() - began, is_quiet=True)
            if time.monotonic() - moved_at > run.plan.settled_s:
                return Healing(moved_at - began, is_quiet=True)
        if time.monotonic() - said_at > SAY_EACH_S:
            said_at = time.monotonic()
            run.tell(f"healing: {how_far(run, flow, now)}")
        time.sleep(LOOK_EACH_S)
    return Healing(GIVE_UP_S, is_quiet=False)


def are_compared(run: Run) -> bool:
    """Whether every server's own list was held against what was read once more, and what that named was fetched."""
    ((now,),) = run.mailweave.rows("SELECT clock_timestamp()")
    return happens(lambda: run.mailweave.rows(NOT_COMPARED, now) == [(0,)], COMPARED_WITHIN_S)


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
