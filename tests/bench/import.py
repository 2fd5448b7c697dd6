# ruff: noqa: N999  (the name of the command)
"""What an import does to live mail: `python -m tests.bench.import --messages 100000` (no part of `make bench`).

Live messages arrive in a steady stream, first alone, then while a folder of so many messages is imported for the same
account. Printed are the rate of the import and how long a live message takes to `ruled` without and while it runs.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shared.events.topics import RULED, TopicNames
from tests.bench.corpus.store import corpus
from tests.bench.ground import Ground, ground
from tests.bench.latency import quantile
from tests.bench.mailbox import maildir_name
from tests.bench.main import BUILD
from tests.bench.progress import Progress
from tests.bench.receiving import add_account
from tests.harness.kafka import read_all
from tests.harness.wait import eventually_sync

ADDRESS = "live@import.test"
FOLDER = "Archive"
ALONE = 200
EACH_S = 0.1
MOST_S_MORE = 2.0
LIVE = b"From: a@live.test\nTo: live@import.test\nSubject: live %d\nMessage-ID: <%d@live.test>\n\nlive\n"
STATE = "SELECT state, extract(epoch FROM finished_at - started_at)::float8 FROM import_job WHERE import_id = %s"
RULED_LIVE = """
SELECT count(*) FROM message JOIN rule_run USING (mail_id) WHERE message.message_id LIKE '%%@live.test'
"""


def main() -> int:
    """1 when live mail takes over two seconds more at p95 while history comes in."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.import", description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000, help="size of the folder that is imported")
    asked = parser.parse_args()
    progress = Progress()
    progress.keep(f"corpus of {asked.messages:,} messages")
    paths = corpus(BUILD, 1, asked.messages).paths()
    with ground(BUILD, progress) as standing:
        account_id = add_account(standing, ADDRESS)
        standing.mailweave.until_live(account_id)
        progress.keep("filling the folder")
        _filled(standing, paths)
        stream = Stream(standing)
        for _ in range(ALONE):
            stream.next_one("alone")
        stream.until_ruled()
        import_s = _imported(standing, account_id, stream, progress)
        stream.until_ruled()
        alone, beside = stream.latencies()
    print(f"imported {len(paths):,} messages in {import_s:.0f} s: {len(paths) / import_s:.0f} a second")
    for name, found in (("without", alone), ("while importing", beside)):
        p50, p95 = quantile(found, 50), quantile(found, 95)
        print(f"live mail to ruled {name}: p50 {p50:.3f} s, p95 {p95:.3f} s, {len(found)} messages")
    more_s = quantile(beside, 95) - quantile(alone, 95)
    print(f"p95: {more_s:+.3f} s (target: at most +{MOST_S_MORE:g} s)")
    return int(more_s > MOST_S_MORE)


class Stream:
    """Live messages, one after the other, each with when it arrived."""

    def __init__(self, standing: Ground) -> None:
        self._standing = standing
        self._arrived: dict[str, list[float]] = {"alone": [], "beside": []}
        self._names: dict[str, list[str]] = {"alone": [], "beside": []}
        self._began = time.monotonic()
        self.count = 0

    def next_one(self, when: str) -> None:
        """The next one, in its time."""
        time.sleep(max(0.0, self._began + self.count * EACH_S - time.monotonic()))
        self._names[when].append(f"{self.count}@live.test")
        self._arrived[when].append(time.time())
        self._standing.dovecot.deliver(ADDRESS, LIVE % (self.count, self.count))
        self.count += 1

    def until_ruled(self) -> None:
        """Until all that arrived are."""
        rows = self._standing.mailweave.rows
        eventually_sync(lambda: rows(RULED_LIVE) == [(self.count,)], deadline_s=120, what="live mail ruled")

    def latencies(self) -> tuple[list[float], list[float]]:
        """Ascending: those without, those beside the import."""
        ruled_at = asyncio.run(_ruled_at(self._standing))
        found = [
            sorted(ruled_at[name] - at for name, at in zip(self._names[when], self._arrived[when], strict=True))
            for when in ("alone", "beside")
        ]
        return found[0], found[1]


def _filled(standing: Ground, paths: list[Path]) -> None:
    """As mail that lay there for a year; INTERNALDATE is the file's time."""
    maildir = standing.dovecot.maildir(ADDRESS, FOLDER)
    arrived_s = (datetime.now(UTC) - timedelta(days=365)).timestamp()
    for number, path in enumerate(paths):
        raw = path.read_bytes()
        target = maildir / "new" / maildir_name(number, raw)
        target.write_bytes(raw)
        standing.dovecot.give(target)
        os.utime(target, (arrived_s + number, arrived_s + number))


def _imported(standing: Ground, account_id: int, stream: Stream, progress: Progress) -> float:
    since = (datetime.now(UTC) - timedelta(days=400)).date().isoformat()
    asked = {"account_id": account_id, "since": since, "folders": [FOLDER]}
    import_id = standing.mailweave.post("/imports/", asked)["import_id"]
    while True:
        stream.next_one("beside")
        rows = standing.mailweave.rows(STATE, import_id)
        progress(f"importing, {stream.count} live messages; {rows}")
        if rows and rows[0][0] not in ("waiting", "running"):
            return float(rows[0][1])


async def _ruled_at(standing: Ground) -> Mapping[str, float]:
    settings = standing.mailweave.settings
    found: dict[str, float] = {}
    for record in await read_all(settings.kafka_servers, TopicNames(settings.topic_prefix).of(RULED)):
        found.setdefault(str(json.loads(record.value or b"{}").get("message_id")), record.timestamp / 1000)
    return found


if __name__ == "__main__":
    sys.exit(main())
