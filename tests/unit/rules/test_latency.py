"""How long live mail was on its way: counted for what came live, and for nothing else."""

from datetime import timedelta

import pytest

from services.rules.latency import observe_arrivals
from shared.events import Effects
from shared.metrics import RULES
from tests.unit.rules.letters import threaded
from tests.unit.shared.test_health import HandClock

NAME = "mailweave_arrival_to_ruled_seconds"


def observed() -> tuple[float, float]:
    return RULES.get_sample_value(f"{NAME}_count") or 0.0, RULES.get_sample_value(f"{NAME}_sum") or 0.0


@pytest.mark.parametrize(
    ("effects", "generation", "count"),
    [
        (Effects.ALLOWED, 0, 1),
        (Effects.OBSERVE, 0, 1),
        (Effects.HISTORY, 0, 0),
        (Effects.IMPORT, 0, 0),
        (Effects.REPLAY, 0, 0),
        (None, 0, 0),
        (Effects.ALLOWED, 7, 0),
    ],
)
def test_what_is_counted(effects: Effects | None, generation: int, count: int) -> None:
    event = threaded("one").model_copy(update={"effects": effects})
    clock = HandClock()
    clock.at = (event.fetched_at + timedelta(seconds=3)).timestamp()
    before = observed()
    observe_arrivals([event], clock=clock, generation=generation)
    after = observed()
    assert (after[0] - before[0], after[1] - before[1]) == (count, 3.0 * count)
