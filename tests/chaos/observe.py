"""How far a run is, when it is quiet, and what there is then."""

import asyncio
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

import psycopg

from deploy.local.smtp_sink import SmtpSink
from shared.errors import TransientError
from shared.topics import TopicNames
from tests.chaos.planting import answer_to
from tests.harness.installation import Mailweave
from tests.harness.seen import LIVE, dead_letters_seen, events_seen
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
SELECT request ->> 'answers_message_id', subject, state, reason,
       state = 'in_doubt'
       OR EXISTS (SELECT FROM send_attempt AS one WHERE one.send_id = send.send_id AND one.state = 'in_doubt')
FROM send
"""


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


def observe(mailweave: Mailweave, sink: SmtpSink, without: Collection[str]) -> Observed:
    """What there is now; `without` are the copies that were planted as records and are no messages."""
    names = TopicNames(mailweave.settings.topic_prefix)
    servers = mailweave.settings.kafka_servers
    messages = mailweave.rows(MESSAGES)
    sends = {_effect(*row[:2]): row[2:] for row in mailweave.rows(SENDS)}
    events = asyncio.run(events_seen(servers, names, LIVE, without=without))
    told = {event.message for event in events if event.topic == "ruled"}
    return Observed(
        rows=Counter(message_id for message_id, _, _ in messages),
        thread_of={message_id: thread for message_id, thread, _ in messages},
        ruled=frozenset(name for name, _, ruled_mail in messages if ruled_mail in told),
        received=received(sink),
        in_doubt=frozenset(name for name, (_, _, is_in_doubt) in sends.items() if is_in_doubt),
        whereabouts={name: f"{state}: {reason}" for name, (state, reason, _) in sends.items()},
        events=events,
        dead_letters=asyncio.run(dead_letters_seen(servers, names)),
        behind={step.service: step.total - step.done for step in mailweave.steps()},
    )


def received(sink: SmtpSink) -> Counter[str]:
    """Every mail that the sink got whole, by the name of its effect."""
    return Counter(_effect_of(message.raw) for message in sink.messages())


def _effect_of(raw: bytes) -> str:
    head = raw.partition(b"\n\n")[0].decode(errors="replace")
    fields = {name.lower(): value for name, value in re.findall(r"(?m)^([\w-]+): *(.*(?:\n[ \t].*)*)", head)}
    answered = re.sub(r"[<>\s]", "", fields.get("in-reply-to", ""))
    return _effect(answered or None, fields.get("subject", ""))


def _effect(answered: str | None, subject: str) -> str:
    return answer_to(answered) if answered else subject
