"""What a healthy installation has: the demo's accounts, mail that goes on coming, an account with canaries."""

import itertools
import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from services.cli.demo.mail import IMAP_ACCOUNT, POP3_ACCOUNT
from tests.harness.installation import Mailweave

CANARIES_S = 60
BETWEEN_S = 0.5


def add_accounts(mailweave: Mailweave) -> None:
    """One that proves by canaries that mail comes."""
    mailweave.add_account("canary@dashboards.test", canary_every_s=CANARIES_S, poll_frequency=1)


def letter(number: int) -> EmailMessage:
    """Each has another subject and sender; a rule of the demo answers half of them."""
    message = EmailMessage()
    domain = "newcustomer.test" if number % 2 else "shop.test"
    message["From"], message["To"] = f"ada{number}@{domain}", (IMAP_ACCOUNT, POP3_ACCOUNT)[number % 3 == 0]
    message["Subject"], message["Message-ID"] = f"Where is my kettle {number}?", f"<kettle-{number}@{domain}>"
    message.set_content("It was to come on Monday.")
    return message


@contextmanager
def letters(mailweave: Mailweave) -> Iterator[None]:
    """Two letters a second, for as long as the block runs."""
    stop = threading.Event()

    def write() -> None:
        for number in itertools.count():
            with smtplib.SMTP(mailweave.mail.host, mailweave.mail.smtp, timeout=20) as smtp:
                smtp.send_message(letter(number))
            if stop.wait(BETWEEN_S):
                return

    thread = threading.Thread(target=write, name="letters")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
