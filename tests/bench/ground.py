"""What the parts of the benchmark stand on: the stack, Dovecot, a database, and Mailweave while a part needs it."""

import asyncio
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from deploy.local.endpoints import Endpoints
from deploy.local.tls import certificates
from shared.service.ports import Ports
from shared.services import SERVICES
from tests.bench.relay import Relay
from tests.bench.sink import Sink
from tests.bench.usage import Tree, pid_in
from tests.harness.database import fresh_database, template_database
from tests.harness.dovecot import Dovecot
from tests.harness.installation import Mailweave, installed
from tests.harness.stack import ATTACH_TO, delete_topics, running_stack, temporary_folder

Connection = psycopg.Connection[tuple[Any, ...]]
CONNECTIONS = 10
SETTINGS = {"EMAIL_KAFKA_SESSION_TIMEOUT_S": "10", "EMAIL_SMTP_CONNECTIONS_PER_ACCOUNT": str(CONNECTIONS)}
"""Those of an ordinary installation, not the short time-outs of tests; sending is compared at ten connections."""


@dataclass
class Ground:
    """One run's place. Mailweave is started by the first part that asks for it and stopped by `stop_mailweave`."""

    build: Path
    folder: Path
    stack: Endpoints
    is_stack_shared: bool
    say: Callable[[str], None]
    _cleanup: ExitStack = field(default_factory=ExitStack)
    _of_mailweave: ExitStack = field(default_factory=ExitStack)
    _mailweave: Mailweave | None = None
    _dovecot: Dovecot | None = None
    _sink: Sink | None = None
    _relay: Relay | None = None

    @property
    def dovecot(self) -> Dovecot:
        """Started when it is first asked for; StackError where it is not installed."""
        if self._dovecot is None:
            dovecot = Dovecot(self.folder, Ports(self.folder))
            self._cleanup.callback(dovecot.stop)
            dovecot.start()
            self._dovecot = dovecot
        return self._dovecot

    @property
    def sink(self) -> Sink:
        """The SMTP server that takes all mail; StackError where it is not installed."""
        if self._sink is None:
            sink = Sink(self.folder, Ports(self.folder))
            self._cleanup.callback(sink.stop)
            sink.start()
            self._sink = sink
        return self._sink

    @property
    def relay(self) -> Relay:
        """Postfix before the sink; NotInstalledError where it cannot run."""
        if self._relay is None:
            relay = Relay(self.folder, Ports(self.folder), self.sink, CONNECTIONS)
            self._cleanup.callback(relay.stop)
            relay.start()
            self._relay = relay
        return self._relay

    @property
    def mailweave(self) -> Mailweave:
        """An installation with a database and topics of its own, every service a process, ready."""
        if self._mailweave is None:
            self.say("starting Mailweave")
            database_url = self._of_mailweave.enter_context(self.database())
            prefix = self._of_mailweave.enter_context(self.topic_prefix())
            folder, authority = self.folder / "mailweave", str(certificates(self.folder).ca_file)
            self._of_mailweave.callback(self._keep_logs, folder)
            self._mailweave = self._of_mailweave.enter_context(
                installed(self.stack, database_url, prefix, folder, **SETTINGS, EMAIL_TLS_CA_FILE=authority)
            )
        return self._mailweave

    def stop_mailweave(self) -> None:
        """Its services must not take time from what is measured next."""
        self._mailweave = None
        self._of_mailweave.close()

    def stop(self) -> None:
        """Everything that this run has started, but the stack."""
        self.stop_mailweave()
        self._cleanup.close()

    @contextmanager
    def database(self) -> Iterator[str]:
        """The superuser's URL of a migrated database, which is dropped at the end."""
        with fresh_database(self.stack.database_url, template_database(self.stack.database_url)) as url:
            yield url

    @contextmanager
    def topic_prefix(self) -> Iterator[str]:
        """A prefix that nobody else has; on a shared stack its topics are deleted at the end."""
        prefix = f"bench{secrets.token_hex(2)}."
        yield prefix
        if self.is_stack_shared:
            asyncio.run(delete_topics(self.stack.kafka_servers, prefix))

    def connection(self) -> Connection:
        """The superuser's, on Mailweave's database, for looking often; close it."""
        return psycopg.connect(self.mailweave.database_url, options="-c search_path=live,core", autocommit=True)

    def trees(self) -> dict[str, Tree]:
        """The processes that a message passes through; of a shared PostgreSQL those of our database only."""
        supervisor = self.mailweave.installation.supervisor
        trees = {name: Tree(supervisor.child(name).pid) for name in SERVICES}
        database = self.mailweave.database_url.rpartition("/")[2] if self.is_stack_shared else ""
        return trees | {
            "kafka": Tree(pid_in(self.stack.folder, "kafka")),
            "postgres": Tree(pid_in(self.stack.folder, "postgres"), only=database),
            "dovecot": Tree(self.dovecot.pid),
        }

    def _keep_logs(self, folder: Path) -> None:
        shutil.rmtree(self.build / "logs", ignore_errors=True)
        if (folder / "logs").exists():
            shutil.copytree(folder / "logs", self.build / "logs")


@contextmanager
def ground(build: Path, say: Callable[[str], None], stack: Endpoints | None = None) -> Iterator[Ground]:
    """On this stack, else the one that $EMAIL_TEST_STACK names, else one of its own; nothing but `build` is left."""
    is_shared = stack is not None or ATTACH_TO is not None
    with ExitStack() as entered:
        folder = entered.enter_context(temporary_folder())
        found = stack or entered.enter_context(running_stack(folder / "stack"))
        standing = Ground(build, folder, found, is_shared, say)
        entered.callback(standing.stop)
        yield standing
