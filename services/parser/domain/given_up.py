"""What is known of a message whose parsing was given up: its header, so that it threads, shows and counts once."""

from dataclasses import replace

from services.parser.domain.fields.header import Header, read_header
from services.parser.domain.fields.message_ids import bounded, read_ids, read_message_id
from services.parser.domain.message import ParsedMessage, field_as_written, parse_message
from shared.events import AutomationKind

PARSING_GAVE_UP = "parsing_gave_up"
UNREAD = "its text was not read"
_OF_THE_BODY = frozenset({"content-type", "content-transfer-encoding", "content-disposition", "content-id"})


def read_header_alone(raw: bytes) -> ParsedMessage:
    """The message as its header fields tell it, without a body; its ids are those of the whole message."""
    header = read_header(raw)
    fields = (
        name.encode() + b": " + value + b"\r\n"
        for name, values in header.fields.items()
        if name not in _OF_THE_BODY
        for value in values
    )
    message = parse_message(b"".join((*fields, b"\r\n")))
    return _marked(message, header, (*header.defects, *message.defects))


def read_ids_alone(raw: bytes) -> ParsedMessage:
    """Where reading the header fields fails too: what makes the effect_id and the thread, in time linear to `raw`."""
    header = read_header(raw)
    return _marked(parse_message(b""), header, header.defects)


def _marked(message: ParsedMessage, header: Header, defects: tuple[str, ...]) -> ParsedMessage:
    """No program answers what nobody could read: it counts as automatic where nothing else says so."""
    origin = message.origin
    if not origin.reason:
        kind = AutomationKind.LIST if origin.is_list else AutomationKind.NOTIFICATION
        origin = replace(origin, reason=UNREAD, kind=kind)
    return replace(
        message,
        message_id=read_message_id(header.first("message-id")),
        in_reply_to=bounded(read_ids(header.all("in-reply-to"))),
        references=bounded(read_ids(header.all("references"))),
        from_written=field_as_written(header, "from"),
        date_written=field_as_written(header, "date"),
        origin=origin,
        defects=(*dict.fromkeys(defects), PARSING_GAVE_UP),
    )
