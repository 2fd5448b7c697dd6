"""One state follows from what the loop knows."""

from dataclasses import replace

import pytest

from services.poller.domain.failures import AccountHealth, Failure, FailureKind, HealthState
from services.poller.domain.standing import Facts, ReceivingState, Standing, standing

NOW, SLOW_POLL_S = 1000.0, 30.0
WELL = Facts(proved_at=NOW - 100, proved_for_s=600, health=AccountHealth(HealthState.OK), took_s=1)
REFUSED = Failure(FailureKind.AUTH, "it refused the login", "correct the password")
ASKED_TO_WAIT = Failure(FailureKind.QUOTA, "it asks to wait", "Mailweave waits")
UNREACHABLE = Failure(FailureKind.NETWORK, "it cannot be reached", "check the network")


def failed(failure: Failure, state: HealthState) -> Facts:
    return replace(WELL, failure=failure, health=AccountHealth(state, failure.kind, ""), retry_at=NOW + 60)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(WELL, ("ok", None), id="well"),
        pytest.param(replace(WELL, health=None), None, id="no poll has ended: nothing is known"),
        pytest.param(replace(WELL, took_s=31), ("slow", None), id="a slow poll"),
        pytest.param(replace(WELL, took_s=59, messages=1), ("ok", None), id="a long poll with a message"),
        pytest.param(replace(WELL, proved_at=NOW - 600), ("slow", None), id="the proof is too old"),
        pytest.param(replace(WELL, proved_at=NOW - 599), ("ok", None), id="the proof is nearly too old"),
        pytest.param(replace(WELL, doubt=UNREACHABLE), ("slow", "network"), id="the open connection is deaf"),
        pytest.param(replace(WELL, missing=UNREACHABLE), ("slow", "network"), id="a canary was not seen"),
        pytest.param(replace(WELL, unlooked=REFUSED), ("slow", "auth"), id="a fresh login is refused"),
        pytest.param(failed(ASKED_TO_WAIT, HealthState.DEGRADED), ("waiting", "quota"), id="asked to wait"),
        pytest.param(failed(ASKED_TO_WAIT, HealthState.FAILING), ("failing", "quota"), id="asked to wait for ever"),
        pytest.param(failed(UNREACHABLE, HealthState.DEGRADED), ("slow", "network"), id="not reached once"),
        pytest.param(failed(UNREACHABLE, HealthState.FAILING), ("failing", "network"), id="not reached again"),
        pytest.param(failed(REFUSED, HealthState.FAILING), ("failing", "auth"), id="refused"),
        pytest.param(replace(WELL, held_back="behind"), ("backpressure", None), id="held back"),
        pytest.param(
            replace(failed(REFUSED, HealthState.FAILING), held_back="behind"),
            ("failing", "auth"),
            id="what a person has to mend comes before backpressure",
        ),
        pytest.param(
            replace(failed(REFUSED, HealthState.FAILING), paused="off"), ("paused", None), id="a person's wish is first"
        ),
    ],
)
def test_the_state(facts: Facts, expected: tuple[str, str | None] | None) -> None:
    found = standing(facts, SLOW_POLL_S, NOW)
    assert (None if found is None else (found.state, found.kind)) == expected


def test_a_failure_says_why_and_when_it_is_tried_again() -> None:
    reason = "it refused the login: correct the password"
    expected = Standing(ReceivingState.FAILING, FailureKind.AUTH, reason, NOW + 60)
    assert standing(failed(REFUSED, HealthState.FAILING), SLOW_POLL_S, NOW) == expected
