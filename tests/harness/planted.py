"""Seeded mail with a known shape: conversations as trees, delivered in any order, some to be answered."""

import random
import smtplib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from deploy.local.mail_server import MailServer

ANSWER_DOMAIN = "answer.test"
LONGEST_CONVERSATION = 8


@dataclass(frozen=True, slots=True)
class Mail:
    """One message: `conversation` is shared by those that belong together."""

    message_id: str
    account: str
    sender: str
    conversation: int
    raw: bytes

    @property
    def is_to_be_answered(self) -> bool:
        return self.sender.endswith(f"@{ANSWER_DOMAIN}")


def plant(seed: int, count: int, answered: int, accounts: Sequence[str]) -> list[Mail]:
    """`count` messages to these accounts, `answered` of them from addresses that a rule answers; in random order.

    Mails of two seeds have nothing in common.
    """
    rng = random.Random(seed)
    now = datetime.now(UTC).replace(microsecond=0)
    to_answer = set(rng.sample(range(count), answered))
    mails: list[Mail] = []
    conversation = 0
    while len(mails) < count:
        account = rng.choice(accounts)
        chain: list[str] = []
        for _ in range(min(rng.randint(1, LONGEST_CONVERSATION), count - len(mails))):
            number = len(mails)
            mails.append(_mail(number, seed, account, conversation, chain, now, rng, number in to_answer))
            chain.append(mails[-1].message_id)
        conversation += 1
    rng.shuffle(mails)
    return mails


def _mail(
    number: int,
    seed: int,
    account: str,
    conversation: int,
    chain: Sequence[str],
    now: datetime,
    rng: random.Random,
    is_to_be_answered: bool,
) -> Mail:
    message_id = f"{number}.{seed}@planted.test"
    sender = f"c{number % 10}@{ANSWER_DOMAIN}" if is_to_be_answered else f"c{number % 10}@plain.test"
    parents = list(chain[: rng.randint(1, len(chain))]) if chain else []
    lines = [
        f"From: Customer <{sender}>",
        f"To: {account}",
        f"Date: {format_datetime(now - timedelta(seconds=1000 - number % 1000))}",
        f"Message-ID: <{message_id}>",
        f"Subject: {'Re: ' if parents else ''}Conversation {conversation} of {seed}",
        *([f"References: {' '.join(f'<{parent}>' for parent in parents)}"] if parents else []),
        "",
        f"Message {number}.",
        "",
    ]
    return Mail(message_id, account, sender, conversation, "\r\n".join(lines).encode())


def deliver(server: MailServer, mails: Sequence[Mail]) -> None:
    """By SMTP, over one connection."""
    with smtplib.SMTP(server.host, server.smtp, timeout=30) as smtp:
        for mail in mails:
            smtp.sendmail(mail.sender, [mail.account], mail.raw)


def partition(thread_of: dict[str, str]) -> set[frozenset[str]]:
    """Message-IDs grouped by thread, without the threads' names."""
    groups: dict[str, set[str]] = defaultdict(set)
    for message_id, thread in thread_of.items():
        groups[thread].add(message_id)
    return {frozenset(group) for group in groups.values()}
