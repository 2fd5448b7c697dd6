"""The customers' side: mail goes out by SMTP, answers are read by IMAP and POP3 with the standard library.

None of Mailweave's own adapters is used here, so that they cannot vouch for themselves.
"""

import imaplib
import poplib
import smtplib
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

from deploy.local.mail_server import MailServer
from services.cli.demo.mail import Planted

PASSWORD = "demo-password"  # noqa: S105 - of mailboxes that exist in this process's GreenMail only
TIMEOUT_S = 20.0


class Mailboxes:
    """The mailboxes of one GreenMail."""

    def __init__(self, server: MailServer) -> None:
        """`server`: a running GreenMail."""
        self.server = server

    def deliver(self, message: Planted) -> None:
        """Sends one planted message to its account.

        GreenMail 2.1 refuses the recipients of a null reverse-path, so a bounce brings its Return-Path field along.
        """
        with smtplib.SMTP(self.server.host, self.server.smtp, timeout=TIMEOUT_S) as smtp:
            smtp.sendmail(message.sender, [message.account], message.raw)

    def received(self, address: str, *, by_pop3: bool) -> list[Message]:
        """Everything in a customer's mailbox."""
        fetch = self._by_pop3 if by_pop3 else self._by_imap
        return [message_from_bytes(raw) for raw in fetch(address)]

    def _by_imap(self, address: str) -> Iterator[bytes]:
        with imaplib.IMAP4(self.server.host, self.server.imap, timeout=TIMEOUT_S) as imap:
            imap.login(address, PASSWORD)
            imap.select("INBOX", readonly=True)
            _, found = imap.search(None, "ALL")
            for number in found[0].split():
                _, parts = imap.fetch(number.decode(), "(BODY.PEEK[])")
                yield from (part[1] for part in parts if isinstance(part, tuple))

    def _by_pop3(self, address: str) -> Iterator[bytes]:
        pop3 = poplib.POP3(self.server.host, self.server.pop3, timeout=TIMEOUT_S)
        try:
            pop3.user(address)
            pop3.pass_(PASSWORD)
            for number in range(1, pop3.stat()[0] + 1):
                yield b"\r\n".join(pop3.retr(number)[1])
        finally:
            pop3.quit()
