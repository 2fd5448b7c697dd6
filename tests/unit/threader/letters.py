"""Parsed messages for tests, with everything that a test does not name filled in."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from shared.events import Address, Direction, Effects, MessageParsed
from shared.ids import AccountId, AccountKey, CopyId, MailId, effect_id

ACCOUNT_KEY = AccountKey(UUID("11111111-1111-4111-8111-111111111111"))
START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def mail_id_of(label: str, key: AccountKey = ACCOUNT_KEY) -> MailId:
    """A mail_id that tests can name."""
    return MailId(uuid5(key, label))


def parsed(label: str, *, minutes: float = 0, copy: str = "a", **fields: Any) -> MessageParsed:
    """The message `label`; its Message-ID is `<label>@test` unless the test says otherwise."""
    key = fields.pop("account_key", ACCOUNT_KEY)
    sender = fields.pop("sender", "ada@customer.test")
    mail_id = mail_id_of(label, key)
    message_id = fields.pop("message_id", f"{label}@test")
    given: dict[str, Any] = {
        "account_id": AccountId(1),
        "account_key": key,
        "mail_id": mail_id,
        "copy_id": CopyId(uuid5(mail_id, copy)),
        "effect_id": effect_id(key, message_id, sender, "", mail_id),
        "direction": Direction.INBOUND,
        "folder": "INBOX",
        "message_id": message_id,
        "subject": "Question",
        "from_addresses": (Address(name="Ada", address=sender),) if sender else (),
        "to": (Address(address="support@mailweave.test"),),
        "sort_at": at(minutes),
        "fetched_at": at(minutes),
        "size_bytes": 100,
        "effects": Effects.ALLOWED,
        "plain_body": f"text of {label}",
    }
    return MessageParsed(**(given | fields))
