"""One run from beginning to end: plant, let it flow while faults strike, wait until all is quiet, count, judge."""

import secrets
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from shared.topics import TopicNames
from tests.chaos.boxes import Deliveries, add_account, boxes
from tests.chaos.fleet import Fleet, fleet
from tests.chaos.flow import Flow
from tests.chaos.observe import Progress, observe, progress
from tests.chaos.plan import Plan
from tests.chaos.planting import Planting, history_of, planting
from tests.chaos.replayed import replay
from tests.chaos.servers import Servers
from tests.harness.database import fresh_database, template_database
from tests.harness.installation import Mailweave, installed
from tests.harness.tally import Expected, Observed

Say = Callable[[str], None]
LOOK_EACH_S = 0.5
SAY_EACH_S = 5.0
GIVE_UP_S = 180.0
SETTINGS = {
    "EMAIL_LEASE_TTL_S": "3",
    "EMAIL_SMTP_DATA_TIMEOUT_S": "3",
    "EMAIL_AUTO_REPLY_PER_RECIPIENT_HOUR": "1000000",
    "EMAIL_AUTO_REPLY_PER_THREAD": "1000000",
    "EMAIL_RETRY_BASE_S": "1",
    "EMAIL_MAX_RETRY_ATTEMPTS": "100",
}
"""Time-outs that let a run see a take-over (Kafka's session is 3 s, see installed); caps that are not its subject."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run was to show and what it showed."""

    expected: Expected
    seen: Observed
    faults_hit: int


@dataclass
class Run:
    """A run in progress."""

    plan: Plan
    servers: Servers
    mailweave: Mailweave
    fleet: Fleet
    say: Say
    began: float
    flow: Flow | None = None

    def tell(self, line: str) -> None:
        """One line with the time since the beginning."""
        self.say(f"{time.monotonic() - self.began:6.1f} s  {line}")


def conduct(plan: Plan, servers: Servers, folder: Path, say: Say, main: Callable[[str], list[str]]) -> Outcome:
    """The whole run; `main` gives the module and arguments that a service is started with."""
    name = f"c{secrets.token_hex(3)}"
    with ExitStack() as cleanup:
        template = template_database(servers.endpoints.database_url)
        database_url = cleanup.enter_context(fresh_database(servers.endpoints.database_url, template))
        supervise = fleet(main, {"MAILWEAVE_CRASH_FOLDER": str(crash_folder(folder))})
        mailweave = cleanup.enter_context(
            installed(servers.endpoints, database_url, f"{name}.", folder, supervise, **SETTINGS)
        )
        services = mailweave.installation.supervisor
        assert isinstance(services, Fleet)
        run = Run(plan, servers, mailweave, services, say, time.monotonic())
        run.tell(f"services ready in {folder}")
        return _run(run, name)


def crash_folder(folder: Path) -> Path:
    """Where crash points are armed."""
    place = folder / "crash"
    place.mkdir(parents=True, exist_ok=True)
    return place


def _run(run: Run, name: str) -> Outcome:
    plant = _planted_accounts(run, name)
    assert run.flow is not None
    with ThreadPoolExecutor(max_workers=1) as threads:
        planted = threads.submit(run.flow.plant_all, lambda: False)
        healing_since = _watch(run, planted)
    quiet_at, is_quiet = _until_quiet(run, plant, healing_since)
    seen = replace(observe(run.mailweave, run.servers.sink, frozenset()), lag_zero_after_s=quiet_at - healing_since)
    if run.plan.has_replay and is_quiet:
        run.tell("replaying all of it undisturbed, to compare")
        seen = replay(run.mailweave, run.servers.sink, seen)
    return Outcome(plant.expected, seen, 0)


def _planted_accounts(run: Run, name: str) -> Planting:
    """Boxes with history, a rule that answers, then the accounts; returns what is still to be planted."""
    places = boxes(name)
    deliveries = Deliveries(run.servers, places)
    history = history_of(run.plan, places)
    deliveries.deliver(history)
    run.mailweave.add_auto_reply("@answer.test")
    accounts = [add_account(run.mailweave, run.servers, box) for box in places]
    run.mailweave.until_live(*accounts)
    plant = planting(run.plan, history, places, accounts, TopicNames(run.mailweave.settings.topic_prefix))
    run.flow = Flow(plant, deliveries, run.mailweave.settings.kafka_servers, run.plan.flow_s)
    run.tell(f"{len(accounts)} accounts live, {len(history)} messages of history delivered")
    return plant


def _watch(run: Run, planted: Future[None]) -> float:
    """Tells how it goes until all is planted; returns when that was."""
    while not planted.done():
        wait([planted], SAY_EACH_S)
        run.tell(_how_far(run, progress(run.mailweave)))
    planted.result()
    return time.monotonic()


def _how_far(run: Run, now: Progress | None) -> str:
    delivered = run.flow.delivered if run.flow is not None else 0
    if now is None:
        return f"delivered {delivered}; Kafka or PostgreSQL is away"
    return f"delivered {delivered}, stored {now.stored}, ruled {now.ruled}, sent {now.sent}, open {now.open_sends}"


def _until_quiet(run: Run, plant: Planting, since: float) -> tuple[float, bool]:
    """When everything planted was through; else, when nothing has moved for long. And whether it was."""
    count = len(plant.expected.conversation_of)
    before, moved_at, said_at = None, time.monotonic(), 0.0
    while time.monotonic() - since < GIVE_UP_S:
        now = progress(run.mailweave)
        if now is not None and now.is_idle and now.ruled >= count and now.sent >= len(plant.expected.effects):
            return time.monotonic(), True
        if now != before:
            before, moved_at = now, time.monotonic()
        elif now is not None and now.is_idle and time.monotonic() - moved_at > run.plan.settled_s:
            return moved_at, True
        if time.monotonic() - said_at > SAY_EACH_S:
            said_at = time.monotonic()
            run.tell(_how_far(run, now))
        time.sleep(LOOK_EACH_S)
    return time.monotonic(), False
