"""Many IMAP accounts that wait for mail (IDLE over TLS) in one poller process: what each costs, and how late mail is.

Dovecot keeps news of a folder back for up to half a second (decision 29). So an account that gets mail is watched by an
IDLE connection of ours too: `late` is from the moment that this one is told to the record on `raw.fetched`.
"""

import asyncio
import contextlib
import hashlib
import imaplib
import json
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from shared.events.topics import RAW_FETCHED, TopicNames
from shared.events.wire import FETCHED_HEADER
from tests.bench.corpus.store import Corpus
from tests.bench.ground import Ground
from tests.bench.latency import quantile
from tests.bench.mailbox import PASSWORD
from tests.bench.results import Figures
from tests.bench.usage import Tree, children_by_parent
from tests.harness.dovecot import Dovecot
from tests.harness.kafka import read_all
from tests.harness.wait import eventually_sync

SIZES = (10, 100, 300, 1000)
"""The first is the base that the others are held against."""
RESTS_S = 20.0
SETTLED_S = 5.0
ARRIVALS = 40
WATCHED = 20
"""Only they get mail, and their sessions begin first: Linux lets one user have 128 inotify instances, of which Dovecot
wants one a session, and a session without one looks into its folder each half minute."""
LIVE = "SELECT count(*) FROM read_account_health WHERE is_live"
LIVE_WITHIN_S = 120.0
TOLD_WITHIN_S = 30.0


@dataclass(frozen=True, slots=True)
class Cost:
    """What the poller holds and does while nothing comes."""

    accounts: int
    rss_bytes: int
    cpu_share: float

    def beside(self, base: "Cost") -> Figures:
        """As JSON holds it; memory an account is None for the base itself."""
        more = self.accounts - base.accounts
        an_account = (self.rss_bytes - base.rss_bytes) / 2**20 / more if more else None
        return {"rss_mib": self.rss_bytes / 2**20, "mib_an_account": an_account, "cpu_share": self.cpu_share}


class Watch:
    """A connection of ours that waits by IDLE in an account's mailbox."""

    def __init__(self, dovecot: Dovecot, address: str) -> None:
        dovecot.add_user(address, PASSWORD)
        self.address = address
        self._client = imaplib.IMAP4(dovecot.server.host, dovecot.server.imap, timeout=TOLD_WITHIN_S)
        self._client.login(address, PASSWORD)
        self._client.select("INBOX", readonly=True)
        self._client.send(b"w1 IDLE\r\n")

    def told_at(self) -> float:
        """When the server told of the next message (epoch)."""
        while not self._client.readline().rstrip().endswith(b"EXISTS"):
            pass
        return time.time()

    def close(self) -> None:
        """Without a word: the IDLE goes on."""
        self._client.shutdown()


def figures(ground: Ground, corpus: Corpus, _: Figures) -> Figures:
    """The part `crowd`; a small corpus gives a smaller crowd."""
    ground.stop_mailweave()
    sizes = [size for size in SIZES if size <= max(SIZES[0], len(corpus) // 10)]
    rests_s, arrivals = min(RESTS_S, len(corpus) / 100), min(ARRIVALS, len(corpus) // 10)
    costs: list[Cost] = []
    late: list[Figures] = []
    with contextlib.ExitStack() as entered:
        opened = (contextlib.closing(Watch(ground.dovecot, address(number))) for number in range(WATCHED))
        watches = [entered.enter_context(watch) for watch in opened]
        for size in sizes:
            grown(ground, range(costs[-1].accounts if costs else 0, size))
            costs.append(_at_rest(ground, size, rests_s))
            late.append(_lateness(ground, size, watches, arrivals))
    ground.stop_mailweave()
    return {"crowd": {str(cost.accounts): cost.beside(costs[0]) | how for cost, how in zip(costs, late, strict=True)}}


def address(number: int) -> str:
    """Of the account of this number."""
    return f"crowd{number}@bench.test"


def grown(ground: Ground, numbers: range) -> None:
    """Adds these accounts; returns once all are live."""
    server = ground.dovecot.server
    for number in numbers:
        ground.dovecot.add_user(address(number), PASSWORD)
        ground.mailweave.add_account(
            address(number),
            incoming_server="localhost",
            incoming_port=server.imaps,
            incoming_use_ssl=True,
            incoming_password=PASSWORD,
            poll_frequency=None,
        )
        ground.say(f"accounts: {number + 1} of {numbers.stop}")
    eventually_sync(
        lambda: ground.mailweave.rows(LIVE)[0][0] == numbers.stop,
        deadline_s=LIVE_WITHIN_S,
        what=f"{numbers.stop} accounts live",
    )


def _at_rest(ground: Ground, accounts: int, rests_s: float) -> Cost:
    tree = ground.trees()["poller"]
    time.sleep(SETTLED_S)  # what is measured is rest itself: nothing happens that one could wait for
    before, began = _cpu_s(tree), time.monotonic()
    for left in range(round(rests_s), 0, -1):
        ground.say(f"{accounts} accounts at rest: {left} s")
        time.sleep(1)
    share = (_cpu_s(tree) - before) / (time.monotonic() - began)
    return Cost(accounts, tree.resident_bytes(children_by_parent()), share)


def _cpu_s(tree: Tree) -> float:
    return tree.cpu_s(children_by_parent())


def _lateness(ground: Ground, accounts: int, watches: Sequence[Watch], arrivals: int) -> Figures:
    """Mail to one account after the other: how late it is, p50 and p95, in ms."""
    late = sorted(delays_ms(ground, f"{accounts} accounts", watches[:accounts], arrivals))
    return {"late_p50_ms": quantile(late, 50), "late_p95_ms": quantile(late, 95)}


def delays_ms(ground: Ground, name: str, watches: Sequence[Watch], arrivals: int) -> list[float]:
    """Mail to one account after the other, each watched from outside; `name` is of this series alone."""
    told_at: dict[str, float] = {}
    for number in range(arrivals):
        watch = watches[number % len(watches)]
        raw = _mail(f"{number}.{name.replace(' ', '.')}", watch.address)
        ground.dovecot.deliver(watch.address, raw)
        told_at[hashlib.sha256(raw).hexdigest()] = watch.told_at()
        ground.say(f"{name}: {number + 1} of {arrivals} mails")
    arrived_at = eventually_sync(lambda: _arrived_at(ground, told_at.keys()), deadline_s=30, what="all on raw.fetched")
    return [1000 * (arrived_at[digest] - at) for digest, at in told_at.items()]


def _mail(name: str, address: str) -> bytes:
    lines = (
        f"Message-ID: <{name}@crowd.test>",
        "From: ada@customer.test",
        f"To: {address}",
        "Subject: Hello",
        "",
        "Hi",
    )
    return "".join(f"{line}\r\n" for line in lines).encode()


def _arrived_at(ground: Ground, digests: Collection[str]) -> Mapping[str, float]:
    """When each of these messages was on `raw.fetched`, by its SHA-256; empty while one is missing."""
    settings = ground.mailweave.settings
    records = asyncio.run(read_all(settings.kafka_servers, TopicNames(settings.topic_prefix).of(RAW_FETCHED)))
    found = {
        json.loads(value)["sha256"]: record.timestamp / 1000
        for record in records
        for name, value in record.headers
        if name == FETCHED_HEADER
    }
    return found if found.keys() >= set(digests) else {}
