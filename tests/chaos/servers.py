"""The servers of one run: the stack, Dovecot beside GreenMail for the mailboxes, a sink that takes what is sent."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.dovecot import Dovecot
from deploy.local.endpoints import Endpoints
from deploy.local.ports import Ports
from deploy.local.smtp_sink import SmtpSink
from deploy.local.stack import Stack


@dataclass(frozen=True, slots=True)
class Servers:
    """`stack` is None where the brokers and PostgreSQL are somebody else's and must not be hurt."""

    endpoints: Endpoints
    dovecot: Dovecot
    sink: SmtpSink
    stack: Stack | None = None


@contextmanager
def own_servers(folder: Path, say: Callable[[str], None]) -> Iterator[Servers]:
    """All of them in this folder, started once; stopped at the end, their data and logs stay."""
    with ExitStack() as cleanup:
        stack = Stack(folder / "stack", say)
        endpoints = stack.start()
        cleanup.callback(stack.stop)
        dovecot = Dovecot(folder, Ports(folder))
        dovecot.start()
        cleanup.callback(dovecot.stop)
        sink = SmtpSink(folder, Ports(folder))
        sink.start()
        cleanup.callback(sink.stop)
        yield Servers(endpoints, dovecot, sink, stack)
