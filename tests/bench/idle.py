"""A poll that finds nothing new, in a small folder and in a huge one: it must cost the same.

The poller's own code polls over one open connection each, by turns, as it does between two pushes. Counted are the CPU
time of the poller (this process) and of Dovecot's process for that connection, the commands sent, and the wall time.
"""

import asyncio
import contextlib
import imaplib
import os
import statistics
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from services.poller.allowance import allowance_of
from services.poller.app import source_factory
from services.poller.domain.due import NextPoll
from services.poller.domain.failures import AccountHealth, HealthState
from services.poller.imap.source import ImapSource
from services.poller.polling.poll import Poll
from services.poller.store import poll_log
from services.poller.store.accounts import read_login
from services.poller.store.cursors import CursorStore
from shared.postgres.sessions import transaction
from shared.seal import Vault
from tests.bench.corpus.store import Corpus
from tests.bench.failure import BenchError
from tests.bench.ground import Ground
from tests.bench.mailbox import PASSWORD, maildir_name
from tests.bench.results import Figures
from tests.harness.accounts import SECRET_KEY
from tests.harness.dovecot import Dovecot
from tests.integration.poller import Bench, bench_on
from tests.integration.poller_by_hand import Hand, hand_on

SMALL, HUGE = 10, 100_000
POLLS = 300
WARM_UP = 20
LONG_AGO = 1_700_000_000
LINKS_A_FILE = 20_000
"""Below the hard links that one file may have on common file systems."""
FIRST_LOOK_WITHIN_S = 120.0


@dataclass
class Watched:
    """One folder under measurement: what each poll took, in seconds."""

    hand: Hand
    source: ImapSource
    cursors: CursorStore
    server_pid: int
    poller_cpus: list[float] = field(default_factory=list)
    server_cpus: list[float] = field(default_factory=list)
    walls: list[float] = field(default_factory=list)
    commands: int = 0

    async def poll(self) -> None:
        """One poll as the account loop makes it, measured."""
        sent, server_cpu = self.source._session.wire.tagnum, _scheduled_s(self.server_pid)
        cpu, wall = time.process_time(), time.perf_counter()
        what = (self.hand.account, self.source, self.cursors, self.hand.ports)
        allowance = allowance_of(self.hand.account, self.cursors.account)
        poll = Poll(*what, allowance=allowance, limit=50, is_careful=False)
        await poll.run()
        health = AccountHealth(HealthState.OK)
        await poll_log.finish(self.cursors.account, poll.tally, "", health, NextPoll(0.0, 300.0, is_pushed=True))
        self.walls.append(time.perf_counter() - wall)
        self.poller_cpus.append(time.process_time() - cpu)
        self.server_cpus.append(_scheduled_s(self.server_pid) - server_cpu)
        self.commands += self.source._session.wire.tagnum - sent
        if poll.tally.found:
            raise BenchError(f"{poll.tally.found} new messages were found where nothing is new")

    def begin(self) -> None:
        """Forgets the warm-up."""
        self.commands = 0
        for measured in (self.poller_cpus, self.server_cpus, self.walls):
            measured.clear()

    def figures(self) -> Figures:
        """Of one poll: commands on average, times as medians."""
        return {
            "commands": self.commands / len(self.walls),
            "poller_cpu_us": 1e6 * statistics.median(self.poller_cpus),
            "server_cpu_us": 1e6 * statistics.median(self.server_cpus),
            "wall_us": 1e6 * statistics.median(self.walls),
        }


def figures(ground: Ground, corpus: Corpus, _: Figures) -> Figures:
    """The part `idle`; a small corpus gives a smaller huge folder and fewer polls."""
    ground.stop_mailweave()
    huge = min(HUGE, 10 * len(corpus))
    with ground.topic_prefix() as prefix, ground.database() as database_url:
        small_cost, huge_cost = asyncio.run(_measured(ground, database_url, prefix, corpus.paths(), (SMALL, huge)))
    return {
        "idle_poll_ratio_100k_10": _cpu(huge_cost) / _cpu(small_cost),
        "idle_poll_wall_ratio": huge_cost["wall_us"] / small_cost["wall_us"],
        "idle_poll": {str(SMALL): small_cost, str(huge): huge_cost},
    }


def _cpu(cost: Figures) -> float:
    return float(cost["poller_cpu_us"] + cost["server_cpu_us"])


async def _measured(
    ground: Ground, database_url: str, prefix: str, paths: list[Path], sizes: tuple[int, int]
) -> list[Figures]:
    async with contextlib.AsyncExitStack() as entered:
        bench = await entered.enter_async_context(bench_on(ground.stack, database_url, prefix, ground.folder))
        watched, polls = [], min(POLLS, len(paths))
        for size in sizes:
            ground.say(f"idle polls: a folder of {size:,}")
            address = f"idle{size}@bench.test"
            fill(ground.dovecot, address, paths, size)
            watched.append(await entered.enter_async_context(_watching(ground, bench, address)))
        for number in range(WARM_UP + polls):
            if number == WARM_UP:
                for one in watched:
                    one.begin()
            ground.say(f"idle polls: {number} of {WARM_UP + polls}")
            for one in watched if number % 2 else reversed(watched):
                await one.poll()
        return [one.figures() for one in watched]


@contextlib.asynccontextmanager
async def _watching(ground: Ground, bench: Bench, address: str) -> AsyncIterator[Watched]:
    server = ground.dovecot.server
    account_id = bench.add_account(
        address,
        incoming_server=server.host,
        incoming_port=server.imap,
        incoming_use_ssl=False,
        allow_plaintext=True,
        incoming_password=PASSWORD,
        initial_history_days=0,
    )
    async with hand_on(bench, account_id) as hand:
        cursors = CursorStore(hand.leased(await hand.claim()))
        async with transaction(hand.pool) as connection:
            login = await read_login(connection, hand.account, Vault(SECRET_KEY))
        source = source_factory(bench.settings)(hand.account, login, cursors)
        if not isinstance(source, ImapSource):
            raise BenchError("the poller did not choose IMAP for an IMAP account")
        before = _sessions(ground.dovecot)
        await source.open()
        try:
            (pid,) = _sessions(ground.dovecot) - before
            yield Watched(hand, source, cursors, pid)
        finally:
            await source.close()


def fill(dovecot: Dovecot, address: str, paths: list[Path], count: int) -> None:
    """A mailbox of `count` small messages that have all been seen by a client before."""
    dovecot.add_user(address, PASSWORD)
    maildir = dovecot.maildir(address)
    small = sorted(paths, key=lambda path: path.stat().st_size)
    for number in range(count):
        source = maildir / f"message{number // LINKS_A_FILE}"
        if not source.exists():
            source.write_bytes(small[number // LINKS_A_FILE].read_bytes())
            source.chmod(0o644)
            raw = source.read_bytes()
        os.link(source, maildir / "cur" / f"{maildir_name(number, raw)}:2,S")
    os.utime(maildir / "cur", (LONG_AGO, LONG_AGO))  # a folder that changed just now is read again and again
    with imaplib.IMAP4(dovecot.server.host, dovecot.server.imap, timeout=FIRST_LOOK_WITHIN_S) as client:
        client.login(address, PASSWORD)
        _, [found] = client.select("INBOX", readonly=True)
    if int(found or 0) != count:
        raise BenchError(f"Dovecot shows {found!r} messages in a folder of {count}")


def _sessions(dovecot: Dovecot) -> set[int]:
    """The processes that serve a logged-in client."""
    children = psutil.Process(dovecot.pid).children(recursive=True)
    return {child.pid for child in children if child.name() == "imap"}


def _scheduled_s(pid: int) -> float:
    """Time on a CPU to the nanosecond; a poll takes less than the tick that CPU times are counted in."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
