"""Traces of real mail through all services: one a message, without content, and never in the way of mail."""

import secrets
import signal
import smtplib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import psutil
import pytest

from deploy.local.endpoints import Endpoints
from deploy.local.mail_server import create_user
from tests.harness.database import fresh_database
from tests.harness.installation import PASSWORD, Mailweave, installed
from tests.harness.otlp import Manner, OtlpReceiver, ReceivedSpan
from tests.harness.wait import eventually_sync

INBOUND = ["fetch", "queue parse", "parse", "queue thread", "thread", "queue rule", "rule"]
ANSWER = ["queue accept", "accept", "queue send", "send", "deliver"]
COPY = ["queue parse", "parse", "queue thread", "thread", "queue rule", "rule"]
SERVICE_OF = {
    "fetch": "poller",
    "parse": "parser",
    "thread": "threader",
    "rule": "rules",
    "accept": "sender",
    "send": "sender",
    "deliver": "sender",
}
KAFKA_NS = 1_000_000
"""So exact are the times of records."""
MAY_BE_TOLD = {
    "mailweave.mail_id",
    "mailweave.account_id",
    "mailweave.send_id",
    "mailweave.attempt",
    "messaging.system",
    "messaging.destination.name",
    "messaging.destination.partition.id",
    "messaging.kafka.offset",
}


@dataclass(frozen=True, slots=True)
class Traced:
    """An installation that sends traces, who receives them, and an account that answers everybody of customer.test."""

    mailweave: Mailweave
    receiver: OtlpReceiver
    account_id: int
    address: str

    def deliver(self, subject: str) -> str:
        """A message of a customer comes; gives the customer's address."""
        customer = f"ada.{secrets.token_hex(3)}@customer.test"
        create_user(self.mailweave.mail, customer, PASSWORD)
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = customer, self.address, subject
        message["Message-ID"] = f"<{secrets.token_hex(8)}@customer.test>"
        message.set_content("Where is my order?")
        with smtplib.SMTP(self.mailweave.mail.host, self.mailweave.mail.smtp, timeout=60) as smtp:
            smtp.send_message(message)
        return customer

    def until_answered(self, customer: str) -> None:
        query = "SELECT 1 FROM read_send_recipient WHERE address = %s AND state = 'sent'"
        eventually_sync(lambda: self.mailweave.rows(query, customer), deadline_s=60, what=f"{customer} answered")

    def mail_id(self, subject: str) -> str:
        ((found,),) = self.mailweave.rows("SELECT mail_id FROM message WHERE subject = %s", subject)
        return str(found)

    def trace_of(self, mail_id: str, names: list[str]) -> list[ReceivedSpan]:
        """The spans of the one trace in which this mail was fetched, once these have come."""

        def trace() -> list[ReceivedSpan]:
            begun = {each.trace_id for each in self.receiver.spans if _is_fetch_of(each, mail_id)}
            spans = self.receiver.trace(next(iter(begun))) if len(begun) == 1 else []
            return spans if Counter(names) <= Counter(each.name for each in spans) else []

        return eventually_sync(trace, deadline_s=60, what=f"all spans of {mail_id}")


def _is_fetch_of(span: ReceivedSpan, mail_id: str) -> bool:
    return span.name == "fetch" and span.attributes["mailweave.mail_id"] == mail_id


@pytest.fixture(scope="module")
def traced(stack: Endpoints, database_template: str, run_folder: Path) -> Iterator[Traced]:
    with (
        OtlpReceiver().running() as receiver,
        fresh_database(stack.database_url, database_template) as database_url,
        installed(
            *(stack, database_url, f"o{secrets.token_hex(3)}.", run_folder / "traces"),
            EMAIL_OTLP_ENDPOINT=receiver.url,
        ) as running,
    ):
        address = f"support.{secrets.token_hex(3)}@traces.test"
        account_id = running.add_account(address)
        running.add_auto_reply("customer.test", account_id)
        running.until_live(account_id)
        yield Traced(running, receiver, account_id, address)


def test_one_message_is_one_trace_from_fetch_to_delivery(traced: Traced) -> None:
    customer = traced.deliver("One trace")
    traced.until_answered(customer)
    names = [*INBOUND, *ANSWER, *COPY]
    spans = traced.trace_of(traced.mail_id("One trace"), names)
    assert sorted(each.name for each in spans) == sorted(names)
    assert [each.name for each in spans if each.name in INBOUND][: len(INBOUND)] == INBOUND
    assert [each.name for each in spans if each.name in ANSWER] == ANSWER
    assert {each.name: each.service for each in spans if each.name in SERVICE_OF} == SERVICE_OF
    by_id = {each.span_id: each for each in spans}
    roots = [each for each in spans if each.parent_id not in by_id]
    assert [(each.name, each.parent_id) for each in roots] == [("fetch", "")]
    assert all(each.begins <= each.ends for each in spans)
    assert all(each.begins > by_id[each.parent_id].begins - KAFKA_NS for each in spans if each.parent_id)
    assert not any(each.has_failed for each in spans)


def test_a_trace_tells_ids_and_places_and_nothing_that_a_message_says(traced: Traced) -> None:
    customer = traced.deliver("Kept to ourselves")
    traced.until_answered(customer)
    spans = traced.trace_of(traced.mail_id("Kept to ourselves"), [*INBOUND, *ANSWER])
    assert {name for each in spans for name in each.attributes} <= MAY_BE_TOLD
    assert "@" not in " ".join(str(value) for each in spans for value in each.attributes.values())
    assert {each.attributes["mailweave.account_id"] for each in spans} == {traced.account_id}


@pytest.mark.parametrize("manner", [Manner.REFUSE, Manner.HANG])
def test_a_receiver_that_errs_keeps_no_mail_back(traced: Traced, manner: Manner) -> None:
    asked = traced.receiver.asked
    traced.receiver.manner = manner
    try:
        for number in range(3):
            customer = traced.deliver(f"{manner} {number}")
            traced.until_answered(customer)
        eventually_sync(lambda: traced.receiver.asked > asked, deadline_s=30, what="a request that got no good answer")
    finally:
        traced.receiver.manner = Manner.TAKE


def test_a_process_that_is_killed_loses_spans_and_no_mail(traced: Traced) -> None:
    parsers = [each for each in psutil.Process().children() if "services.parser" in each.cmdline()]
    (parser,) = [each for each in parsers if each.environ().get("EMAIL_OTLP_ENDPOINT") == traced.receiver.url]
    first = traced.deliver("Before the kill")
    parser.send_signal(signal.SIGKILL)
    second = traced.deliver("After the kill")
    traced.until_answered(first)
    traced.until_answered(second)
    spans = traced.trace_of(traced.mail_id("After the kill"), [*INBOUND, *ANSWER])
    assert {each.name for each in spans} >= {*INBOUND, *ANSWER}
