"""One run from beginning to end: plant, let it flow while faults strike, wait until all is quiet, count, judge."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from shared.crash import VARIABLE
from tests.chaos.boxes import Deliveries, add_account, boxes
from tests.chaos.commands import audit, replay
from tests.chaos.fleet import Fleet, fleet
from tests.chaos.flow import Flow
from tests.chaos.healing import are_compared, heal, healed_after, how_far
from tests.chaos.lanes import lanes, missed, share_struck, strike_all
from tests.chaos.observe import observe, progress
from tests.chaos.plan import Plan
from tests.chaos.planting import Planting, history_of, planting, with_spoilt
from tests.chaos.run import Run, Say
from tests.chaos.servers import Servers
from tests.harness.database import fresh_database, template_database
from tests.harness.installation import installed
from tests.harness.stack import delete_topics
from tests.harness.tally import Expected, Observed

SAY_EACH_S = 5.0
OTHER_THREADS = 2
"""The stream, and what measures how soon all is ready again."""
SETTINGS = {
    "EMAIL_LEASE_TTL_S": "3",
    "EMAIL_SMTP_DATA_TIMEOUT_S": "3",
    "EMAIL_SMTP_TIMEOUT_S": "4",
    "EMAIL_SERVER_TIMEOUT_S": "4",
    "EMAIL_SERVER_BACKOFF_MAX_S": "5",
    "EMAIL_GAP_RETRY_S": "1",
    "EMAIL_WITNESS_INTERVAL_S": "10",
    "EMAIL_PUBLISH_TIMEOUT_S": "10",
    "EMAIL_DATABASE_TIMEOUT_S": "5",
    "EMAIL_AUTO_REPLY_PER_RECIPIENT_HOUR": "1000000",
    "EMAIL_AUTO_REPLY_PER_THREAD": "1000000",
    "EMAIL_RETRY_BASE_S": "0.1",
    "EMAIL_MAX_RETRY_ATTEMPTS": "100",
}
"""Time-outs that let a run see a take-over (Kafka's session is 3 s, see installed) and gaps heal; caps that are not its
subject."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run was to show and what it showed."""

    expected: Expected
    seen: Observed
    faults_hit: int


def conduct(plan: Plan, servers: Servers, folder: Path, say: Say, main: Callable[[str], list[str]]) -> Outcome:
    """The whole run; `main` gives the module and arguments that a service is started with."""
    name = f"c{secrets.token_hex(3)}"
    crash_folder = folder / "crash"
    crash_folder.mkdir(parents=True, exist_ok=True)
    settings = SETTINGS | {"EMAIL_TOPIC_PARTITIONS": str(plan.partitions)}
    with ExitStack() as cleanup:
        template = template_database(servers.endpoints.database_url)
        database_url = cleanup.enter_context(fresh_database(servers.endpoints.database_url, template))
        if servers.stack is None:  # it goes on without us, and must not be slowed down by our topics
            cleanup.callback(lambda: asyncio.run(delete_topics(servers.endpoints.kafka_servers, f"{name}.")))
        supervise = fleet(main, lambda given: {VARIABLE: str(crash_folder), **servers.environment(given)})
        mailweave = cleanup.enter_context(
            installed(servers.endpoints, database_url, f"{name}.", folder, supervise, **settings)
        )
        services = mailweave.installation.supervisor
        assert isinstance(services, Fleet)
        return _run(Run(plan, servers, mailweave, services, folder, say), name)


def _run(run: Run, name: str) -> Outcome:
    run.tell(f"services ready in {run.folder}")
    planted, flow = _prepared(run, name)
    table = lanes(run.plan)
    with ThreadPoolExecutor(len(table) + OTHER_THREADS) as threads:  # or lanes and stream would wait for each other
        strikes = strike_all(run, table, threads)
        streaming = threads.submit(flow.plant_all, partial(share_struck, run, table), run.is_over)
        healed = threads.submit(healed_after, run, flow, strikes)
        try:
            _watch(run, flow, [*strikes, streaming, healed])
        finally:
            run.is_over.set()
    run.deliver(run.large)
    expected = replace(with_spoilt(planted.expected, run.spoilt), is_timed=run.plan.is_alone)
    healing = heal(run, expected, flow)
    not_compared = () if are_compared(run) else ("not every server's list was compared in the end",)
    heal(run, expected, flow)  # what the lists have named comes through, too
    seen = observe(run)
    seen = replace(
        seen,
        skipped=(*seen.skipped, *not_compared),
        lag_zero_after_s=healing.quiet_after_s,
        ready_after_s=healed.result().ready_s,
        caught_up_after_s=healed.result().caught_up_s,
    )
    if run.plan.has_replay and healing.is_quiet:
        seen, line = audit(run.mailweave, seen)
        run.tell(f"`mailweave audit`: {line}; now all of it is replayed undisturbed, to compare")
        seen, line = replay(run.mailweave, run.servers.sink, seen)
        run.tell(f"`mailweave replay`: {line}")
    return Outcome(expected, replace(seen, faults_missed=tuple(missed(run, table))), run.hits.total())


def _prepared(run: Run, name: str) -> tuple[Planting, Flow]:
    """Boxes with history, a rule that answers, then the accounts; gives what is still to be planted."""
    places = boxes(name, run.plan.messages)
    deliveries = Deliveries(run.servers, places)
    history = history_of(run.plan, places)
    deliveries.deliver(history)
    run.mailweave.add_auto_reply("@answer.test")
    run.accounts = [add_account(run.mailweave, run.servers, box) for box in places]
    run.mailweave.until_live(*run.accounts)
    plant = planting(run.plan, history, places, run.accounts, run.names)
    run.deliver, run.large = deliveries.deliver, list(plant.large)
    run.tell(f"{len(run.accounts)} accounts live, {len(history)} messages of history delivered")
    return plant, Flow(plant, deliveries, run.mailweave.settings.kafka_servers, run.plan.flow_s)


def _watch(run: Run, flow: Flow, work: Sequence[Future[Any]]) -> None:
    """Tells how it goes until all is planted and all has struck, or one of them broke."""
    while True:
        done, going = wait(work, SAY_EACH_S)
        for each in done:
            each.result()
        if not going:
            return
        if (now := progress(run.mailweave)) is not None:
            flow.ruled = now.ruled
        run.tell(how_far(run, flow, now))
