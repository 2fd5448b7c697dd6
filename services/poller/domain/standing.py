"""What an account's loop knows, and the one state that follows from it."""

from dataclasses import dataclass
from enum import StrEnum

from services.poller.domain.failures import AccountHealth, Failure, FailureKind, HealthState

NEVER = float("inf")
SLOW = "its server is slow: the last poll took {took:.0f} s; tell its operator if it goes on"
UNPROVEN = "nothing has shown for {unproven:.0f} s that new mail would be seen; Mailweave looks again by itself"
PAUSED = "automatic polling is off: it is polled when somebody asks for it"


class ReceivingState(StrEnum):
    """How receiving stands: `slow` comes late, `waiting` was asked to wait, `failing` needs somebody or goes on.

    `paused`: by a person; `backpressure`: until the parser has caught up.
    """

    OK = "ok"
    SLOW = "slow"
    WAITING = "waiting"
    FAILING = "failing"
    PAUSED = "paused"
    BACKPRESSURE = "backpressure"


@dataclass(frozen=True, slots=True)
class Facts:
    """Moments in monotonic seconds. `health` and `failure` are the last poll's, None before one has ended.

    `proved_at`: when it was last shown that new mail would be seen, or when watching began, which is believed for
    `proved_for_s`; `doubt`: what a fresh connection has shown against it since; `unlooked`: why there is none.
    `missing`: a canary that was sent and not seen. `held_back`: why nothing is fetched. `paused`: why nobody wants its
    mail. `remark`: what to know of its server.
    """

    proved_at: float
    proved_for_s: float
    health: AccountHealth | None = None
    failure: Failure | None = None
    retry_at: float | None = None
    took_s: float = 0.0
    messages: int = 0
    doubt: Failure | None = None
    unlooked: Failure | None = None
    missing: Failure | None = None
    held_back: str = ""
    paused: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One state with its kind and reason; `retry_at` is when the next try is due, None where nothing is to be tried."""

    state: ReceivingState
    kind: FailureKind | None = None
    reason: str = ""
    retry_at: float | None = None


def standing(facts: Facts, slow_poll_s: float, now: float) -> Standing | None:
    """The state; None while nothing is known yet. A person's wish comes first, then what a person has to mend.

    `slow_poll_s`: what a poll may take, for each message and once more.
    """
    if facts.paused:
        return Standing(ReceivingState.PAUSED, reason=facts.paused)
    if facts.failure is not None and facts.health is not None:
        state = _failed(facts.failure.kind, facts.health.state)
        return Standing(state, facts.failure.kind, _reason(facts.failure), facts.retry_at)
    if facts.held_back:
        return Standing(ReceivingState.BACKPRESSURE, reason=facts.held_back)
    if facts.health is None:
        return None
    if (doubt := facts.doubt or facts.missing or facts.unlooked) is not None:
        return Standing(ReceivingState.SLOW, doubt.kind, _reason(doubt))
    if facts.took_s > slow_poll_s * (1 + facts.messages):
        return Standing(ReceivingState.SLOW, reason=SLOW.format(took=facts.took_s))
    if now >= doubtful_at(facts):
        return Standing(ReceivingState.SLOW, reason=UNPROVEN.format(unproven=facts.proved_for_s))
    return Standing(ReceivingState.OK, reason=facts.remark)


def doubtful_at(facts: Facts) -> float:
    """When the last proof is too old."""
    return facts.proved_at + facts.proved_for_s


def _failed(kind: FailureKind, health: HealthState) -> ReceivingState:
    if health is HealthState.FAILING:
        return ReceivingState.FAILING
    return ReceivingState.WAITING if kind is FailureKind.QUOTA else ReceivingState.SLOW


def _reason(failure: Failure) -> str:
    return f"{failure.happened}: {failure.next_step}"
