"""The message that a report is about, as far as it was returned (RFC 3462 §2, RFC 6522 §4)."""

import re
from dataclasses import dataclass

from services.parser.domain.fields.addresses import read_addresses
from services.parser.domain.fields.header import read_header
from services.parser.domain.fields.message_ids import read_ids, read_message_id
from services.parser.domain.parts.part import Part

MAX_HEADER_BYTES = 131_072
MAX_TEXT_CHARS = 262_144
RETURNED_TYPES = frozenset(
    {
        *("message/rfc822", "message/global", "text/rfc822-headers", "text/rfc822-header", "message/rfc822-headers"),
        *("message/global-headers", "text/rfc822"),
    }
)
_IN_TEXT = re.compile(
    r"^[ \t>*]{0,8}message-id[ \t]{0,8}[:=][ \t\n]{0,8}(<[^<>\s]{3,998}>)", re.IGNORECASE | re.MULTILINE
)
_TO_IN_TEXT = re.compile(r"^[ \t>*]{0,8}to:[ \t]{0,8}([^\n]{3,998})$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Original:
    """What of the returned header is of use: its id, who sent it and who was to get it."""

    message_id: str | None = None
    to: tuple[str, ...] = ()
    senders: frozenset[str] = frozenset()


def returned_message(root: Part) -> Original:
    """The first returned message or header that has an id or recipients; an empty one where none was returned."""
    for part in root.walk():
        if part.content_type in RETURNED_TYPES:
            header = read_header(part.content[:MAX_HEADER_BYTES])
            to = tuple(each.address for each in read_addresses((*header.all("to"), *header.all("x-original-to"))))
            written = read_addresses((*header.all("from"), *header.all("sender"), *header.all("return-path")))
            found = Original(
                read_message_id(header.first("message-id")), to, frozenset(each.address.lower() for each in written)
            )
            if found.message_id or found.to:
                return found
    return Original()


def recipient_in_text(text: str) -> str | None:
    """The only recipient of a header that was put into the text."""
    found = _TO_IN_TEXT.findall(text[:MAX_TEXT_CHARS])
    addresses = {each.address for each in read_addresses(value.encode("utf-8", "replace") for value in found[:4])}
    return addresses.pop() if len(addresses) == 1 else None


def id_in_text(text: str) -> str | None:
    """The Message-ID of a header that was put into the text."""
    found = _IN_TEXT.search(text[:MAX_TEXT_CHARS])
    return next(iter(read_ids([found[1].encode("utf-8", "replace")])), None) if found else None
