"""Every event and command on the wire; topics.py has the topics that carry them."""

from shared.events.accounts import AccountChanged
from shared.events.mail import (
    Decision,
    Direction,
    MessageEvent,
    MessageParsed,
    MessageRuled,
    MessageThreaded,
    RawFetched,
    RuleMatch,
)
from shared.events.requests import (
    ConnectivityRequested,
    ImportRequested,
    MailboxAction,
    MailboxRequested,
    PollRequested,
)
from shared.events.sending import (
    AddrSpec,
    CancelRequested,
    DeliveryChanged,
    DeliveryState,
    SendKind,
    SendMessage,
    Written,
)
from shared.events.threads import (
    StatusChange,
    StatusRequest,
    ThreadChange,
    ThreadChanged,
    ThreadRequest,
    ThreadRequested,
    ThreadStatus,
)
from shared.events.wire import FETCHED_HEADER, SCHEMA_MAJOR, Address, AttachmentPart, Effects, Event, Part, RecordParts

__all__ = [
    "FETCHED_HEADER",
    "SCHEMA_MAJOR",
    "AccountChanged",
    "AddrSpec",
    "Address",
    "AttachmentPart",
    "CancelRequested",
    "ConnectivityRequested",
    "Decision",
    "DeliveryChanged",
    "DeliveryState",
    "Direction",
    "Effects",
    "Event",
    "ImportRequested",
    "MailboxAction",
    "MailboxRequested",
    "MessageEvent",
    "MessageParsed",
    "MessageRuled",
    "MessageThreaded",
    "Part",
    "PollRequested",
    "RawFetched",
    "RecordParts",
    "RuleMatch",
    "SendKind",
    "SendMessage",
    "StatusChange",
    "StatusRequest",
    "ThreadChange",
    "ThreadChanged",
    "ThreadRequest",
    "ThreadRequested",
    "ThreadStatus",
    "Written",
]
