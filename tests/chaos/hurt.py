"""What strikes are made of: arming, more instances, waiting."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg
from aiokafka.errors import KafkaError

from services.cli.installation.probe import fault_of
from shared.events.topics import OUTBOUND, PARSED, RAW_FETCHED, THREADED, Topic
from tests.chaos.fleet import claim_in
from tests.chaos.flow import publish_for_certain
from tests.chaos.planting import spoilt_record
from tests.chaos.run import Run
from tests.harness.kafka import Keyed, notes, stream

READS: dict[str, Topic] = {"parser": RAW_FETCHED, "threader": PARSED, "rules": THREADED, "sender": OUTBOUND}
WITHIN_S = 90.0
NO_SUSPECT_WITHIN_S = 60.0
POLL_S = 0.1
# Once the poller has written what came of the last time.
SWITCH = """
UPDATE account SET auto_polling_enabled = NOT auto_polling_enabled, version = version + 1
WHERE id = (SELECT min(id) FROM account WHERE incoming_server <> '') AND auto_polling_enabled = (
    SELECT state <> 'paused' FROM receiving_state WHERE account_id = account.id)
RETURNING id
"""
SWITCH_ON = """
UPDATE account SET auto_polling_enabled = true, version = version + 1
WHERE id = (SELECT min(id) FROM account WHERE incoming_server <> '') RETURNING id
"""
REOPEN = """
INSERT INTO fetch_gap AS known (account_id, folder, uidvalidity, uid, reason, size_bytes, detail, next_try_at)
SELECT account_id, folder, uidvalidity, lower(uids), 'refused', 0, 'planted by a strike', now()
FROM seen_uid ORDER BY random() LIMIT 1
ON CONFLICT (account_id, folder, uidvalidity, uid) DO UPDATE
SET next_try_at = now(), closed_at = NULL, closed_as = NULL, absent_at = NULL
RETURNING uid
"""


def crash_file(run: Run, point: str) -> Path:
    """What arms a crash point; a process that dies there takes it away."""
    return run.folder / "crash" / point


def happens(condition: Callable[[], bool], within_s: float = WITHIN_S) -> bool:
    """Whether it came true in time."""
    until = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(POLL_S)
    return True


def is_ready(run: Run, name: str) -> bool:
    """Whether this instance answers /ready with 200."""
    return not fault_of(run.fleet.ports[name], "/ready")


def unready(run: Run) -> list[str]:
    """The instances that are not ready."""
    return [name for name in run.fleet.running() if not is_ready(run, name)]


def is_suspect(run: Run, service: str) -> bool:
    """Whether a record would be held guilty if this service died now: it was in hand at the last death, or is since.

    The third death in a row sets a record aside, also when each had another cause (shared/kafka/crash_count.py).
    """
    topic = READS.get(service)
    if topic is None:
        return False
    group, name = run.names.group(service, topic), run.names.of(topic)
    try:
        found = asyncio.run(notes(run.mailweave.settings.kafka_servers, group, name))
    except (KafkaError, TimeoutError):
        return True
    return any(note for _, note in found.values())


@contextmanager
def more_instances(run: Run, service: str, count: int) -> Iterator[bool]:
    """So many of this service in all, one after the other; fewer again afterwards. Gives whether all became ready."""
    names: list[str] = []
    claim = claim_in(run.folder)
    were_ready = True
    for _ in range(1, count):
        names.append(run.fleet.add(service, claim))
        were_ready &= happens(partial(is_ready, run, names[-1]))
    try:
        yield were_ready
    finally:
        for name in reversed(names):
            run.fleet.remove(name)


def is_set_aside(run: Run, topic: Topic, record: Keyed) -> bool:
    """Whether these bytes lie among the topic's dead letters."""

    async def look() -> bool:
        letters = stream(run.mailweave.settings.kafka_servers, run.names.dlq_of(topic))
        return any([letter.value == record.value async for letter in letters])

    try:
        return asyncio.run(look())
    except (KafkaError, TimeoutError):
        return False


def plant_gap(run: Run) -> bool:
    """A message that was read is a gap again, so that it is asked for; False while there is none, or no database."""
    try:
        return bool(run.mailweave.rows(REOPEN))
    except psycopg.OperationalError:
        return False


def plant_change(run: Run, *, for_good: bool = False) -> bool:
    """An account's polling is switched off, or on again, which changes its state; False while that cannot be.

    `for_good`: it is switched on.
    """
    try:
        return bool(run.mailweave.rows(SWITCH_ON if for_good else SWITCH))
    except psycopg.OperationalError:
        return False


def plant_spoilt(run: Run, topic: Topic) -> None:
    """One more record that nobody can read."""
    number = len(run.spoilt) + 1
    record = spoilt_record(f"strike {number}", run.plan, topic, run.accounts[number % len(run.accounts)], run.names)
    run.spoilt.append((topic.name, record))
    publish_for_certain(run.mailweave.settings.kafka_servers, [record])
