"""All services as real processes under the real supervisor, on a database and a topic prefix of their own."""

import asyncio
import base64
import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import psycopg

from deploy.local.console import console_producer
from deploy.local.endpoints import Endpoints
from deploy.local.login import login_url
from deploy.local.mail_server import MailServer, create_user
from services.cli.installation.probe import fault_of
from services.cli.installation.run import Installation, as_fields
from services.cli.installation.supervisor import Supervisor
from services.cli.installation.topics import apply_topics
from services.cli.replay.progress import Step, watch
from services.cli.settings import CliSettings
from shared.events.topics import OUTBOUND, TopicNames
from shared.service.ports import Ports
from shared.services import SERVICES
from tests.harness.database import LOGIN_PASSWORD
from tests.harness.wait import eventually_sync

TOKEN = "token-of-the-test-suite"
PASSWORD = "test-password"
TICK_S = 0.1
Supervise = Callable[[Path, Mapping[str, str], dict[str, int], Callable[[str], None]], Supervisor]
"""Makes what keeps the services running: folder, environment, HTTP port by name, where it says what it does."""


@dataclass(frozen=True, slots=True)
class Mailweave:
    """A running installation and the few things that tests do with it."""

    installation: Installation
    environment: Mapping[str, str]
    database_url: str
    mail: MailServer
    said: list[str]

    @property
    def settings(self) -> CliSettings:
        """The settings that its services run with."""
        return self.installation.settings

    @property
    def rest(self) -> httpx.Client:
        """A client of its REST service; close it."""
        return httpx.Client(
            base_url=f"{self.settings.api_url}/api/email",
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=20,
        )

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query over the two schemas gives, as the superuser."""
        options = "-c search_path=live,core"
        with psycopg.connect(self.database_url, options=options, autocommit=True) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """What REST created; the refusal is in the AssertionError."""
        with self.rest as rest:
            answer = rest.post(path, json=body)
        assert answer.is_success, answer.text
        created: dict[str, Any] = answer.json()
        return created

    def add_account(self, address: str, protocol: str = "imap", **fields: object) -> int:
        """An account polled each second without TLS; GreenMail's user is made unless `incoming_server` is given."""
        if "incoming_server" not in fields:
            create_user(self.mail, address, PASSWORD)
        body: dict[str, object] = {
            "name": address.partition("@")[0],
            "email_address": address,
            "smtp_server": self.mail.host,
            "smtp_port": self.mail.smtp,
            "smtp_use_tls": False,
            "incoming_protocol": protocol,
            "incoming_server": self.mail.host,
            "incoming_port": getattr(self.mail, protocol),
            "incoming_use_ssl": False,
            "incoming_username": address,
            "incoming_password": PASSWORD,
            "allow_plaintext": True,
            "poll_frequency": 1,
            **fields,
        }
        return int(self.post("/accounts/", body)["id"])

    def add_auto_reply(self, contains: str, account_id: int | None = None) -> int:
        """A rule that answers whoever's address contains this; returns its id."""
        template = {
            "name": "Thanks",
            "subject": "Re: {{subject}}",
            "plain_content": "Thank you.",
            "variables": ["subject"],
        }
        rule = {
            "account_id": account_id,
            "name": f"answer {contains}",
            "rule_type": "auto_reply",
            "condition_type": "from_contains",
            "condition_value": contains,
            "action_data": {"template_id": self.post("/templates/", template)["id"]},
            "priority": 1,
        }
        return int(self.post("/rules/", rule)["id"])

    def until_live(self, *account_ids: int) -> None:
        """Returns once these accounts' live polls have begun."""
        query = "SELECT count(*) FROM read_account_health WHERE account_id = ANY(%s) AND is_live"
        ids = list(account_ids)
        eventually_sync(lambda: self.rows(query, ids)[0][0] == len(ids), deadline_s=30, what=f"accounts {ids} live")

    def steps(self) -> list[Step]:
        """How far parser, threader, rules and sender are."""

        async def look() -> list[Step]:
            async with watch(self.settings, 0) as looking:
                return [*await looking.steps(), await looking.step("sender", OUTBOUND)]

        return asyncio.run(look())

    def has_no_lag(self) -> bool:
        """Whether every record of the pipe is committed."""
        return all(step.is_finished for step in self.steps())

    def publish(self, topic: str, key: str, value: str) -> None:
        """One record by Kafka's own console producer, as any other program would publish it."""
        argv = console_producer(self.settings.kafka_servers, topic)
        subprocess.run(argv, input=f"{key}|{value}\n".encode(), check=True, capture_output=True, timeout=60)

    def outbound_topic(self) -> str:
        """The name of the topic for send requests."""
        return TopicNames(self.settings.topic_prefix).of(OUTBOUND)


@contextmanager
def installed(
    stack: Endpoints,
    database_url: str,
    topic_prefix: str,
    folder: Path,
    supervise: Supervise = Supervisor,
    /,
    **settings: str,
) -> Iterator[Mailweave]:
    """Topics are applied, services run and are ready; at the end they are stopped."""
    assert stack.greenmail is not None
    folder.mkdir(parents=True, exist_ok=True)
    claim = Ports(folder).claim
    api_port = claim("api")
    variables = {
        "EMAIL_KAFKA_SERVERS": stack.kafka_servers,
        "EMAIL_KAFKA_SESSION_TIMEOUT_S": "3",
        "EMAIL_DATABASE_URL": login_url(database_url, LOGIN_PASSWORD),
        "EMAIL_ADMIN_DATABASE_URL": database_url,
        "EMAIL_TOPIC_PREFIX": topic_prefix,
        "EMAIL_BLOB_URL": f"file://{folder}/blobs",
        "EMAIL_SECRET_KEY": base64.b64encode(os.urandom(32)).decode(),
        "EMAIL_API_TOKEN": TOKEN,
        "EMAIL_API_PORT": str(api_port),
        "EMAIL_API_URL": f"http://127.0.0.1:{api_port}",
        "EMAIL_DATA_DIR": str(folder),
        "EMAIL_TLS_CA_FILE": stack.greenmail.ca_file,
        **settings,
    }
    loaded = CliSettings.load(**as_fields(variables))
    asyncio.run(apply_topics(loaded))
    ports = {name: claim(f"{name}_http") for name in SERVICES}
    said: list[str] = []
    supervisor = supervise(folder, variables, ports, said.append)
    running = Installation(folder, loaded, supervisor, ports, stack, partial(create_user, stack.greenmail))
    with _ticking(supervisor):
        ready = partial(_are_ready, ports)
        eventually_sync(ready, deadline_s=60, what=f"services ready in {folder}; {said}")
        yield Mailweave(running, variables, database_url, stack.greenmail, said)


def _are_ready(ports: Mapping[str, int]) -> bool:
    return not any(fault_of(port, "/ready") for port in ports.values())


@contextmanager
def _ticking(supervisor: Supervisor) -> Iterator[None]:
    stop = threading.Event()

    def tick() -> None:
        while not stop.wait(TICK_S):
            supervisor.tick()

    thread = threading.Thread(target=tick, name="supervisor")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        supervisor.stop()
