"""Every id of ours is derived, so that a repeat or a replay gives the same one (RFC 9562 §5.5, version 5).

All are made under the account's random `account_key`, so that nobody outside can foresee them.
"""

from datetime import UTC, datetime
from hashlib import sha256
from typing import NewType
from uuid import UUID, uuid5

AccountId = NewType("AccountId", int)
AccountKey = NewType("AccountKey", UUID)
CopyId = NewType("CopyId", UUID)
MailId = NewType("MailId", UUID)
EffectId = NewType("EffectId", UUID)
SendId = NewType("SendId", UUID)
ThreadId = NewType("ThreadId", UUID)
CustomerId = NewType("CustomerId", UUID)

_SEPARATOR = "\x1f"
_CUSTOMERS = UUID("5b3c7b0e-7a64-4c1b-9a53-6d2f0c9b8e11")


def _derive(namespace: UUID, kind: str, *parts: object) -> UUID:
    return uuid5(namespace, _SEPARATOR.join((kind, *map(str, parts))))


def content_hash(raw: bytes) -> str:
    """The sha256 of a message's raw bytes, in hex."""
    return sha256(raw).hexdigest()


def imap_copy_id(account: AccountKey, folder: str, uidvalidity: int, uid: int) -> CopyId:
    """One copy at one place in an IMAP folder."""
    return CopyId(_derive(account, "imap", folder, uidvalidity, uid))


def pop3_copy_id(account: AccountKey, uidl: str, sha256_hex: str) -> CopyId:
    """One copy in a POP3 mailbox; servers reuse UIDLs, hence the hash."""
    return CopyId(_derive(account, "pop3", uidl, sha256_hex))


def sent_copy_id(account: AccountKey, send_id: SendId) -> CopyId:
    """The copy of what we sent ourselves."""
    return CopyId(_derive(account, "sent", send_id))


def mail_id(account: AccountKey, sha256_hex: str) -> MailId:
    """What a message is: its bytes, wherever it was seen."""
    return MailId(_derive(account, "mail", sha256_hex))


def effect_id(account: AccountKey, message_id: str | None, sender: str, date: str, mail: MailId) -> EffectId:
    """What rules fire on, once; servers re-render mail, so the bytes decide only without a Message-ID."""
    if message_id is None:
        return EffectId(_derive(account, "effect-of-mail", mail))
    return EffectId(_derive(account, "effect", message_id, sender.casefold(), date))


def rule_send_id(account: AccountKey, rule_id: int, effect: EffectId, action_index: int) -> SendId:
    """The send that a rule's action asks for; the rule's version is no part of it: an edit never fires twice."""
    return SendId(_derive(account, "rule", rule_id, effect, action_index))


def canary_send_id(account: AccountKey, every_s: int, turn: int) -> SendId:
    """The canary of one turn; whoever asks for it asks for the same one."""
    return SendId(_derive(account, "canary", every_s, turn))


def thread_id(account: AccountKey, message_id: str | None, mail: MailId) -> ThreadId:
    """The thread id that a message's own name gives; every such id resolves for ever."""
    return ThreadId(_derive(account, "thread", message_id if message_id is not None else mail))


def change_id(cause: UUID, at: datetime) -> UUID:
    """A change of a thread: the request or the mail that it came with, and when that was asked for or fetched."""
    return _derive(cause, "thread-change", at.astimezone(UTC).isoformat())


def customer_id(address: str) -> CustomerId:
    """The customer that an address creates, over all accounts."""
    return CustomerId(_derive(_CUSTOMERS, "customer", address.casefold()))
