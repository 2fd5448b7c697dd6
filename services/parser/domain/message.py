"""A message, understood as far as its bytes allow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from services.parser.domain.fields.addresses import MAX_ADDRESSES, MAX_FIELD_BYTES, Address, Mailboxes, read_mailboxes
from services.parser.domain.fields.dates import read_date, read_received
from services.parser.domain.fields.encoded_words import field_text
from services.parser.domain.fields.header import Header, read_header
from services.parser.domain.fields.message_ids import (
    MAX_ID_BYTES,
    MESSAGE_ID_OVER_LIMIT,
    REFERENCES_OVER_LIMIT,
    bounded,
    read_ids,
    read_message_id,
)
from services.parser.domain.fields.parameters import read_parameters
from services.parser.domain.origin.author import read_author
from services.parser.domain.origin.automatic import Origin, read_origin
from services.parser.domain.parts.bodies import read_bodies
from services.parser.domain.parts.filenames import name_of_message
from services.parser.domain.parts.packed.unpack import unpacked
from services.parser.domain.parts.part import Part
from services.parser.domain.parts.tree import read_tree
from services.parser.domain.reply.parts import Reply
from services.parser.domain.reply.read import read_reply
from services.parser.domain.reports.read import Letter, read_report
from services.parser.domain.reports.report import Report
from services.parser.domain.text import one_line, storable

ADDRESS_FIELDS = ("from", "reply-to", "to", "cc", "bcc")
MAX_SUBJECT_CHARS = 2000
MAX_SUBJECT_BYTES = 16_384
MAX_ATTACHMENTS = 250
MAX_FROM_FIELDS = 8
MAX_RECEIVED = 50
MAX_TYPE_CHARS = 127
MAX_CONTENT_ID_CHARS = 255
MESSAGE_TYPES = frozenset({"message/rfc822", "message/global"})
ATTACHMENTS_OVER_LIMIT = "attachments_over_limit"
ADDRESSES_OVER_LIMIT = "addresses_over_limit"
FROM_REPEATED = "from_repeated"
EMPTY = "message_empty"


@dataclass(frozen=True, slots=True)
class Attachment:
    """What was taken out of a message; `position` counts from 0."""

    position: int
    filename: str
    content_type: str
    content_id: str | None
    is_inline: bool
    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """`from_written` and `date_written` are the fields as they came: the effect_id is made of them."""

    message_id: str | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    subject: str
    from_addresses: tuple[Address, ...]
    author: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    from_written: str
    date_written: str
    dated_at: datetime | None
    received_at: datetime | None
    origin: Origin
    report: Report | None
    plain_body: str
    html_body: str
    reply: Reply
    attachments: tuple[Attachment, ...]
    defects: tuple[str, ...]

    @property
    def is_automatic(self) -> bool:
        """Whether a program wrote it; a report always."""
        return bool(self.origin.reason) or self.report is not None


def parse_message(raw: bytes) -> ParsedMessage:
    """Any bytes give a message; what was wrong is in `defects`."""
    header = read_header(raw)
    tree = unpacked(read_tree(header))
    bodies = read_bodies(tree.root)
    hint = _charset_hint(header)
    received_at = _received_at(header)
    dated_at, date_defect = _date(header, received_at)
    boxes = _boxes(header, hint)
    addresses = {name: tuple(each.addresses) for name, each in boxes.items()}
    references = read_ids(header.all("references"))
    over_limit = _over_limit(header, references, addresses.values(), bodies.attachments)
    wrong = (*header.defects, *tree.defects, *bodies.defects, *_wrong_with(raw, header, date_defect, over_limit))
    subject = one_line(field_text((header.first("subject") or b"")[:MAX_SUBJECT_BYTES], hint), MAX_SUBJECT_CHARS)
    origin = read_origin(header, tree.root, subject, next(iter(bodies.plain), ""))
    reported = read_report(Letter(header, tree.root, bodies, subject, addresses, origin.paths))
    plain_body, html_body = "\n".join(bodies.plain), "\n".join(bodies.html)
    return ParsedMessage(
        message_id=read_message_id(header.first("message-id")),
        in_reply_to=bounded(read_ids(header.all("in-reply-to"))),
        references=bounded(references),
        subject=subject,
        from_addresses=addresses["from"],
        author=read_author(header, addresses["from"], addresses["reply-to"], hint),
        reply_to=addresses["reply-to"],
        to=addresses["to"],
        cc=addresses["cc"],
        bcc=addresses["bcc"],
        from_written=field_as_written(header, "from"),
        date_written=field_as_written(header, "date"),
        dated_at=dated_at,
        received_at=received_at,
        origin=origin,
        report=reported.report,
        plain_body=plain_body,
        html_body=html_body,
        reply=read_reply(plain_body, html_body, subject, is_report=reported.report is not None),
        attachments=tuple(_attachment(*item) for item in enumerate(bodies.attachments[:MAX_ATTACHMENTS])),
        defects=tuple(dict.fromkeys((*wrong, *reported.defects, *_of_all(boxes.values())))),
    )


def _boxes(header: Header, hint: str) -> dict[str, Mailboxes]:
    others = {name: read_mailboxes(header.all(name), hint) for name in ADDRESS_FIELDS[1:]}
    return others | {"from": _author(header, hint)}


def _charset_hint(header: Header) -> str:
    """The charset of the body, which is most often that of raw eight-bit header fields too."""
    declared = header.first("content-type")
    if declared is None or b"harset" not in declared.lower():
        return ""
    return read_parameters(declared.decode("ascii", "replace")).parameters.get("charset", "")


def _author(header: Header, hint: str) -> Mailboxes:
    """The first From field that has an address."""
    found = Mailboxes()
    for value in header.all("from")[:MAX_FROM_FIELDS]:
        read = read_mailboxes([value], hint)
        found = Mailboxes(read.addresses, found.defects | read.defects)
        if found.addresses:
            break
    return found


def _of_all(boxes: Iterable[Mailboxes]) -> Iterable[str]:
    return (defect for each in boxes for defect in each.defects)


def _wrong_with(raw: bytes, header: Header, date_defect: str, over_limit: Mapping[str, bool]) -> list[str]:
    """What is wrong with the message as a whole."""
    checks = {
        EMPTY: not raw,
        FROM_REPEATED: len(header.all("from")) > 1,
        date_defect: bool(date_defect),
        **over_limit,
    }
    return [name for name, is_found in checks.items() if is_found]


def _over_limit(
    header: Header, references: tuple[str, ...], addresses: Iterable[tuple[Address, ...]], attachments: Sequence[Part]
) -> dict[str, bool]:
    """Of each limit whether the message goes over it."""
    message_id = header.first("message-id") or b""
    return {
        REFERENCES_OVER_LIMIT: bounded(references) != references,
        MESSAGE_ID_OVER_LIMIT: len(message_id) > MAX_ID_BYTES and read_message_id(message_id) is None,
        ADDRESSES_OVER_LIMIT: _is_over_limit(header, addresses),
        ATTACHMENTS_OVER_LIMIT: len(attachments) > MAX_ATTACHMENTS,
    }


def _is_over_limit(header: Header, found: Iterable[tuple[Address, ...]]) -> bool:
    is_long = any(sum(map(len, header.all(name))) > MAX_FIELD_BYTES for name in ADDRESS_FIELDS)
    return is_long or any(len(each) == MAX_ADDRESSES for each in found)


def _date(header: Header, received_at: datetime | None) -> tuple[datetime | None, str]:
    """The Date field; where it or its zone cannot be read, the servers on the way are the next witness."""
    written = header.first("date")
    if written is None:
        return None, ""
    found, defect = read_date(written.decode("utf-8", "replace"))
    return (received_at or found if defect else found), defect


def _received_at(header: Header) -> datetime | None:
    """The topmost Received field whose date can be read."""
    for each in header.all("received")[:MAX_RECEIVED]:
        found = read_received(each[-400:].decode("ascii", "replace"))
        if found is not None:
            return found
    return None


def field_as_written(header: Header, name: str) -> str:
    """Its first occurrence, unfolded, as text that can be stored; empty where it is absent."""
    return storable((header.first(name) or b"").decode("utf-8", "replace"))


def _attachment(position: int, part: Part) -> Attachment:
    return Attachment(
        position=position,
        filename=part.filename or (name_of_message(part.content) if part.content_type in MESSAGE_TYPES else ""),
        content_type=one_line(part.content_type, MAX_TYPE_CHARS),
        content_id=None if part.content_id is None else one_line(part.content_id, MAX_CONTENT_ID_CHARS),
        is_inline=part.disposition == "inline" or (part.content_id is not None and part.disposition != "attachment"),
        content=part.content,
        sha256=sha256(part.content).hexdigest(),
    )
