"""The header fields of an answer (RFC 5322 §3.6.4)."""

import re
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from shared.events import AddrSpec, MessageEvent
from shared.ids import SendId

LONGEST_SUBJECT = 900
MOST_REFERENCES = 40
_ADDRESS: TypeAdapter[str] = TypeAdapter(AddrSpec)
_MESSAGE_ID = re.compile(r"[^\s\x00-\x1f\x7f<>]{1,900}")
_UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f]+")
_IS_REPLY = re.compile(r"re\s*(?:\[\d{1,4}\])?\s*:", re.IGNORECASE)
_REPLY_REPEATED = re.compile(r"(?:re ?(?:\[\d{1,4}\])? ?: ?){2,}", re.IGNORECASE)


def reply_address(message: MessageEvent) -> str | None:
    """Where an answer goes: Reply-To, else From; None when that is no usable address."""
    for mailbox in (*message.reply_to[:1], *message.from_addresses[:1])[:1]:
        try:
            address = _ADDRESS.validate_python(mailbox.address.strip())
        except ValidationError:
            return None
        return None if _UNPRINTABLE.search(address) else address
    return None


def plain_line(text: str) -> str:
    """The text as one line without control characters."""
    return _UNPRINTABLE.sub(" ", text).strip()


def reply_subject(subject: str) -> str:
    """The subject of an answer, with one `Re:`; empty when the message has none."""
    line = plain_line(subject)[:LONGEST_SUBJECT]
    return line if not line or _IS_REPLY.match(line) else f"Re: {line}"


def answer_subject(rendered: str, subject: str) -> str:
    """The template's subject with at most one `Re:`; where it has none, that of an answer."""
    line = plain_line(rendered)
    repeated = _REPLY_REPEATED.match(line)
    once = f"Re: {line[repeated.end() :]}".strip() if repeated else line
    return once[:LONGEST_SUBJECT] or reply_subject(subject)


def usable_id(message_id: str | None) -> str | None:
    """A Message-ID that can stand in a header field."""
    return message_id if message_id is not None and _MESSAGE_ID.fullmatch(message_id) else None


def reply_references(message: MessageEvent) -> tuple[str, ...]:
    """The message's References and itself, at most 40: the first one and the last ones, as RFC 5322 threads need."""
    ancestors = message.references or (message.in_reply_to if len(message.in_reply_to) == 1 else ())
    chain = (*ancestors, message.message_id)
    usable = [name for name in map(usable_id, chain) if name is not None]
    return tuple(usable if len(usable) <= MOST_REFERENCES else [usable[0], *usable[1 - MOST_REFERENCES :]])


def named_sends(message: MessageEvent) -> frozenset[SendId]:
    """The sends that a message may answer: the Message-IDs that we give begin with the send's id."""
    found = set()
    for name in (*message.in_reply_to[-1:], *message.references[-MOST_REFERENCES:]):
        try:
            found.add(SendId(UUID(name.partition("@")[0])))
        except ValueError:
            continue
    return frozenset(found)
