"""Runs within a container of the demo's installation: writes letters to its account, counts the answers to them.

`python - plant COUNT PER_SECOND`, `python - answers COUNT`; the program itself comes by standard input.
"""

import json
import smtplib
import sys
import time

from deploy.local.mail_server import MailServer, create_user
from services.cli.demo.mail import IMAP_ACCOUNT
from services.cli.demo.mailboxes import PASSWORD, Mailboxes

SERVER = MailServer("greenmail", smtp=3025, imap=3143, pop3=3110, admin=8080)
ANSWERED_EACH = 4


def writer(number: int) -> str:
    """Every fourth is a new customer, whom a rule of the demo answers."""
    return f"writer{number}@{'newcustomer' if number % ANSWERED_EACH == 0 else 'partner'}.test"


def plant(count: int, per_second: float) -> None:
    """A letter from each writer, at this pace."""
    for number in range(0, count, ANSWERED_EACH):
        create_user(SERVER, writer(number), PASSWORD)
    began_at = time.monotonic()
    with smtplib.SMTP(SERVER.host, SERVER.smtp, timeout=20) as smtp:
        for number in range(count):
            time.sleep(max(0.0, began_at + number / per_second - time.monotonic()))
            letter = f"From: {writer(number)}\r\nTo: {IMAP_ACCOUNT}\r\nSubject: Letter {number}\r\n"
            smtp.sendmail(
                writer(number), [IMAP_ACCOUNT], f"{letter}Message-ID: <{number}@letters.test>\r\n\r\nHello.\r\n"
            )


def answers(count: int) -> dict[str, int]:
    """How many answers each of those writers has got, whom a rule answers."""
    mailboxes = Mailboxes(SERVER)
    writers = [writer(number) for number in range(0, count, ANSWERED_EACH)]
    return {address: len(mailboxes.received(address, by_pop3=False)) for address in writers}


if sys.argv[1] == "plant":
    plant(int(sys.argv[2]), float(sys.argv[3]))
else:
    print(json.dumps(answers(int(sys.argv[2]))))
