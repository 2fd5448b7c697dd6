"""Patience with a failing server, in monotonic seconds."""

import pytest

from services.poller.domain.backoff import Backoff
from services.poller.domain.failures import FailureKind

NETWORK = FailureKind.NETWORK
LONGEST_S = 600.0


def after(failures: int, kind: FailureKind = NETWORK, jitter: float = 0.0, longest_s: float = LONGEST_S) -> Backoff:
    backoff = Backoff()
    for _ in range(failures):
        backoff = backoff.failed(kind, now=1000.0, jitter=jitter, longest_s=longest_s)
    return backoff


@pytest.mark.parametrize(
    ("backoff", "delay_s"),
    [
        pytest.param(after(1), 2.0, id="network, once"),
        pytest.param(after(3), 8.0, id="it doubles"),
        pytest.param(after(40, longest_s=15.0), 15.0, id="it ends where it is told to"),
        pytest.param(after(40), LONGEST_S, id="it ends"),
        pytest.param(after(1, FailureKind.AUTH), 60.0, id="a wrong password is not tried again soon"),
        pytest.param(after(1, jitter=1.0), 1.5, id="jitter takes a quarter off"),
    ],
)
def test_delay(backoff: Backoff, delay_s: float) -> None:
    assert backoff.resumes_at() == 1000.0 + delay_s


@pytest.mark.parametrize(
    ("now", "failures"),
    [pytest.param(1010.0, 2, id="ten seconds prove nothing"), pytest.param(1030.0, 0, id="thirty do")],
)
def test_only_proven_survival_resets_it(now: float, failures: int) -> None:
    assert after(2).succeeded(now).failures == failures


def test_without_a_failure_nothing_waits() -> None:
    assert Backoff().resumes_at() == float("-inf")
