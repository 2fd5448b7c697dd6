"""One stage after the other by one, two and three processes: how far it scales over processes, and what stops it.

What they work on is mail of many accounts: one account is one partition behind the parser. They have an installation of
their own in it. Each count is a generation, as of a replay: the parser reads all that was received, then the threader
what the parser wrote, then the rules.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass

from services.cli.installation.supervisor import Supervisor
from services.cli.installation.topics import apply_topics
from services.cli.replay.progress import Watch, next_generation, watch
from services.cli.replay.run import environment_of
from shared.events.topics import PARSED, RAW_FETCHED, THREADED, Topic
from shared.postgres.migrate import migrate_projections
from shared.service.ports import Ports
from tests.bench.corpus.store import Corpus
from tests.bench.failure import BenchError
from tests.bench.ground import Ground
from tests.bench.mailbox import Waiting
from tests.bench.receiving import add_account
from tests.bench.results import Figures
from tests.bench.usage import Meter, Tree

ACCOUNTS = 24
COUNTS = (1, 2, 3)
LEAST_TO_DIVIDE = 1000
"""With fewer messages starting takes all the time: then up to two processes only."""
STAGES: tuple[tuple[str, Topic], ...] = (("parser", RAW_FETCHED), ("threader", PARSED), ("rules", THREADED))
SERVERS = ("kafka", "postgres")
LOOK_EACH_S = 0.05
STILL_WITHIN_S = 90.0
RECEIVED_WITHIN_S = 200.0
RULED = "SELECT count(*) FROM rule_run"


@dataclass(frozen=True, slots=True)
class Scaled:
    """One stage by so many processes: its rate, and how many cores it, Kafka and PostgreSQL kept busy meanwhile.

    Where all was in the first commits there is no rate: None.
    """

    messages_s: float | None
    own_cores: float
    kafka_cores: float
    postgres_cores: float


def figures(ground: Ground, corpus: Corpus, _: Figures) -> Figures:
    """The part `scaling`: `scaling` by stage and count of processes."""
    ground.stop_mailweave()
    _receive(ground, corpus)
    found: dict[str, Figures] = {stage: {} for stage, _ in STAGES}
    for count in COUNTS if len(corpus) >= LEAST_TO_DIVIDE else COUNTS[:2]:
        for stage, scaled in _by(ground, count):
            found[stage][str(count)] = asdict(scaled)
    return {"scaling": found}


def _receive(ground: Ground, corpus: Corpus) -> None:
    """All of it, divided among the accounts."""
    paths = corpus.paths()
    addresses = [f"scaling{number}@bench.test" for number in range(ACCOUNTS)]
    waiting = [Waiting(ground.dovecot, address, paths[number::ACCOUNTS]) for number, address in enumerate(addresses)]
    ground.mailweave.until_live(*[add_account(ground, address) for address in addresses])
    for each in waiting:
        each.arrive()
    with ground.connection() as connection:
        until = time.monotonic() + RECEIVED_WITHIN_S
        while connection.execute(RULED.encode()).fetchall() != [(len(paths),)]:
            if time.monotonic() > until:
                raise BenchError(f"{len(paths)} messages were not ruled within {RECEIVED_WITHIN_S:.0f} s")
            time.sleep(1)


def _by(ground: Ground, count: int) -> Iterator[tuple[str, Scaled]]:
    settings, schema = ground.mailweave.settings, f"bench_by_{count}"
    generation = asyncio.run(next_generation(settings))
    migrate_projections(settings.migration_url, schema)
    asyncio.run(apply_topics(settings, generation))
    environment = {**ground.mailweave.environment, **environment_of(settings, schema, generation)}
    for stage, topic in STAGES:
        ground.say(f"scaling: {stage} by {count}")
        with _processes(ground, environment, stage, count) as supervisors:
            yield stage, asyncio.run(_measured(ground, generation, supervisors, stage, topic))


@contextmanager
def _processes(ground: Ground, environment: dict[str, str], stage: str, count: int) -> Iterator[list[Supervisor]]:
    with ExitStack() as entered:
        supervisors = []
        for number in range(count):
            folder = ground.folder / f"scaling-{stage}-{count}-{number}"
            folder.mkdir()
            ports = {stage: Ports(folder).claim(f"{stage}_http")}
            supervisors.append(Supervisor(folder, environment, ports, ground.say, (stage,)))
            entered.callback(supervisors[-1].stop)
        yield supervisors


async def _measured(ground: Ground, generation: int, supervisors: list[Supervisor], stage: str, topic: Topic) -> Scaled:
    """From the first commit, when all have started, to the last."""
    async with watch(ground.mailweave.settings, generation) as looking:
        for supervisor in supervisors:
            supervisor.tick()
        first = await _moved(looking, stage, topic, 0)
        own = {f"{stage} {place}": Tree(each.child(stage).pid) for place, each in enumerate(supervisors)}
        trees = ground.trees()
        meter, began = Meter({**own, **{name: trees[name] for name in SERVERS}}), time.monotonic()
        done = first
        while (step := await looking.step(stage, topic)).done < step.total:
            done = await _moved(looking, stage, topic, done)
        took_s = time.monotonic() - began
    cores = {name: used.cpu_s / took_s for name, used in meter.used().items()}
    rate = (step.total - first) / took_s if step.total > first else None
    return Scaled(rate, sum(cores[name] for name in own), *(cores[name] for name in SERVERS))


async def _moved(looking: Watch, stage: str, topic: Topic, before: int) -> int:
    """How much is done, as soon as it is more than before."""
    until = time.monotonic() + STILL_WITHIN_S
    while time.monotonic() < until:
        step = await looking.step(stage, topic)
        if step.done > before:
            return step.done
        await asyncio.sleep(LOOK_EACH_S)
    raise BenchError(f"the {stage} stands at {before} records of {topic.name} for {STILL_WITHIN_S:.0f} s")
