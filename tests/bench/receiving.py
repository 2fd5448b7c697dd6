"""From the IMAP server to `ruled`, committed in PostgreSQL and searchable: every service at work."""

import time
from dataclasses import dataclass

from tests.bench.corpus.letters import ADDRESS, ANSWER_DOMAIN
from tests.bench.corpus.store import Corpus
from tests.bench.failure import BenchError
from tests.bench.ground import Connection, Ground
from tests.bench.mailbox import PASSWORD, Waiting
from tests.bench.results import Figures, Stage, stage_figures
from tests.bench.sizes import blob_bytes, table_bytes, topic_bytes
from tests.bench.usage import Meter
from tests.harness.installation import Mailweave
from tests.harness.wait import eventually_sync

EMAILS_PER_POLL = 1000
RULES_THAT_NEVER_FIRE = 5
STALLED_S = 60.0
# Counting rows and reading memory takes time from what is measured; whether the last one is ruled is a small question.
LOOK_EACH_S, ASK_EACH_S = 1.0, 0.2
STAGES = ("poller", "parser", "threader", "rules")
# What Mailweave sent is threaded too, so these may exceed the number of messages by a few; RULED is exact.
PROGRESS = """
SELECT (SELECT coalesce(sum(messages_processed), 0) FROM poll_log WHERE account_id = %(account)s),
       (SELECT count(*) FROM message WHERE account_id = %(account)s),
       (SELECT count(*) FROM placement WHERE account_id = %(account)s),
       (SELECT count(*) FROM rule_run WHERE account_id = %(account)s)
"""
RUNS = "SELECT count(*) FROM rule_run WHERE account_id = %(account)s"
RULED = """
SELECT count(*) FROM rule_run JOIN message USING (mail_id)
WHERE message.account_id = %(account)s AND direction = 'inbound'
"""
UNSEARCHABLE = "SELECT count(*) FROM message_to_index"


@dataclass(frozen=True, slots=True)
class Received:
    """What a run gave. `searchable_s` is when the last message was ruled and could be searched for."""

    messages: int
    ruled_s: float
    searchable_s: float
    stages: dict[str, Stage]
    topics: dict[str, int]
    tables_bytes: int
    blobs_bytes: int


def figures(ground: Ground, corpus: Corpus, _: Figures) -> Figures:
    """The part `e2e`."""
    got = receive(ground, corpus)
    return {
        "e2e_msg_s": got.messages / got.searchable_s,
        "ruled_msg_s": got.messages / got.ruled_s,
        "stages": stage_figures(got.stages),
        "topic_bytes": got.topics,
        "table_bytes": got.tables_bytes,
        "blob_bytes": got.blobs_bytes,
    }


def receive(ground: Ground, corpus: Corpus) -> Received:
    """The whole corpus arrives at once in an empty mailbox that the poller watches (IDLE)."""
    mailweave = ground.mailweave
    account_id = add_account(ground, ADDRESS)
    for number in range(RULES_THAT_NEVER_FIRE):
        mailweave.add_auto_reply(f"@nobody{number}.test", account_id)
    mailweave.add_auto_reply(f"@{ANSWER_DOMAIN}", account_id)
    waiting = Waiting(ground.dovecot, ADDRESS, corpus.paths())
    mailweave.until_live(account_id)
    before = topic_bytes(ground.stack.folder, mailweave.settings.topic_prefix)
    with ground.connection() as connection:
        tables_before = table_bytes(connection)
        meter, began = Meter(ground.trees()), time.monotonic()
        waiting.arrive()
        reached = _followed(ground, connection, account_id, len(corpus), meter, began)
        ruled_s = time.monotonic() - began
        until_searchable(connection)
        searchable_s = time.monotonic() - began
        tables_bytes = table_bytes(connection) - tables_before
    used = meter.used()
    _until_answered(mailweave, account_id, corpus.answered)
    after = topic_bytes(ground.stack.folder, mailweave.settings.topic_prefix)
    reached["rules"] = ruled_s
    return Received(
        messages=len(corpus),
        ruled_s=ruled_s,
        searchable_s=searchable_s,
        stages={name: Stage.of(one, len(corpus), reached.get(name)) for name, one in used.items()},
        topics={name: size - before.get(name, 0) for name, size in after.items()},
        tables_bytes=tables_bytes,
        blobs_bytes=blob_bytes(mailweave.settings.blob_url),
    )


def add_account(ground: Ground, address: str) -> int:
    """An account on the benchmark's Dovecot that sends to its sink; its mailbox is made by the first poll."""
    ground.dovecot.add_user(address, PASSWORD)
    return ground.mailweave.add_account(
        address,
        incoming_server=ground.dovecot.server.host,
        incoming_port=ground.dovecot.server.imap,
        incoming_password=PASSWORD,
        smtp_server=ground.sink.host,
        smtp_port=ground.sink.port,
        max_emails_per_poll=EMAILS_PER_POLL,
    )


def _followed(
    ground: Ground, connection: Connection, account_id: int, count: int, meter: Meter, began: float
) -> dict[str, float]:
    """Returns once all are ruled: when each stage had done them all, in seconds. BenchError when nothing moves."""
    reached: dict[str, float] = {}
    before, moved_at = (0,) * len(STAGES), time.monotonic()
    while True:
        [done] = connection.execute(PROGRESS, {"account": account_id}).fetchall()
        now = time.monotonic()
        for name, messages in zip(STAGES, done, strict=True):
            if messages >= count:
                reached.setdefault(name, now - began)
        if done[-1] >= count and _ruled(connection, account_id) >= count:
            return reached
        if done != before:
            before, moved_at = done, now
        elif now - moved_at > STALLED_S:
            raise BenchError(
                f"nothing moved for {STALLED_S:.0f} s at {_line(done)} of {count}; see {ground.build}/logs"
            )
        ground.say(f"receiving {count}: {_line(done)} after {now - began:.0f} s")
        meter.look()
        _rest(connection, account_id, count)


def _rest(connection: Connection, account_id: int, count: int) -> None:
    """Until the next look, or until all seem ruled."""
    for _ in range(round(LOOK_EACH_S / ASK_EACH_S)):
        time.sleep(ASK_EACH_S)
        if connection.execute(RUNS, {"account": account_id}).fetchall()[0][0] >= count:
            return


def _line(done: tuple[int, ...]) -> str:
    return ", ".join(f"{name} {messages}" for name, messages in zip(STAGES, done, strict=True))


def until_ruled(connection: Connection, account_id: int, count: int) -> None:
    """Returns once so many of the account's inbound messages are ruled."""
    eventually_sync(
        lambda: _ruled(connection, account_id) >= count, deadline_s=120, what=f"{count} messages of an account ruled"
    )


def _ruled(connection: Connection, account_id: int) -> int:
    [(count,)] = connection.execute(RULED, {"account": account_id}).fetchall()
    return int(count)


def until_searchable(connection: Connection) -> None:
    eventually_sync(
        lambda: connection.execute(UNSEARCHABLE).fetchall() == [(0,)],
        deadline_s=120,
        what="every message in the search index",
    )


def _until_answered(mailweave: Mailweave, account_id: int, count: int) -> None:
    query = "SELECT count(*) FROM send WHERE account_id = %s AND state = 'sent'"
    eventually_sync(
        lambda: mailweave.rows(query, account_id)[0][0] == count, deadline_s=60, what=f"{count} automatic replies sent"
    )
