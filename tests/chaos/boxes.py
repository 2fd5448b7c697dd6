"""The mailboxes of a run, at two servers and by two protocols, and the accounts that read them."""

import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from deploy.local.mail_server import create_user
from tests.chaos.servers import Servers
from tests.harness.installation import PASSWORD, Mailweave
from tests.harness.planted import Mail

AT_DOVECOT = 4
# GreenMail keeps all of its mail in memory and takes 0.3 s for one more to a folder of 5,000; by POP3 each poll lists
# all there is.
SHARE_AT_GREENMAIL, MOST_AT_GREENMAIL = 0.1, 500
SHARE_BY_POP3, MOST_BY_POP3 = 0.05, 1000


@dataclass(frozen=True, slots=True)
class Box:
    """One mailbox, and the share of a run's mail that goes there, 0 to 1."""

    address: str
    is_dovecot: bool
    share: float
    protocol: str = "imap"


def boxes(name: str, messages: int) -> list[Box]:
    """Addresses that no other run has, for a run of so many messages. Most mail goes to Dovecot's folders."""
    at_greenmail = min(SHARE_AT_GREENMAIL, MOST_AT_GREENMAIL / messages)
    by_pop3 = min(SHARE_BY_POP3, MOST_BY_POP3 / messages)
    at_dovecot = (1 - at_greenmail - by_pop3) / AT_DOVECOT
    return [
        *(Box(f"d{number}.{name}@chaos.test", is_dovecot=True, share=at_dovecot) for number in range(AT_DOVECOT)),
        Box(f"p.{name}@chaos.test", is_dovecot=True, share=by_pop3, protocol="pop3"),
        Box(f"g.{name}@chaos.test", is_dovecot=False, share=at_greenmail),
    ]


class Deliveries:
    """Puts mail into the boxes as an MTA would."""

    def __init__(self, servers: Servers, places: Sequence[Box]) -> None:
        self._servers = servers
        self._box = {box.address: box for box in places}
        for box in places:
            self._add_user(box)

    def deliver(self, mails: Sequence[Mail]) -> None:
        """Each into its account's mailbox, in this order."""
        with self._greenmail() as smtp:
            for mail in mails:
                if self._box[mail.account].is_dovecot:
                    self._servers.dovecot.deliver(mail.account, mail.raw)
                else:
                    smtp.sendmail(mail.sender, [mail.account], mail.raw)

    @contextmanager
    def _greenmail(self) -> Iterator[smtplib.SMTP]:
        server = self._servers.endpoints.greenmail
        assert server is not None
        with smtplib.SMTP(server.host, server.smtp, timeout=30) as smtp:
            yield smtp

    def _add_user(self, box: Box) -> None:
        server = self._servers.endpoints.greenmail
        if box.is_dovecot:
            self._servers.dovecot.add_user(box.address, PASSWORD)
        elif server is not None:
            create_user(server, box.address, PASSWORD)


def add_account(mailweave: Mailweave, servers: Servers, box: Box) -> int:
    """The account that polls the box each second and sends through the sink; returns its id."""
    server = servers.dovecot.server if box.is_dovecot else servers.endpoints.greenmail
    assert server is not None
    is_proxied = box.is_dovecot and box.protocol == "imap"
    return mailweave.add_account(
        box.address,
        box.protocol,
        incoming_server=server.host,
        incoming_port=servers.imap_port if is_proxied else getattr(server, box.protocol),
        smtp_server=servers.sink.host,
        smtp_port=servers.smtp_port,
    )
