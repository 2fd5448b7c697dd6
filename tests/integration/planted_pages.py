"""Rows such as the services write them, with a text of one's own in every field that a page shows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid4, uuid5

import psycopg
from psycopg.types.json import Jsonb

from tests.integration.rest import RunningApi

MORNING = datetime(2026, 3, 1, 8, tzinfo=UTC)
ADD_MESSAGE = """
INSERT INTO message (
    mail_id, account_id, account_key, message_id, effect_id, direction, subject, from_email, from_name, to_emails,
    cc_emails, bcc_emails, reply_to_emails, addresses, in_reply_to, "references", plain_body, html_body,
    dated_at, arrived_at, sort_at, fetched_at, size_bytes, has_attachments, is_automatic, automatic_reason, is_report,
    is_list, defects
) VALUES (
    %s, 1, gen_random_uuid(), %s, %s, 'inbound', %s, %s, %s, %s,
    '{}', '{}', '{}', '{}', '{}', '{}', %s, %s,
    %s, %s, %s, %s, 10, false, true, %s, false,
    false, %s
)
"""
ADD_SEARCH = "INSERT INTO message_search (mail_id, document) VALUES (%s, to_tsvector('simple', %s))"
ADD_NODE = "INSERT INTO node (node_id, account_id, name, strand_id) VALUES (%s, 1, %s, %s)"
ADD_THREAD = """
INSERT INTO thread (strand_id, account_id, thread_id, node_count, message_count, first_at, first_name, first_mail_id,
                    subject, last_at, participants, status, linked_customer_id)
VALUES (%s, 1, %s, 1, %s, %s, '', %s, %s, %s, %s, 'open', %s)
"""
ADD_PLACEMENT = """
INSERT INTO placement (mail_id, account_id, node_id, parents, sort_at, seq, thread_id, is_new_thread, reason,
                       confidence, customer_name, is_customer_known)
VALUES (%s, 1, %s, '{}', %s, %s, %s, false, %s, 0.9, %s, false)
"""
ADD_CUSTOMER = """
INSERT INTO customer (customer_id, name, named_at, named_by, first_seen_at) VALUES (%s, %s, now(), %s, now())
"""
ADD_COPY = """
INSERT INTO copy (copy_id, mail_id, account_id, source, folder, uid, flags, fetched_at)
VALUES (gen_random_uuid(), %s, 1, 'imap', %s, 7, '{}', now())
"""
ADD_ATTACHMENT = """
INSERT INTO attachment (mail_id, position, filename, content_type, size_bytes, sha256, is_inline)
VALUES (%s, 0, %s, %s, 5, '', false)
"""
ADD_RULE_RUN = """
INSERT INTO rule_run (mail_id, account_id, effect_id, ruled_at, matches, decisions, commands)
VALUES (%s, 1, %s, now(), %s, %s, '[]')
"""
ADD_SEND = """
INSERT INTO send (send_id, account_id, kind, state, reason, request, subject, message_id, created_at, rule_id)
VALUES (%s, 1, 'request', %s, %s, '{}', %s, %s, now(), 1)
"""
ADD_RECIPIENT = """
INSERT INTO send_recipient (send_id, address, state, reply_code, enhanced_status, reason)
VALUES (%s, %s, 'failed', 550, %s, %s)
"""
ADD_ATTEMPT = "INSERT INTO send_attempt (send_id, attempt, epoch, state, outcome) VALUES (%s, 1, 1, 'done', %s)"
ADD_HEALTH = """
INSERT INTO account_health (account_id, state, kind, reason, since, last_poll_at)
VALUES (1, 'failing', 'auth', %s, now(), now())
"""
ADD_POLL = """
INSERT INTO poll_log (account_id, started_at, finished_at, status, messages_found, error_message)
VALUES (1, now(), now(), 'error', 3, %s)
"""
ADD_CHECK = "INSERT INTO poller_check (check_id, account_id, ok, message) VALUES (%s, 1, false, %s)"
ADD_TEMPLATE = """
WITH new AS (INSERT INTO template DEFAULT VALUES RETURNING id, version)
INSERT INTO template_version (template_id, version, name, template_type, subject, plain_content, variables)
SELECT id, version, %s, %s, %s, %s, '{}' FROM new
"""
ADD_RULE = """
WITH new AS (INSERT INTO rule DEFAULT VALUES RETURNING id, version)
INSERT INTO rule_version (rule_id, version, name, condition, action) SELECT id, version, %s, %s, %s FROM new
"""
CHECK_ID = uuid5(NAMESPACE_DNS, "check")
SEND_ID = uuid5(NAMESPACE_DNS, "send")
Rows = psycopg.Connection[tuple[Any, ...]]
Text = Callable[[str], str]
"""The text of a field, by the field's name."""


@dataclass(frozen=True)
class Letter:
    """One message of the one thread."""

    number: int
    plain_body: str = "Plain text"
    html_body: str = ""

    @property
    def mail_id(self) -> UUID:
        return uuid5(NAMESPACE_DNS, f"mail-{self.number}")

    @property
    def node_id(self) -> UUID:
        return uuid5(NAMESPACE_DNS, f"node-{self.number}")


def plain(name: str) -> str:
    return f"the {name}"


def plant_thread(api: RunningApi, letters: list[Letter], text: Text = plain) -> UUID:
    """A thread of account 1 with these messages; gives its id."""
    strand_id, customer_id = uuid4(), uuid4()
    first, last_at = letters[0], MORNING + timedelta(minutes=len(letters))
    people = [text("participant"), "b@company.test"]
    about = (text("thread subject"), last_at, people, customer_id)
    with psycopg.connect(api.database_url, autocommit=True, options="-c search_path=live,core") as rows:
        rows.execute(ADD_CUSTOMER, [customer_id, text("customer"), first.mail_id])
        rows.execute(ADD_THREAD, [strand_id, first.node_id, len(letters), MORNING, first.mail_id, *about])
        for letter in letters:
            _plant_letter(rows, letter, strand_id, first.node_id, text)
    return first.node_id


def _plant_letter(rows: Rows, letter: Letter, strand_id: UUID, thread_id: UUID, text: Text) -> None:
    at = MORNING + timedelta(minutes=letter.number)
    who = (text("from address"), text("from name"), [text("to address")])
    said = (letter.plain_body, letter.html_body, at, at, at, at)
    ids = (letter.mail_id, text("Message-ID"), letter.mail_id)
    rows.execute(ADD_MESSAGE, [*ids, text("subject"), *who, *said, text("automatic reason"), [text("defect")]])
    rows.execute(ADD_SEARCH, [letter.mail_id, "words of it"])
    rows.execute(ADD_NODE, [letter.node_id, str(letter.number), strand_id])
    why = (text("placement reason"), text("customer of it"))
    rows.execute(ADD_PLACEMENT, [letter.mail_id, letter.node_id, at, letter.number, thread_id, *why])
    rows.execute(ADD_COPY, [letter.mail_id, text("folder")])
    rows.execute(ADD_ATTACHMENT, [letter.mail_id, text("filename"), text("content type")])
    match = {"rule_id": 1, "rule_version": 1, "name": text("matched rule"), "condition": text("matched condition")}
    decision = {"rule_id": 1, "action_index": 0, "action": text("action"), "withheld": text("withheld reason")}
    rows.execute(ADD_RULE_RUN, [letter.mail_id, letter.mail_id, Jsonb([match]), Jsonb([decision])])


def plant_send(api: RunningApi, text: Text = plain, state: str = "failed", send_id: UUID = SEND_ID) -> None:
    """A send of account 1 that failed."""
    api.run(ADD_SEND, send_id, state, text("send reason"), text("send subject"), text("send Message-ID"))
    api.run(ADD_RECIPIENT, send_id, text("recipient"), text("enhanced status"), text("recipient reason"))
    api.run(ADD_ATTEMPT, send_id, text("attempt outcome"))


def plant_trouble(api: RunningApi, text: Text = plain) -> None:
    """Account 1 fails, its poll log and a connection test say why."""
    api.run(ADD_HEALTH, text("health reason"))
    api.run(ADD_POLL, text("poll error"))
    api.run(ADD_CHECK, CHECK_ID, text("check answer"))


def plant_rule(api: RunningApi, text: Text = plain) -> None:
    """A template, and a rule that answers with it."""
    api.run(ADD_TEMPLATE, text("template"), text("template type"), text("template subject"), text("template text"))
    condition = {"v": 1, "type": "subject_contains", "value": text("condition value")}
    action = {"v": 1, "type": "auto_reply", "template_id": 1}
    api.run(ADD_RULE, text("rule"), Jsonb(condition), Jsonb(action))
