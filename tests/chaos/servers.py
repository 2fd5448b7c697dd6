"""The servers of one run: the stack, Dovecot beside GreenMail for the mailboxes, a sink that takes what is sent."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.endpoints import Endpoints
from deploy.local.stack import Stack
from shared.service.ports import Ports
from tests.fakes.fault_proxy import FaultProxy
from tests.harness.dovecot import Dovecot
from tests.harness.smtp_sink import SmtpSink

KAFKA, POSTGRES, IMAP, SMTP = "Kafka", "PostgreSQL", "IMAP", "SMTP"
DATABASE_SETTING = "EMAIL_DATABASE_URL"


@dataclass(frozen=True, slots=True)
class Servers:
    """`stack` is None where the brokers and PostgreSQL are somebody else's and must not be hurt.

    `proxies` stand between the services (not the harness) and Kafka, PostgreSQL, IMAP and SMTP, by these names.
    """

    endpoints: Endpoints
    dovecot: Dovecot
    sink: SmtpSink
    stack: Stack | None = None
    proxies: Mapping[str, FaultProxy] = field(default_factory=dict)

    @property
    def imap_port(self) -> int:
        """Where accounts read Dovecot's mailboxes."""
        return self.proxies[IMAP].port if self.proxies else self.dovecot.server.imap

    @property
    def smtp_port(self) -> int:
        """Where accounts send."""
        return self.proxies[SMTP].port if self.proxies else self.sink.port

    def environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        """What services are told in place of where the servers really are."""
        if not self.proxies or self.stack is None:
            return {}
        port, proxied = self.stack.postgres.port, self.proxies[POSTGRES].port
        url = variables[DATABASE_SETTING].replace(f":{port}/", f":{proxied}/")
        return {"EMAIL_KAFKA_SERVERS": self.proxies[KAFKA].address, DATABASE_SETTING: url}


@contextmanager
def own_servers(folder: Path, say: Callable[[str], None]) -> Iterator[Servers]:
    """All of them in this folder, started once; stopped at the end, their data and logs stay."""
    with ExitStack() as cleanup:
        proxies = {name: cleanup.enter_context(FaultProxy(name)) for name in (KAFKA, POSTGRES, IMAP, SMTP)}
        stack = Stack(folder / "stack", say, kafka_proxy_port=proxies[KAFKA].port)
        endpoints = stack.start()
        cleanup.callback(stack.stop)
        dovecot = Dovecot(folder, Ports(folder))
        dovecot.start()
        cleanup.callback(dovecot.stop)
        sink = SmtpSink(folder, Ports(folder))
        sink.start()
        cleanup.callback(sink.stop)
        places = {
            KAFKA: stack.kafka.proxied_port,
            POSTGRES: stack.postgres.port,
            IMAP: dovecot.server.imap,
            SMTP: sink.port,
        }
        for name, port in places.items():
            proxies[name].lead_to(port)
        yield Servers(endpoints, dovecot, sink, stack, proxies)
