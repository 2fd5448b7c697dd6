"""The attributes of a TNEF stream ([MS-OXTNEF] §2.1): of the message, and of each attachment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from services.parser.domain.parts.packed.limits import MAX_ATTRIBUTES
from services.parser.domain.parts.packed.mapi import Properties, read_properties

SIGNATURE = bytes.fromhex("789f3e22")
SUBJECT, BODY, MESSAGE_CLASS = 0x8004, 0x800C, 0x8008
ATTACHMENT_TITLE, ATTACHMENT_DATA = 0x8010, 0x800F
_BEGIN_ATTACHMENT, _MESSAGE_PROPERTIES, _ATTACHMENT_PROPERTIES, _CODE_PAGE = 0x9002, 0x9003, 0x9005, 0x9007
_OF_AN_ATTACHMENT = 2
_HEADER_BYTES = 6
_ATTRIBUTE_BYTES = 9
_CHECKSUM_BYTES = 2


@dataclass(frozen=True, slots=True)
class Attributes:
    """The attributes by id, and the MAPI properties beside them."""

    values: Mapping[int, bytes] = field(default_factory=dict)
    properties: Properties = field(default_factory=Properties)


@dataclass(frozen=True, slots=True)
class Stream:
    """A message, its attachments, and the charset of all strings that are not Unicode; not whole where it was cut."""

    message: Attributes
    attachments: tuple[Attributes, ...]
    charset: str
    is_whole: bool


def read_stream(content: bytes) -> Stream | None:
    """The stream as far as its lengths can be followed; None for what is no TNEF. Checksums are not looked at."""
    if not content.startswith(SIGNATURE):
        return None
    groups: list[dict[int, bytes]] = [{}]
    found = list(_attributes(content))
    for level, name, value, _ in found:
        if level == _OF_AN_ATTACHMENT and (name == _BEGIN_ATTACHMENT or len(groups) == 1):
            groups.append({})
        group = groups[-1 if level == _OF_AN_ATTACHMENT else 0]
        group.setdefault(name, value)
    message, *attachments = (
        Attributes(group, read_properties(group[name]) if name in group else Properties())
        for group, name in zip(groups, [_MESSAGE_PROPERTIES] + [_ATTACHMENT_PROPERTIES] * len(groups), strict=False)
    )
    page = int.from_bytes(message.values.get(_CODE_PAGE, b"")[:4], "little")
    is_whole = (
        bool(found)
        and found[-1][3] == len(content)
        and all(each.properties.is_whole for each in (message, *attachments))
    )
    return Stream(message, tuple(attachments), f"cp{page}" if page else "", is_whole)


def _attributes(content: bytes) -> Iterator[tuple[int, int, bytes, int]]:
    """Level, id, value and where the next begins."""
    place = _HEADER_BYTES
    for _ in range(MAX_ATTRIBUTES):
        start = place + _ATTRIBUTE_BYTES
        if start > len(content):
            return
        level, name = content[place], int.from_bytes(content[place + 1 : place + 3], "little")
        length = int.from_bytes(content[place + 5 : start], "little")
        place = start + length + _CHECKSUM_BYTES
        yield level, name, content[start : start + length], place
