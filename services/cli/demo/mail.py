"""The demo's mail: who writes what to whom, and what ought to become of it.

A `Planted` says what is expected; the demo judges by what it reads back from Postgres and the customers' mailboxes.
"""

from dataclasses import dataclass

WELCOME, BILLING = "Welcome new customers", "Invoice questions"
IMAP_ACCOUNT, POP3_ACCOUNT = "support@mailweave.test", "sales@mailweave.test"


@dataclass(frozen=True, slots=True)
class Planted:
    """One message: `thread` is a label shared by those that belong together; `answered_by` a rule's name or None."""

    key: str
    what: str
    account: str
    sender: str
    subject: str
    thread: str
    answered_by: str | None
    raw: bytes
    has_message_id: bool
    name: str
    """What it is found by: its Message-ID, or its subject when it has none."""


def name_of(message_id: str | None, subject: str | None) -> str:
    """What a message is found by, wherever it is read back."""
    return message_id or f"subject {subject}"
