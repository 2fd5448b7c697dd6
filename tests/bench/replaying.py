"""`mailweave replay --into`: history through the same code again, from Kafka, without a mail being sent."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

import psycopg

from tests.bench.corpus.store import Corpus
from tests.bench.failure import BenchError
from tests.bench.ground import Connection, Ground
from tests.bench.results import Figures

SCHEMA = "bench_again"
WITHIN_S = 200.0
STOPS_WITHIN_S = 110.0
LOOK_EACH_S = 0.05
STORED = "SELECT count(*) FROM bench_again.message"
RULED = "SELECT count(*) FROM bench_again.rule_run"
SENDS = "SELECT count(*) FROM core.send"


@dataclass(frozen=True, slots=True)
class Replayed:
    """`messages_s` begins with the first stored message, as the live rate begins when the services run already."""

    messages_s: float
    whole_s: float
    mails_sent: int


def figures(ground: Ground, _: Corpus, before: Figures) -> Figures:
    """The part `replay`: of all that this run's Mailweave has received until now."""
    if before.get("ruled_msg_s") is None:
        raise BenchError("there is nothing to replay and to compare with: run the part e2e too")
    with ground.connection() as connection:
        replayed = _replay(ground, connection)
    return {
        "replay_msg_s": replayed.messages_s,
        "replay_with_start_s": replayed.whole_s,
        "replay_mails_sent": replayed.mails_sent,
    }


def _replay(ground: Ground, connection: Connection) -> Replayed:
    received, sends = ground.sink.received(), _count(connection, SENDS)
    argv = [sys.executable, "-m", "services.cli", "replay", "--topic", "raw.fetched", "--into", SCHEMA]
    environment = {**os.environ, **ground.mailweave.environment}
    log = ground.build / "replay.log"
    began = time.monotonic()
    with log.open("wb") as said:
        process = subprocess.Popen(argv, env=environment, stdout=said, stderr=subprocess.STDOUT)
        try:
            first, messages, ended = _watched(ground, connection, process, began)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)  # then it stops its services
            process.wait(STOPS_WITHIN_S)
    if process.returncode != 0:
        raise BenchError(f"mailweave replay ended with {process.returncode}; see {log}")
    effects = _count(connection, SENDS) - sends + ground.sink.received() - received
    return Replayed(messages / (ended - first), ended - began, effects)


def _watched(
    ground: Ground, connection: Connection, process: "subprocess.Popen[bytes]", began: float
) -> tuple[float, int, float]:
    """When the first message was stored, how many were ruled in the end, and when the last one was."""
    first = moved_at = 0.0
    ruled = 0
    while process.poll() is None:
        now = time.monotonic()
        if not first and _count(connection, STORED):
            first = now
        if first and (found := _count(connection, RULED)) > ruled:
            ruled, moved_at = found, now
        if now - began > WITHIN_S:
            raise BenchError(f"the replay was not done after {WITHIN_S:.0f} s; see {ground.build}/replay.log")
        ground.say(f"replay: {ruled} ruled")
        time.sleep(LOOK_EACH_S if not first else 2 * LOOK_EACH_S)
    return first, ruled or 0, max(moved_at, first + LOOK_EACH_S)


def _count(connection: Connection, query: str) -> int:
    """0 while the table does not exist yet."""
    try:
        [(count,)] = connection.execute(query.encode()).fetchall()
    except (psycopg.errors.InvalidSchemaName, psycopg.errors.UndefinedTable):
        return 0
    return int(count)
