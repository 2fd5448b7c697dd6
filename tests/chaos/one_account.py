"""One large account under fire: `python -m tests.chaos.one_account --messages 100000` (no part of `make chaos`).

A mailbox gets so many messages at once. While they are read, connections to its server are cut 50 times and services
killed 10 times. Then its UIDVALIDITY changes, and all of it is read again, as history. Judged are the product's own
audit, that each UID has one copy and each mail was ruled, that every answer left once, and the poller's memory.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from signal import SIGKILL
from statistics import median

from shared.events.topics import RAW_FETCHED, TopicNames
from tests.bench.corpus.letters import ANSWER_DOMAIN
from tests.bench.corpus.store import Corpus, corpus
from tests.bench.ground import Ground, ground
from tests.bench.mailbox import PASSWORD, Waiting
from tests.bench.main import BUILD
from tests.bench.progress import Progress
from tests.bench.usage import Tree, children_by_parent
from tests.chaos.commands import run_cli
from tests.fakes.fault_proxy import FaultProxy
from tests.fakes.faults import Cut
from tests.harness.kafka import read_all

ADDRESS = "one@account.test"
CUTS = 50
KILLED = ("poller", "parser", "poller", "threader", "poller", "rules", "poller", "parser", "poller", "sender")
CUT_LASTS_S = 0.2
LOOK_EACH_S = 0.25
WITHIN_S = 3000.0
CURSOR = "SELECT coalesce(max(last_uid), 0)::int FROM folder_cursor WHERE account_id = %s"
COPIES = "SELECT count(*)::int FROM copy WHERE account_id = %s AND source = 'imap'"
SEEN = """
SELECT (SELECT count(DISTINCT (uidvalidity, uid)) FROM copy WHERE account_id = %s AND source = 'imap') AS uids,
       (SELECT count(*) FROM message WHERE account_id = %s AND direction = 'inbound') AS mails,
       (SELECT count(*) FROM rule_run JOIN message USING (mail_id)
        WHERE message.account_id = %s AND direction = 'inbound') AS ruled,
       (SELECT count(*) FROM send WHERE account_id = %s) AS answers,
       (SELECT count(*) FROM send WHERE account_id = %s AND state IN ('sent', 'in_doubt')) AS settled
"""


@dataclass
class Fire:
    """What strikes, by how much of the mailbox was read; `rss_bytes` are the poller's, one for each look."""

    standing: Ground
    proxy: FaultProxy
    account_id: int
    messages: int
    cuts: int = 0
    kills: int = 0
    rss_bytes: list[int] = field(default_factory=list)

    def read(self) -> int:
        """How far the cursor is."""
        return int(self.standing.mailweave.rows(CURSOR, self.account_id)[0][0])

    def until(self, is_over: Callable[[], bool], say: Callable[[str], None]) -> float:
        """Strikes until then; seconds. TimeoutError when it never is."""
        began = time.monotonic()
        while not is_over():
            if time.monotonic() - began > WITHIN_S:
                raise TimeoutError(f"{self.read()} of {self.messages} read within {WITHIN_S:.0f} s")
            share = self.read() / self.messages
            if self.cuts < CUTS and share > (self.cuts + 0.5) / CUTS:
                self._cut()
            if self.kills < len(KILLED) and share > (self.kills + 0.5) / len(KILLED):
                self._kill(KILLED[self.kills])
            self._look()
            say(f"{share:.0%} read, {self.cuts} cuts, {self.kills} kills, poller {self.rss_bytes[-1] // 2**20} MiB")
            time.sleep(LOOK_EACH_S)
        return time.monotonic() - began

    def _cut(self) -> None:
        strike = self.proxy.strike(Cut())
        time.sleep(CUT_LASTS_S)
        self.proxy.heal(strike)
        self.cuts += bool(strike.hits)

    def _kill(self, service: str) -> None:
        self.kills += bool(self.standing.mailweave.installation.supervisor.child(service).signal(SIGKILL))

    def _look(self) -> None:
        pid = self.standing.mailweave.installation.supervisor.child("poller").pid
        self.rss_bytes.append(Tree(pid).resident_bytes(children_by_parent()))


def main() -> int:
    """1 when anything is unaccounted for, was done twice, or was not done."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.one_account", description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000, help="size of the mailbox")
    asked = parser.parse_args()
    progress = Progress()
    progress.keep(f"corpus of {asked.messages:,} messages")
    mail = corpus(BUILD, 1, asked.messages)
    with ground(BUILD, progress) as standing, FaultProxy("IMAP", standing.dovecot.server.imap) as proxy:
        faults = list(_run(standing, proxy, mail, progress))
    print("\n".join(faults) or "nothing is missing, nothing was done twice")
    return int(bool(faults))


def _run(standing: Ground, proxy: FaultProxy, mail: Corpus, progress: Progress) -> Iterator[str]:
    account_id = _account(standing, proxy)
    standing.mailweave.add_auto_reply(f"@{ANSWER_DOMAIN}", account_id)
    waiting = Waiting(standing.dovecot, ADDRESS, mail.paths())
    standing.mailweave.until_live(account_id)
    fire = Fire(standing, proxy, account_id, len(mail))
    expected = (len(mail), len(mail), len(mail), mail.answered, mail.answered)
    waiting.arrive()
    took_s = fire.until(lambda: fire.read() >= len(mail) and _seen(standing, account_id) == expected, progress)
    print(f"{len(mail):,} messages in {took_s:.0f} s, {fire.cuts} cuts, {fire.kills} kills; {_memory(fire.rss_bytes)}")
    yield from _faults(standing, account_id, expected)
    _new_uidvalidity(standing, proxy)
    rows = standing.mailweave.rows
    took_s = fire.until(lambda: rows(COPIES, account_id) == [(2 * len(mail),)], progress)
    print(f"new UIDVALIDITY: {len(mail):,} messages read again in {took_s:.0f} s")
    yield from _faults(standing, account_id, (2 * len(mail), *expected[1:]))


def _account(standing: Ground, proxy: FaultProxy) -> int:
    standing.dovecot.add_user(ADDRESS, PASSWORD)
    server = standing.dovecot.server
    return standing.mailweave.add_account(
        ADDRESS,
        incoming_server=server.host,
        incoming_port=proxy.port,
        incoming_password=PASSWORD,
        smtp_server=standing.sink.host,
        smtp_port=standing.sink.port,
        max_emails_per_poll=1000,
    )


def _seen(standing: Ground, account_id: int) -> Sequence[int]:
    return standing.mailweave.rows(SEEN, *[account_id] * SEEN.count("%s"))[0]


def _new_uidvalidity(standing: Ground, proxy: FaultProxy) -> None:
    """As a server that was restored from a copy of its files: Dovecot numbers the folder anew."""
    strike = proxy.strike(Cut())
    for path in standing.dovecot.maildir(ADDRESS).glob("dovecot*"):
        path.unlink()
    proxy.heal(strike)


def _faults(standing: Ground, account_id: int, expected: Sequence[int]) -> Iterator[str]:
    found = _seen(standing, account_id)
    names = ("UIDs with a copy", "mails", "ruled", "answers asked for", "answers sent or in doubt")
    for name, right, is_there in zip(names, expected, found, strict=True):
        print(f"  {name}: {is_there:,} of {right:,}")
        if right != is_there:
            yield f"{name}: {is_there:,}, not {right:,}"
    lines, status = run_cli(standing.mailweave, "audit")
    print(f"  mailweave audit: {lines[-1]}")
    if status:
        yield f"`mailweave audit` ended with {status}: {' | '.join(lines)}"
    settings = standing.mailweave.settings
    records = asyncio.run(read_all(settings.kafka_servers, TopicNames(settings.topic_prefix).of(RAW_FETCHED)))
    print(f"  records on raw.fetched: {len(records):,}, {len(records) - expected[0] - expected[4]:,} of them repeats")


def _memory(rss_bytes: Sequence[int]) -> str:
    third = len(rss_bytes) // 3 or 1
    early, late = (sorted(part) for part in (rss_bytes[:third], rss_bytes[-third:]))
    return (
        f"poller in the first third {median(early) / 2**20:.0f} MiB (most {early[-1] / 2**20:.0f}), "
        f"in the last {median(late) / 2**20:.0f} MiB (most {late[-1] / 2**20:.0f})"
    )


if __name__ == "__main__":
    sys.exit(main())
