"""Mail that gives every panel something to show: letters that are answered, an account with TLS and canaries."""

import secrets
import smtplib
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from deploy.local.mail_server import create_user
from tests.harness.installation import PASSWORD, Mailweave

CANARIES_S = 60
BETWEEN_S = 0.5
ANSWERED = "kettle.test"


def add_account(mailweave: Mailweave) -> str:
    """Its address: it is read by TLS, proves by canaries that mail comes, and answers what comes from ANSWERED."""
    address = f"help.{secrets.token_hex(3)}@dashboards.test"
    create_user(mailweave.mail, address, PASSWORD)
    tls: dict[str, Any] = {
        "incoming_server": "localhost",
        "incoming_port": mailweave.mail.imaps,
        "incoming_use_ssl": True,
    }
    account = mailweave.add_account(address, canary_every_s=CANARIES_S, **tls)
    mailweave.add_auto_reply(f"@{ANSWERED}", account)
    mailweave.until_live(account)
    return address


def deliver(mailweave: Mailweave, address: str) -> None:
    """A letter of a person who has never written before."""
    message, number = EmailMessage(), secrets.token_hex(4)
    message["From"], message["To"] = f"ada{number}@{ANSWERED}", address
    message["Subject"], message["Message-ID"] = f"Where is kettle {number}?", f"<{number}@{ANSWERED}>"
    message.set_content("It was to come on Monday.")
    with smtplib.SMTP(mailweave.mail.host, mailweave.mail.smtp, timeout=20) as smtp:
        smtp.send_message(message)


@contextmanager
def letters(mailweave: Mailweave, addresses: Sequence[str]) -> Iterator[None]:
    """Two a second to each, for as long as the block runs."""
    stop = threading.Event()

    def write() -> None:
        while not stop.wait(BETWEEN_S):
            for address in addresses:
                deliver(mailweave, address)

    thread = threading.Thread(target=write, name="letters")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
