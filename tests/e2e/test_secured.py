"""The whole pipe where nobody is trusted: Kafka with TLS, a login a service and ACLs, PostgreSQL by verify-full.

What each service may do is what `mailweave topics acls` says, and no more.
"""

import asyncio
import json
import secrets
import shlex
import smtplib
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import TopicAuthorizationFailedError

from deploy.local.endpoints import Endpoints
from deploy.local.jars import class_path
from deploy.local.java import find_java
from services.cli.installation.acls import commands
from services.cli.installation.run import as_fields
from services.cli.installation.supervisor import CANNOT_RUN, Supervisor, _Watched
from services.cli.installation.topics import apply_topics
from services.cli.settings import CliSettings
from shared.events.topics import PARSED, RAW_FETCHED, TopicNames
from shared.kafka.clients import reader
from shared.rights import Operation, Resource, rights
from shared.services import SERVICES
from tests.harness.database import LOGIN_PASSWORD, fresh_database, template_database
from tests.harness.debian_postgres import DebianPostgres
from tests.harness.installation import TOKEN, Mailweave, installed
from tests.harness.kafka import Planted, committed, plant, read_all
from tests.harness.secured_kafka import USERS, SecuredKafka
from tests.harness.service_process import service_process
from tests.harness.wait import eventually_sync, within
from tests.integration.test_cli_process import mailweave as command

PREFIX = "s."
NAMES = TopicNames(PREFIX)
LISTENER = "SASL_SSL"
ACL_TOOL = "org.apache.kafka.tools.AclCommand"


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
    settings = secured_kafka.environment(LISTENER) | {
        "EMAIL_TLS_CA_FILE": str(authorities),
        "EMAIL_TOPIC_PARTITIONS": "2",
    }
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


def flow_through(mailweave: Mailweave) -> None:
    """One mail is fetched, parsed, threaded, ruled and answered; the answer comes back into its thread."""
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


def test_mail_flows_through_with_the_rights_of_the_table(secured: Secured) -> None:
    flow_through(secured.mailweave)
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
    """What it has no right to it does not even see; what it may only write or count it is refused."""
    own = [right for right in rights(NAMES) if right.service == service and right.resource is Resource.TOPIC]
    visible = {right.name for right in own}
    unreadable = sorted(visible - {right.name for right in own if Operation.READ in right.operations})
    settings = secured.kafka.settings(LISTENER, user=f"mailweave-{service}")
    async with reader(settings) as consumer:
        assert {name for name in await consumer.topics() if name.startswith(PREFIX)} == visible
        assert [name for name in unreadable if not await is_refused(consumer, name)] == []


async def is_refused(consumer: AIOKafkaConsumer, name: str) -> bool:
    place = TopicPartition(name, 0)
    consumer.assign([place])
    consumer.seek(place, 0)
    try:
        async with within(1):
            while not await consumer.getmany(place, timeout_ms=100):
                continue
    except TopicAuthorizationFailedError:
        return True
    except TimeoutError:
        return False
    return False


TOPIC = f"topic l{{}}.{RAW_FETCHED.name}"
GROUP = "group l{}.parser.raw.fetched"
LETTERS = "topic l{}.raw.fetched.dlq"
RESULT = "topic l{}.parsed"


@pytest.mark.parametrize(
    ("number", "without", "said"),
    [
        pytest.param(0, TOPIC, "Kafka lacks the topics l0.raw.fetched: run `mailweave topics apply`; where", id="read"),
        pytest.param(1, LETTERS, "Kafka lacks the topics l1.raw.fetched.dlq: run `mailweave topics", id="dead letters"),
        pytest.param(2, GROUP, "let mailweave-parser use the consumer group l2.parser.raw.fetched: give", id="group"),
        pytest.param(3, RESULT, "let mailweave-parser use the topic l3.parsed: give it the ACLs of", id="write"),
    ],
)
async def test_a_right_that_is_missing_is_named(
    secured: Secured, tmp_path: Path, number: int, without: str, said: str
) -> None:
    """The parser with all but one of its rights; the record that it could not handle is still to be done."""
    names, missing = TopicNames(f"l{number}."), without.format(number)
    needed = [right for right in rights(names) if right.service in ("parser", "cli")]
    await secured.kafka.allow([right for right in needed if f"{right.resource} {right.name}" != missing])
    environment = {**secured.mailweave.environment, "EMAIL_TOPIC_PREFIX": names.prefix, "EMAIL_TOPIC_PARTITIONS": "1"}
    settings = CliSettings(**as_fields(environment), _env_file=None)  # type: ignore[arg-type]
    await apply_topics(settings)
    sealed = await records_of(secured, NAMES.of(RAW_FETCHED))
    await plant(secured.kafka.kafka.servers, names.of(RAW_FETCHED), sealed)
    user = {"EMAIL_KAFKA_USERNAME": "mailweave-parser", "EMAIL_KAFKA_PASSWORD": USERS["mailweave-parser"]}
    async with service_process(tmp_path, environment | user, "services.parser") as parser:
        await parser.said(said, deadline_s=30)
        if "use the topic" not in said:
            assert await parser.end() == CANNOT_RUN
    done = await committed(secured.kafka.kafka.servers, names.group("parser", RAW_FETCHED), names.of(RAW_FETCHED))
    assert sum(done.values()) == 0


async def records_of(secured: Secured, name: str) -> list[Planted]:
    """One that the topic holds."""
    if not await read_all(secured.kafka.kafka.servers, name):
        await asyncio.to_thread(flow_through, secured.mailweave)
    found = await read_all(secured.kafka.kafka.servers, name)
    return [Planted(record.key, record.value, record.headers) for record in found[:1]]


def test_kafkas_own_tool_takes_the_printed_commands(secured_kafka: SecuredKafka, tmp_path: Path) -> None:
    settings = CliSettings(kafka_servers=secured_kafka.kafka.servers, _env_file=None)
    needed = [right for right in rights(TopicNames("tool.")) if right.service == "cli"]
    for line in commands(needed, settings, "User:CN=operator"):
        program, *arguments = shlex.split(line)
        assert program == "kafka-acls.sh"
        java = [str(find_java()), "-Xmx128m", "-cp", class_path("kafka-tools", print)]
        done = subprocess.run([*java, ACL_TOOL, *arguments], capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, "Adding ACLs for resource" in done.stdout) == (0, True), done.stdout + done.stderr
