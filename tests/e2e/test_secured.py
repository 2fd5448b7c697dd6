"""The whole pipe where nobody is trusted: Kafka with TLS, a login a service and ACLs, PostgreSQL by verify-full.

What each service may do is what `mailweave topics acls` says, and no more.
"""

import asyncio
import json
import secrets
import smtplib
import subprocess
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import TopicAuthorizationFailedError

from deploy.local.endpoints import Endpoints
from deploy.local.jars import class_path
from deploy.local.java import find_java
from services.cli.installation.acls import commands
from services.cli.installation.supervisor import Supervisor, _Watched
from services.cli.settings import CliSettings
from shared.events.topics import DLQ_SUFFIX, PARSED, TOPICS, TopicNames
from shared.kafka.clients import reader
from shared.rights import Operation, Resource, Right, rights
from shared.services import SERVICES
from tests.harness.database import LOGIN_PASSWORD, fresh_database, template_database
from tests.harness.debian_postgres import DebianPostgres
from tests.harness.installation import TOKEN, Mailweave, installed
from tests.harness.kafka import Planted, plant, read_all
from tests.harness.secured_kafka import USERS, SecuredKafka
from tests.harness.service_process import service_process
from tests.harness.wait import eventually, eventually_sync
from tests.integration.test_cli_process import mailweave as command

PREFIX = "s."
NAMES = TopicNames(PREFIX)
LISTENER = "SASL_SSL"


class EachAsItself(Supervisor):
    """Each service logs in to Kafka under its own name."""

    def _start(self, name: str, watched: _Watched, now: float) -> None:
        user = f"mailweave-{name}"
        own = {"EMAIL_KAFKA_USERNAME": user, "EMAIL_KAFKA_PASSWORD": USERS[user]}
        self.environment = {**self.environment, **own}
        super()._start(name, watched, now)


@dataclass(frozen=True, slots=True)
class Secured:
    """The running installation and its Kafka."""

    mailweave: Mailweave
    kafka: SecuredKafka

    def logs(self) -> str:
        """Of all services."""
        folder = self.mailweave.installation.folder / "logs"
        return "".join((folder / f"{name}.log").read_text() for name in SERVICES)


@pytest.fixture(scope="module")
def secured(
    stack: Endpoints, secured_kafka: SecuredKafka, debian_postgres: DebianPostgres, run_folder: Path
) -> Iterator[Secured]:
    assert stack.greenmail is not None
    debian_postgres.show(debian_postgres.files)
    asyncio.run(secured_kafka.allow(rights(NAMES)))
    authorities = run_folder / "authorities.pem"
    authorities.write_text(secured_kafka.files.ca_file.read_text() + Path(stack.greenmail.ca_file).read_text())
    admin = debian_postgres.url(sslmode="verify-full", sslrootcert=debian_postgres.files.ca_file)
    settings = secured_kafka.environment(LISTENER) | {"EMAIL_TLS_CA_FILE": str(authorities)}
    endpoints = replace(stack, database_url=admin)
    with (
        fresh_database(admin, template_database(admin)) as url,
        installed(endpoints, url, PREFIX, run_folder / "secure", EachAsItself, **settings) as running,
    ):
        yield Secured(running, secured_kafka)


def deliver(mailweave: Mailweave, to: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "anna@secured.test", to, "By TLS"
    message["Message-ID"] = f"<{uuid.uuid4()}@secured.test>"
    message.set_content("Hello.\n")
    with smtplib.SMTP(mailweave.mail.host, mailweave.mail.smtp, timeout=60) as smtp:
        smtp.send_message(message)


def test_mail_flows_through_with_the_rights_of_the_table(secured: Secured) -> None:
    """Fetched, parsed, threaded, ruled, answered; the answer and its outcome come back; a dead letter is put back."""
    mailweave = secured.mailweave
    address = f"support.{secrets.token_hex(3)}@secured.test"
    account = mailweave.add_account(address)
    mailweave.add_auto_reply("@secured.test", account)
    mailweave.until_live(account)
    deliver(mailweave, address)
    sent = "SELECT state FROM send WHERE account_id = %s"
    eventually_sync(lambda: mailweave.rows(sent, account) == [("sent",)], deadline_s=40, what="the answer sent")
    copies = "SELECT count(*) FROM message WHERE account_id = %s"
    eventually_sync(lambda: mailweave.rows(copies, account) == [(2,)], deadline_s=30, what="the answer in its thread")
    eventually_sync(mailweave.has_no_lag, deadline_s=30, what="every record committed")
    assert "does not let" not in secured.logs()
    assert "cannot be seen" not in secured.logs()


def test_a_dead_letter_is_set_aside_and_put_back(secured: Secured) -> None:
    mailweave, servers = secured.mailweave, secured.kafka.kafka.servers
    asyncio.run(plant(servers, NAMES.of(PARSED), [Planted(b"1", b"no JSON")]))
    eventually_sync(lambda: asyncio.run(read_all(servers, NAMES.dlq_of(PARSED))), deadline_s=30, what="the dead letter")
    environment = {**mailweave.environment, **secured.kafka.environment(LISTENER)}
    folder = mailweave.installation.folder
    code, printed, complaint = command(folder, "dlq", "redrive", "--all", environment=environment)
    assert (code, complaint) == (0, ""), printed
    with mailweave.rest as rest:
        assert rest.get("/dead-letters/").json()["results"], "the api reads them, too"


def test_the_audit_and_the_doctor_are_content(secured: Secured) -> None:
    mailweave = secured.mailweave
    environment = {**mailweave.environment, **secured.kafka.environment(LISTENER)}
    environment["EMAIL_TLS_CA_FILE"] = mailweave.environment["EMAIL_TLS_CA_FILE"]
    folder = mailweave.installation.folder
    code, printed, complaint = command(folder, "audit", environment=environment)
    assert (code, printed.splitlines()[-1].endswith("unaccounted=0")) == (0, True), printed + complaint
    code, printed, complaint = command(folder, "doctor", "--format", "json", environment=environment)
    found = {line["check"]: (line["state"], line["seen"]) for line in json.loads(printed)}
    assert (code, complaint) == (0, ""), printed
    assert found["acls"][0] == "ok", found["acls"]
    assert found["services"] == ("ok", "poller, parser, threader, rules, sender, api are ready")
    assert "SASL_SSL, SCRAM-SHA-512 as mailweave-cli" in found["kafka"][1]
    assert ", TLS, as mailweave_services" in found["database"][1]
    assert not [word for word in (*USERS.values(), LOGIN_PASSWORD, TOKEN) if word in printed]


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_reads_nothing_that_it_has_no_right_to(secured: Secured, service: str) -> None:
    own = [right for right in rights(NAMES) if right.service == service and right.resource is Resource.TOPIC]
    readable = {right.name for right in own if Operation.READ in right.operations}
    visible = {right.name for right in own}
    every = {name for topic in TOPICS for name in (NAMES.of(topic), NAMES.dlq_of(topic))}
    settings = secured.kafka.settings(LISTENER, user=f"mailweave-{service}")
    async with reader(settings) as consumer:
        assert {name for name in await consumer.topics() if name.startswith(PREFIX)} == visible
    refused = [name for name in sorted(every - readable) if await is_refused(secured, service, name)]
    assert refused == sorted(every - readable)


async def is_refused(secured: Secured, service: str, name: str) -> bool:
    """Whether Kafka gives this service nothing of the topic. What it may not even see has no partitions for it."""
    settings = secured.kafka.settings(LISTENER, user=f"mailweave-{service}")
    async with reader(settings) as consumer:
        consumer.assign([TopicPartition(name, 0)])
        consumer._fetcher._subscriptions.subscription.assignment.state_value(TopicPartition(name, 0)).seek(0)
        try:
            return not await consumer.getmany(timeout_ms=300)
        except TopicAuthorizationFailedError:
            return True


LACKING = {
    "no right to see a topic": (
        lambda right: right.name == f"{PREFIX}raw.fetched",
        2,
        f"Kafka lacks the topics {PREFIX}raw.fetched: run `mailweave topics apply`; where they are there, this login",
    ),
}


def test_kafkas_own_tool_takes_the_printed_commands(secured_kafka: SecuredKafka) -> None:
    settings = CliSettings(**secured_kafka.values("SSL"), _env_file=None)
    needed = [right for right in rights(TopicNames("tool.")) if right.service == "cli"]
    lines = list(commands(needed, settings, "User:CN=operator"))
    assert len(lines) == 3
    assert all("--command-config admin.properties" in line for line in lines)
