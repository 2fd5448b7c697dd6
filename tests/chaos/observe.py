"""How far a run is, when it is quiet, and what there is then."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from shared.errors import TransientError
from tests.chaos.planting import answer_to, effect_called
from tests.chaos.run import Run
from tests.harness.installation import Mailweave
from tests.harness.seen import LIVE, dead_letters_seen, events_seen
from tests.harness.smtp_sink import ReceivedMessage, SmtpSink
from tests.harness.tally import Observed

PROGRESS = """
SELECT (SELECT count(*) FROM read_message WHERE direction = 'inbound'),
       (SELECT count(*) FROM read_rule_run JOIN read_message USING (mail_id) WHERE direction = 'inbound'),
       (SELECT count(*) FROM read_rule_run),
       (SELECT count(*) FROM send WHERE state = 'sent'),
       (SELECT count(*) FROM send WHERE state IN ('sent', 'in_doubt')),
       (SELECT count(*) FROM send WHERE state IN ('waiting', 'sending') OR sent_at IS NOT NULL AND copied_at IS NULL),
       (SELECT count(*) FROM send_change WHERE published_at IS NULL)
"""
MESSAGES = """
SELECT message.message_id, placement.thread_id::text, run.mail_id::text
FROM read_message AS message
LEFT JOIN read_placement AS placement USING (mail_id) LEFT JOIN read_rule_run AS run USING (mail_id)
WHERE message.direction = 'inbound'
"""
SENDS = """
SELECT send_id::text, request ->> 'answers_message_id', subject,
       (SELECT array_agg(address) FROM send_recipient AS one WHERE one.send_id = send.send_id), state, reason
FROM send
"""
SKIPPED = """
SELECT account.email_address, gap.folder, gap.uid, coalesce(gap.closed_as, 'open')
FROM read_fetch_gap AS gap JOIN account ON account.id = gap.account_id WHERE gap.reason = 'unaccounted' ORDER BY 1, 2, 3
"""
DOUBTFUL_ATTEMPTS = """
SELECT send_id::text, extract(epoch FROM started_at)::float8 FROM send_attempt WHERE state = 'in_doubt'
"""
MAY_CAUSE_DOUBT = ("sender", "SMTP", "PostgreSQL", "postgres")
DOUBT_BEFORE_S, DOUBT_AFTER_S = 10.0, 5.0
"""How long before a strike an attempt may have begun that it caught, and how long after its end it may still show."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the stream is; `has_lag` says whether a consumer has something to do."""

    has_lag: bool
    stored: int
    ruled: int
    runs: int
    sent: int
    settled: int
    open_sends: int
    unpublished: int

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits for anybody."""
        return not (self.has_lag or self.open_sends or self.unpublished)


def progress(mailweave: Mailweave) -> Progress | None:
    """None while Kafka or PostgreSQL is away. In the order in which mail flows, so that nothing slips past."""
    try:
        has_lag = not mailweave.has_no_lag()
        return Progress(has_lag, *map(int, mailweave.rows(PROGRESS)[0]))
    except (psycopg.OperationalError, TransientError):
        return None


def observe(run: Run) -> Observed:
    """What there is now, and what only the run itself could see."""
    mailweave, names = run.mailweave, run.names
    servers = mailweave.settings.kafka_servers
    messages = mailweave.rows(MESSAGES)
    sends = {send_id: (_effect(*named), state, reason) for send_id, *named, state, reason in mailweave.rows(SENDS)}
    events = asyncio.run(events_seen(servers, names, LIVE, without=run.aliens))
    groundless = groundless_doubts(mailweave.rows(DOUBTFUL_ATTEMPTS), run.spans)
    told = {event.message for event in events if event.topic == "ruled"}
    return Observed(
        rows=Counter(message_id for message_id, _, _ in messages),
        thread_of={message_id: thread for message_id, thread, _ in messages},
        ruled=frozenset(name for name, _, ruled_mail in messages if ruled_mail in told),
        received=received(run.servers.sink),
        in_doubt=frozenset(name for name, state, _ in sends.values() if state == "in_doubt"),
        groundless_doubts=tuple(sends[send_id][0] for send_id in groundless),
        whereabouts={name: f"{state}: {reason}" for name, state, reason in sends.values()},
        skipped=tuple(map(skipped, mailweave.rows(SKIPPED))),
        zombie_faults=tuple(run.zombie_faults),
        events=events,
        dead_letters=asyncio.run(dead_letters_seen(servers, names)),
        behind={step.service: step.total - step.done for step in mailweave.steps()},
    )


def skipped(row: tuple[Any, ...]) -> str:
    """What the servers' own lists have shown that polls had passed over, and what became of it."""
    address, folder, uid, end = row
    return f"{address}: UID {uid} of {folder} was passed over, named by the server's own list, then: {end}"


def groundless_doubts(attempts: Iterable[tuple[str, float]], spans: Iterable[tuple[str, float, float]]) -> list[str]:
    """The sends in doubt whose attempt began while nothing struck that can leave a doubt."""
    causes = [span for span in spans if any(word in span[0] for word in MAY_CAUSE_DOUBT)]
    return [
        send_id
        for send_id, at in attempts
        if not any(began - DOUBT_BEFORE_S <= at <= ended + DOUBT_AFTER_S for _, began, ended in causes)
    ]


def received(sink: SmtpSink) -> Counter[str]:
    """Every mail that the sink got whole, by the name of its effect."""
    return Counter(_effect_of(message) for message in sink.messages())


def _effect_of(message: ReceivedMessage) -> str:
    head = message.raw.partition(b"\n\n")[0].decode(errors="replace")
    fields = {name.lower(): value for name, value in re.findall(r"(?m)^([\w-]+): *(.*(?:\n[ \t].*)*)", head)}
    answered = re.sub(r"[<>\s]", "", fields.get("in-reply-to", ""))
    return _effect(answered or None, fields.get("subject", ""), message.forward_paths)


def _effect(answered: str | None, subject: str, recipients: Sequence[str]) -> str:
    return effect_called(answer_to(answered) if answered else subject, recipients)
