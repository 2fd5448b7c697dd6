"""Outlook's winmail.dat ([MS-OXTNEF]): the text and the attachments in it, as parts of the message."""

from dataclasses import dataclass

from services.parser.domain.encodings.charset import decoded, html_charset
from services.parser.domain.parts.filenames import name_of_subject, safe_filename
from services.parser.domain.parts.packed import tnef_stream as names
from services.parser.domain.parts.packed.compressed_rtf import decompressed
from services.parser.domain.parts.packed.limits import MAX_PACKED_DEPTH
from services.parser.domain.parts.packed.rtf import rtf_text
from services.parser.domain.parts.packed.tnef_message import Letter, written
from services.parser.domain.parts.packed.tnef_stream import Attributes, Stream, read_stream
from services.parser.domain.parts.part import MAX_PARTS, PARTS_OVER_LIMIT, Part

TNEF_MALFORMED = "tnef_malformed"
_BODY, _RTF, _HTML = 0x1000, 0x1009, 0x1013
_DATA, _FILENAME, _LONG_FILENAME, _DISPLAY_NAME = 0x3701, 0x3704, 0x3707, 0x3001
_MEDIA_TYPE, _CONTENT_ID, _FLAGS, _HIDDEN = 0x370E, 0x3712, 0x3714, 0x7FFE
_HEADING = (0x0037, 0x0C1A, 0x5D01)  # the subject, the sender's name and address
_SUBMITTED_AT = 0x0039
_IS_RELATED = 4
_OBJECT_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Opened:
    """The parts of a TNEF stream: its texts, its files, and what was wrong with it."""

    texts: tuple[Part, ...]
    files: tuple[Part, ...]
    defects: tuple[str, ...]


def opened(content: bytes, depth: int = 0) -> Opened | None:
    """What is in the stream, as far as it goes; None for what is none. Messages in it are written as of RFC 5322."""
    stream = read_stream(content)
    if stream is None:
        return None
    texts, defect = _texts(stream)
    files = tuple(_file(each, stream.charset, depth) for each in stream.attachments[:MAX_PARTS])
    is_over = len(stream.attachments) > MAX_PARTS
    wrong = {TNEF_MALFORMED: not stream.is_whole, PARTS_OVER_LIMIT: is_over, defect: bool(defect)}
    return Opened(texts, files, tuple(name for name, is_wrong in wrong.items() if is_wrong))


def _texts(stream: Stream) -> tuple[tuple[Part, ...], str]:
    """A plain text and an HTML, as far as there are: what RTF was made of counts, it itself where nothing else is."""
    message = stream.message
    plain = message.properties.text(_BODY, stream.charset) or _attribute(message, names.BODY, stream.charset)
    page = _html(message, stream.charset)
    compressed, defect = message.properties.content(_RTF), ""
    if compressed and not page:
        rtf, defect = decompressed(compressed)
        text, is_html = rtf_text(rtf)
        page = text if is_html else ""
        plain = plain or ("" if is_html else text)
    found = (("text/plain", plain), ("text/html", page))
    parts = tuple(Part(kind, charset="utf-8", content=text.encode("utf-8", "replace")) for kind, text in found if text)
    return parts, defect


def _html(message: Attributes, charset: str) -> str:
    content = message.properties.content(_HTML)
    return decoded(content, html_charset(content) or charset)[0] if content else message.properties.text(_HTML, charset)


def _attribute(of: Attributes, name: int, charset: str) -> str:
    return decoded(of.values.get(name, b"").rstrip(b"\0"), charset)[0]


def _file(attachment: Attributes, charset: str, depth: int) -> Part:
    """The long name before the short one."""
    properties = attachment.properties
    given = (properties.text(each, charset) for each in (_LONG_FILENAME, _FILENAME))
    named = (*given, _attribute(attachment, names.ATTACHMENT_TITLE, charset), properties.text(_DISPLAY_NAME, charset))
    filename = next(filter(None, map(safe_filename, named)), "")
    content = properties.content(_DATA)
    if properties.is_object(_DATA):
        return _embedded(content[_OBJECT_ID_BYTES:], filename, depth)
    content_id = properties.text(_CONTENT_ID, charset).strip("<> ") or None
    is_inline = content_id is not None and bool(properties.number(_FLAGS) & _IS_RELATED or properties.number(_HIDDEN))
    media_type = properties.text(_MEDIA_TYPE, charset).strip().lower()
    return Part(
        content_type=media_type if media_type.count("/") == 1 else "application/octet-stream",
        filename=filename,
        content_id=content_id,
        disposition="inline" if is_inline else "attachment",
        content=content or attachment.values.get(names.ATTACHMENT_DATA, b""),
    )


def _embedded(content: bytes, filename: str, depth: int) -> Part:
    """A message in the message; an object of another kind stays what it is, under its name."""
    stream = read_stream(content) if depth < MAX_PACKED_DEPTH else None
    inner = opened(content, depth + 1) if stream else None
    if stream is None or inner is None:
        return Part("application/octet-stream", filename=filename, disposition="attachment", content=content)
    subject, sender, address = (stream.message.properties.text(each, stream.charset) for each in _HEADING)
    subject = subject or _attribute(stream.message, names.SUBJECT, stream.charset)
    letter = Letter(subject, sender, address, stream.message.properties.number(_SUBMITTED_AT), inner.texts, inner.files)
    return Part("message/rfc822", filename=name_of_subject(subject), disposition="attachment", content=written(letter))
