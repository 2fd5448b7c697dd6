"""How much is planted and what strikes: the run of the CI, the soak, and the small runs of the sabotages."""

from dataclasses import dataclass, replace

from shared.crash import CrashPoint

FLOW_S_A_CRASH = 5.0
"""In a small run: what strikes last must still find mail to strike, also where services are slow to come back."""
CANARIES = (CrashPoint.POLLER_AFTER_CANARY, CrashPoint.POLLER_AFTER_CANARY_SEEN)
"""No account of the chaos sends itself canaries: tests/integration/test_canary.py strikes there."""

SETTLED_S = 40.0
"""What is passed over comes back within the witness's interval and the first attempt at a gap."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`messages` includes `history`, which lies in the mailboxes before their accounts are activated.

    `answered` of the messages (of the history: each) come from addresses that a rule answers; `large` ones are too big
    for a record; `repeated` ones are delivered twice. `requests` are published to `outbound`, every fifth one twice.
    `spoilt` records in each of five topics cannot be read. `crashes` are the crash points struck. `is_alone`: nothing
    else keeps the machine busy, so the run may be timed.
    """

    seed: int
    messages: int
    history: int
    answered: int
    large: int
    repeated: int
    requests: int
    spoilt: int
    flow_s: float
    settled_s: float
    partitions: int = 6
    crashes: tuple[str, ...] = tuple(point for point in CrashPoint if point not in CANARIES)
    crash_times: int = 1
    has_faults: bool = True
    kills: int = 10
    kill_each_s: float = 12.0
    stops: int = 1
    storms: int = 1
    broker_kills: int = 1
    postgres_kills: int = 2
    network_times: int = 1
    deadly: int = 1
    has_replay: bool = True
    is_alone: bool = True
    sabotage: str = ""

    @property
    def arriving(self) -> int:
        """Messages that arrive while the accounts are live."""
        return self.messages - self.history


def whole(seed: int, messages: int, flow_s: float = 120.0) -> Plan:
    """What the CI runs."""
    return Plan(
        seed,
        messages,
        history=messages // 50,
        answered=messages // 10,
        large=8,
        repeated=messages // 100,
        requests=messages // 10,
        spoilt=2,
        flow_s=flow_s,
        settled_s=45.0,
    )


def soak(seed: int, messages: int) -> Plan:
    """What is run by hand before a release."""
    return replace(
        whole(seed, messages, flow_s=2500.0),
        crash_times=20,
        large=40,
        kills=250,
        stops=6,
        storms=6,
        broker_kills=10,
        postgres_kills=20,
        network_times=5,
        deadly=5,
    )


def small(seed: int, messages: int, crashes: tuple[str, ...], sabotage: str = "") -> Plan:
    """What shows in seconds that a broken guarantee is seen."""
    return Plan(
        seed,
        messages,
        history=6,
        answered=12,
        large=1,
        repeated=4,
        requests=10,
        spoilt=1,
        flow_s=3.0 + FLOW_S_A_CRASH * len(crashes),
        settled_s=SETTLED_S if sabotage == "skip_silently" else 5.0,
        partitions=2,
        crashes=crashes,
        has_faults=False,
        deadly=0,
        has_replay=False,
        is_alone=False,
        sabotage=sabotage,
    )
