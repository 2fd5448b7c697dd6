"""Which faults strike a run: several lanes at once, each with its own after one another."""

import random
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from tests.chaos.plan import Plan
from tests.chaos.run import Run
from tests.chaos.servers import IMAP, KAFKA, POSTGRES, SMTP
from tests.chaos.strikes import After, Broker, Crash, Deadly, Kill, Network, Postgres, Stop, Storm, Strike
from tests.fakes.faults import BlackHole, Cut, Delay, Direction, HalfClose, RateLimit, ResetAfter

KILLED = ("poller", "parser", "threader", "rules", "sender")
CONSUMERS = ("parser", "threader", "rules", "sender")
FAULTS = (
    Delay(0.3),
    RateLimit(20_000),
    Cut(),
    BlackHole(),
    ResetAfter(2_000),
    HalfClose(Direction.TO_SERVER),
    HalfClose(Direction.TO_CLIENT),
)
MOST_TRIES = 3
Lane = Sequence[Strike]


def lanes(plan: Plan) -> Mapping[str, Lane]:
    """The table of faults, in a random order from the seed.

    Each service has a lane of its own, so that no two strikes hurt the same one at once, and the sender's, where each
    waits for the lease of the process that died, holds up nobody. What strikes between them is spread over the run, so
    that something heals and flows before it is struck again.
    """
    rng = random.Random(plan.seed)
    if not plan.has_faults:
        return _shuffled(rng, {"crashes": _crashes(plan, "")})
    deaths: dict[str, list[Strike]] = {service: _crashes(plan, service) for service in KILLED}
    for number in range(plan.kills):
        service = KILLED[number % len(KILLED)]
        deaths[service].append(After(Kill(service), rng.uniform(0, 2 * plan.kill_each_s)))
    moves: list[Strike] = [
        *[Stop(service) for service in KILLED] * plan.stops,
        *[Storm(service) for service in CONSUMERS] * plan.storms,
    ]
    blows: list[Strike] = [
        *[Broker()] * plan.broker_kills,
        *[Postgres()] * plan.postgres_kills,
        *[Deadly()] * plan.deadly,
    ]
    spread = {
        "moves": moves,
        "servers": blows,
        "network before Kafka and PostgreSQL": _network(plan, KAFKA, POSTGRES),
        "network before mail servers": _network(plan, IMAP, SMTP),
    }
    table = {f"deaths of the {service}": strikes for service, strikes in deaths.items()}
    for name, lane in spread.items():
        table[name] = [After(strike, rng.uniform(0, plan.flow_s / len(lane))) for strike in lane]
    return _shuffled(rng, table)


def _crashes(plan: Plan, service: str) -> list[Strike]:
    return [*[Crash(point) for point in plan.crashes if point.startswith(service)] * plan.crash_times]


def _network(plan: Plan, *servers: str) -> list[Strike]:
    return [*[Network(server, fault) for server in servers for fault in FAULTS] * plan.network_times]


def _shuffled(rng: random.Random, table: dict[str, list[Strike]]) -> Mapping[str, Lane]:
    for lane in table.values():
        rng.shuffle(lane)
    return table


def strike_all(run: Run, table: Mapping[str, Lane], threads: ThreadPoolExecutor) -> list[Future[None]]:
    """Every lane in a thread of its own."""
    return [threads.submit(_strike, run, name, lane) for name, lane in table.items()]


def _strike(run: Run, lane_name: str, lane: Lane) -> None:
    """What hits nothing, because the stream or a server stood still just then, is tried again.

    First after the next strike, while there is still a stream; then at the end, when nothing else strikes.
    """
    again: list[Strike] = []
    waiting = deque((strike, False) for strike in lane)
    while waiting and not run.is_over.is_set():
        strike, was_missed = waiting.popleft()
        run.now[lane_name] = f"{strike.name} ({run.struck[lane_name] + 1}/{len(lane)})"
        has_hit = _has_hit(run, strike)
        if not has_hit and waiting and not was_missed:
            waiting.insert(1, (strike, True))
            continue
        again += [] if has_hit else [strike]
        run.struck[lane_name] += 1
    if run.is_over.is_set():
        return
    for strike in again:
        run.now[lane_name] = f"{strike.name} once more"
        any(_has_hit(run, strike) for _ in range(MOST_TRIES))
    run.now.pop(lane_name, None)


def _has_hit(run: Run, strike: Strike) -> bool:
    began = time.time()
    has_hit = strike(run)
    run.spans.append((strike.name, began, time.time()))
    if has_hit:
        run.hits[strike.name] += 1
        return True
    run.tell(f"{strike.name} has hit nothing")
    return False


def share_struck(run: Run, table: Mapping[str, Lane]) -> float:
    """How far the lane is that has most to do yet, 0 to 1."""
    return min((run.struck[name] / len(lane) for name, lane in table.items() if lane), default=1.0)


def missed(run: Run, table: Mapping[str, Lane]) -> Iterator[str]:
    """The faults of the table that did not hit as often as they were to."""
    wanted = Counter(strike.name for lane in table.values() for strike in lane)
    for name, missing in sorted((wanted - run.hits).items()):
        yield f"{name} has hit {wanted[name] - missing} of {wanted[name]} times"
