"""Which faults strike a run: several lanes at once, each with its own after one another."""

import random
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from tests.chaos.plan import Plan
from tests.chaos.run import Run
from tests.chaos.servers import IMAP, KAFKA, POSTGRES, SMTP
from tests.chaos.strikes import Broker, Crash, Deadly, Kill, Network, Postgres, Stop, Storm, Strike
from tests.fakes.faults import BlackHole, Cut, Delay, Direction, HalfClose, RateLimit, ResetAfter

KILLED = ("poller", "parser", "threader", "rules", "sender")
CONSUMERS = ("parser", "threader", "rules", "sender")
PROXIED = (KAFKA, POSTGRES, IMAP, SMTP)
FAULTS = (
    Delay(0.3),
    RateLimit(20_000),
    Cut(),
    BlackHole(),
    ResetAfter(2_000),
    HalfClose(Direction.TO_SERVER),
    HalfClose(Direction.TO_CLIENT),
)
Lane = Sequence[Strike]


def lanes(plan: Plan) -> Mapping[str, Lane]:
    """The table of faults, in a random order from the seed."""
    rng = random.Random(plan.seed)
    crashes: list[Strike] = [Crash(point) for point in plan.crashes for _ in range(plan.crash_times)]
    if not plan.has_faults:
        return {"crashes": crashes}
    sender: list[Strike] = [strike for strike in crashes if strike.name.startswith("crash sender.")]
    others: list[Strike] = [strike for strike in crashes if strike not in sender]
    kills: list[Strike] = [
        Kill(KILLED[number % len(KILLED)], rng.uniform(0, 2 * plan.kill_each_s)) for number in range(plan.kills)
    ]
    moves: list[Strike] = [
        *[Stop(service) for service in KILLED] * plan.stops,
        *[Storm(service) for service in CONSUMERS] * plan.storms,
    ]
    servers: list[Strike] = [*[Broker()] * plan.broker_kills, *[Postgres()] * plan.postgres_kills]
    servers += [Deadly(number) for number in range(plan.deadly)]
    network: list[Strike] = [
        Network(server, fault) for server in PROXIED for fault in FAULTS for _ in range(plan.network_times)
    ]
    table = {
        "crashes": others,
        "crashes of the sender": sender,  # slow ones: each waits for the lease of the process that died
        "kills": kills,
        "moves": moves,
        "servers": servers,
        "network": network,
    }
    for lane in table.values():
        rng.shuffle(lane)
    return table


def strike_all(run: Run, table: Mapping[str, Lane], threads: ThreadPoolExecutor) -> list[Future[None]]:
    """Every lane in a thread of its own."""
    return [threads.submit(_strike, run, name, lane) for name, lane in table.items()]


def _strike(run: Run, lane_name: str, lane: Lane) -> None:
    """What hits nothing, because the stream stood still just then, is tried once more at the end."""
    again: list[Strike] = []
    for number, strike in enumerate(lane, start=1):
        run.now[lane_name] = f"{strike.name} ({number}/{len(lane)})"
        again += [] if _has_hit(run, strike) else [strike]
        run.struck[lane_name] += 1
    for strike in again:
        run.now[lane_name] = f"{strike.name} once more"
        _has_hit(run, strike)
    run.now.pop(lane_name, None)


def _has_hit(run: Run, strike: Strike) -> bool:
    if strike(run):
        run.hits[strike.name] += 1
        return True
    run.tell(f"{strike.name} has hit nothing")
    return False


def share_struck(run: Run, table: Mapping[str, Lane]) -> float:
    """How far the lane is that has most to do yet, 0 to 1."""
    return min((run.struck[name] / len(lane) for name, lane in table.items() if lane), default=1.0)


def missed(run: Run, table: Mapping[str, Lane]) -> Iterator[str]:
    """The faults of the table that never hit anything."""
    for name in sorted({strike.name for lane in table.values() for strike in lane}):
        if not run.hits[name]:
            yield name
