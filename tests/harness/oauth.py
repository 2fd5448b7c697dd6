"""A mail server that wants access tokens: Dovecot, which asks an OAuth2 server whose they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shared.service.ports import Ports
from tests.fakes.oauth_server import OAuthServer, oauth_server
from tests.harness.dovecot import Dovecot, OAuth
from tests.harness.smtp_sink import SmtpSink


@dataclass(frozen=True, slots=True)
class OAuthGround:
    """IMAP, POP3 and submission on `dovecot`, tokens from `server`; what is submitted arrives in `sink`."""

    server: OAuthServer
    dovecot: Dovecot
    sink: SmtpSink

    def clear(self) -> None:
        """As it began: nobody is logged in, nothing was asked or sent."""
        model = type(self.server.model)()
        self.server.model = model
        self.server.faults.clear()
        self.server.forms.clear()
        self.server.elsewhere.clear()
        self.sink.clear()

    def incoming(self, protocol: str) -> dict[str, object]:
        """An account's fields that lead to the mailbox, with TLS from the first byte."""
        mail = self.dovecot.server
        port = mail.imaps if protocol == "imap" else mail.pop3s
        return {"incoming_protocol": protocol, "incoming_server": "localhost", "incoming_port": port}

    def smtp(self) -> dict[str, object]:
        """An account's fields that lead to submission, with STARTTLS."""
        return {"smtp_server": "localhost", "smtp_port": self.dovecot.submission, "smtp_use_tls": True}


@contextmanager
def oauth_ground(folder: Path) -> Iterator[OAuthGround]:
    """All three, while the block runs."""
    folder.mkdir(parents=True, exist_ok=True)
    ports = Ports(folder)
    sink = SmtpSink(folder, ports)
    with oauth_server() as server:
        sink.start()
        dovecot = Dovecot(folder, ports, OAuth(f"{server.url}/introspect", sink.port))
        try:
            dovecot.start()
            yield OAuthGround(server, dovecot, sink)
        finally:
            dovecot.stop()
            sink.stop()
