"""Parsing without a database, for `mailweave parse`: the same domain, a made-up record."""

import json
from uuid import UUID

from services.parser.domain.event import EPOCH, Stored, message_parsed
from services.parser.domain.html import shown_html
from services.parser.domain.message import ParsedMessage, parse_message
from shared import ids
from shared.events import MessageParsed, RawFetched
from shared.ids import AccountId, AccountKey

OFFLINE_ACCOUNT = AccountId(0)
OFFLINE_KEY = AccountKey(UUID(int=0))


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


def json_line(name: str, raw: bytes) -> str:
    """One line of JSON: the event, its texts whole, the file's name, and `from` and `text` under their usual names.

    `html` is as it came, `html_safe` what may be shown of it.
    """
    message = parse_message(raw)
    event = _event(raw, message).model_dump(mode="json")
    usual = {"file": name, "from": event["from_addresses"], "text": event["plain_body"]}
    reply = {
        "reply_text": message.reply.text,
        "quoted_text": message.reply.quoted,
        "signature": message.reply.signature,
    }
    return json.dumps({**usual, **event, **reply, **shown_html(message)})
