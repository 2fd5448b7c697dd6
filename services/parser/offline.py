"""Parsing without a database, for `mailweave parse`: the same domain, a made-up record."""

import json
from dataclasses import dataclass
from uuid import UUID

from pydantic_core import to_jsonable_python

from services.parser.domain.event import EPOCH, Stored, message_parsed
from services.parser.domain.facts.stored import stored_facts
from services.parser.domain.html import shown_html
from services.parser.domain.message import ParsedMessage, parse_message
from shared import ids
from shared.events import MessageParsed, RawFetched
from shared.ids import AccountId, AccountKey
from shared.settings import Settings

OFFLINE_ACCOUNT = AccountId(0)
OFFLINE_KEY = AccountKey(UUID(int=0))


@dataclass(frozen=True, slots=True)
class Printing:
    """What settings decide of the line: the limit of attachments in bytes, whose results are believed."""

    max_attachment_bytes: int = Settings.model_fields["max_attachment_size"].default
    authserv_ids: frozenset[str] = frozenset()


def parse_file(raw: bytes) -> MessageParsed:
    """The event that these bytes would give, with whole bodies and without blobs; the same for the same bytes."""
    return _event(raw, parse_message(raw))


def _event(raw: bytes, message: ParsedMessage) -> MessageParsed:
    sha256 = ids.content_hash(raw)
    fetched = RawFetched(
        account_id=OFFLINE_ACCOUNT,
        account_key=OFFLINE_KEY,
        copy_id=ids.pop3_copy_id(OFFLINE_KEY, "offline", sha256),
        mail_id=ids.mail_id(OFFLINE_KEY, sha256),
        source="pop3",
        fetched_at=EPOCH,
        size_bytes=len(raw),
        sha256=sha256,
    )
    return message_parsed(fetched, message, Stored(attachments=(None,) * len(message.attachments)), generation=0)


def json_line(name: str, raw: bytes, printing: Printing = Printing()) -> str:
    """One line of JSON: the event with its texts whole, what is stored beside it, usual names beside ours.

    `html` is as it came, `html_safe` what may be shown of it.
    """
    message = parse_message(raw)
    event = _event(raw, message).model_dump(mode="json")
    usual = {
        "file": name,
        "from": event["from_addresses"],
        "date": event["dated_at"],
        "text": event["plain_body"],
        "html": event["html_body"],
    }
    reply = {
        "reply_text": message.reply.text,
        "quoted_text": message.reply.quoted,
        "signature": message.reply.signature,
    }
    facts = to_jsonable_python(stored_facts(message.facts, printing.authserv_ids))
    for part in event["attachments"]:
        part["over_limit"] = part["size_bytes"] > printing.max_attachment_bytes
    return json.dumps({**usual, **event, **reply, **facts, **shown_html(message)})
