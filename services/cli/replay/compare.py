"""Counts and names what differs between the live projections and a replay's."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import psycopg

from shared.events import Direction
from shared.postgres.sessions import session_options
from shared.settings import Settings

NAMED = 20
READ = """
SELECT message.mail_id::text, message.direction,
       md5(row(message.effect_id, message.message_id, message.direction, message.subject, message.from_email,
               message.plain_body, message.html_body, message.sort_at)::text),
       placement.thread_id::text,
       (SELECT string_agg(m ->> 'rule_id', ',' ORDER BY m ->> 'rule_id') FROM jsonb_array_elements(run.matches) AS m)
FROM read_message AS message
LEFT JOIN read_placement AS placement USING (mail_id)
LEFT JOIN read_rule_run AS run USING (mail_id)
WHERE message.fetched_at <= %s
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What is compared of one mail."""

    direction: str
    content: str
    thread_id: str | None
    rules: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result: how many agree of how many, and the names of what differs."""

    messages: tuple[int, int]
    sent: tuple[int, int]
    threads: tuple[int, int]
    differing: tuple[str, ...]

    def lines(self) -> list[str]:
        """For a person."""
        counts = {"messages": self.messages, "sent": self.sent, "threads": self.threads}
        agree = ", ".join(f"{name} {equal}/{total}" for name, (equal, total) in counts.items())
        first = f"{agree}, differing {len(self.differing)}"
        more = [f"… and {len(self.differing) - NAMED} more"] if len(self.differing) > NAMED else []
        return [first, *self.differing[:NAMED], *more]


def read_projection(settings: Settings, schema: str, until: datetime) -> dict[str, Row]:
    """Every mail in a schema's projections that was fetched no later than `until`."""
    options = session_options("cli", schema, settings.database_timeout_s)
    with psycopg.connect(settings.database_url.get_secret_value(), options=options) as connection:
        rows = connection.execute(READ, (until,)).fetchall()
    return {mail_id: Row(*compared) for mail_id, *compared in rows}


def compare(live: Mapping[str, Row], replayed: Mapping[str, Row]) -> Comparison:
    """Pure: `messages` (inbound) and `sent` count equal contents, `threads` those of one id and the same mails."""
    differing = []
    for mail_id in sorted(live.keys() | replayed.keys()):
        fault = _difference(live.get(mail_id), replayed.get(mail_id))
        if fault:
            differing.append(f"mail {mail_id}: {fault}")
    before, after = _threads(live), _threads(replayed)
    same_threads = sum(1 for thread_id, mails in before.items() if after.get(thread_id) == mails)
    counts = [_equal(live, replayed, direction) for direction in Direction]
    return Comparison(counts[0], counts[1], (same_threads, len(before)), tuple(differing))


def _equal(live: Mapping[str, Row], replayed: Mapping[str, Row], direction: Direction) -> tuple[int, int]:
    """How many mails of this direction have the same content in both, of how many live ones."""
    found = [(row, replayed.get(mail_id)) for mail_id, row in live.items() if row.direction == direction]
    return sum(1 for row, other in found if other is not None and other.content == row.content), len(found)


def _difference(live: Row | None, replayed: Row | None) -> str | None:
    if live is None:
        return "only in the replay"
    if replayed is None:
        return "missing in the replay"
    if live.content != replayed.content:
        return "parsed differently"
    if live.thread_id != replayed.thread_id:
        return f"in thread {replayed.thread_id}, live in {live.thread_id}"
    return (
        None
        if live.rules == replayed.rules
        else f"matches rules {replayed.rules or 'none'}, live {live.rules or 'none'}"
    )


def _threads(rows: Mapping[str, Row]) -> dict[str, set[str]]:
    threads: dict[str, set[str]] = defaultdict(set)
    for mail_id, row in rows.items():
        if row.thread_id is not None:
            threads[row.thread_id].add(mail_id)
    return threads
