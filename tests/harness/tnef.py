"""Writes TNEF ([MS-OXTNEF]), compressed RTF ([MS-OXRTFCP] §2.1.3.1.5) and CMS in BER, as Outlook and OpenSSL do."""

import zlib
from collections.abc import Sequence

MESSAGE, FILE = 1, 2
BODY, MESSAGE_CLASS, SUBJECT, TITLE, DATA = 0x2800C, 0x78008, 0x18004, 0x18010, 0x6800F
RENDERING, PROPERTIES, FILE_PROPERTIES, CODE_PAGE = 0x69002, 0x69003, 0x69005, 0x69007
INTEGER, BOOLEAN, OBJECT, STRING, UNICODE, TIME, BINARY = 3, 0x0B, 0x0D, 0x1E, 0x1F, 0x40, 0x102
IS_A_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")


def _number(value: int, size: int) -> bytes:
    return value.to_bytes(size, "little")


def _padded(value: bytes) -> bytes:
    return value + bytes(-len(value) % 4)


def attribute(level: int, name: int, value: bytes) -> bytes:
    """One attribute with its checksum."""
    return _number(level, 1) + _number(name, 4) + _number(len(value), 4) + value + _number(sum(value) & 0xFFFF, 2)


def tnef(*attributes: bytes, page: int = 1252) -> bytes:
    """A whole stream, with the code page of its strings."""
    pages = attribute(MESSAGE, CODE_PAGE, _number(page, 4) + bytes(4))
    return bytes.fromhex("789f3e22") + b"\x01\x00" + pages + b"".join(attributes)


def prop(name: int, kind: int, value: bytes | str | int) -> bytes:
    """A MAPI property; one above 0x8000 is named by a number."""
    named = bytes(16) + _number(0, 4) + _number(1, 4) if name >= 0x8000 else b""
    head = _number(kind, 2) + _number(name, 2) + named
    if isinstance(value, int):
        return head + _number(value, 8 if kind == TIME else 4)
    if isinstance(value, str):
        value = (value + "\0").encode("utf-16-le" if kind == UNICODE else "latin-1")
    return head + _number(1, 4) + _number(len(value), 4) + _padded(value)


def props(*given: bytes) -> bytes:
    """The properties of a message or an attachment, as an attribute's value."""
    return _number(len(given), 4) + b"".join(given)


def message(*given: bytes) -> bytes:
    return attribute(MESSAGE, PROPERTIES, props(*given))


def file(title: bytes, content: bytes, *given: bytes) -> bytes:
    """An attachment: its short name, its content, and properties."""
    title_and_data = attribute(FILE, TITLE, title + b"\0") + (attribute(FILE, DATA, content) if content else b"")
    more = attribute(FILE, FILE_PROPERTIES, props(*given)) if given else b""
    return attribute(FILE, RENDERING, bytes(14)) + title_and_data + more


def embedded(stream: bytes) -> bytes:
    """The property that holds a message in a message."""
    return prop(0x3701, OBJECT, IS_A_MESSAGE + stream)


def compressed_rtf(text: bytes, size: int | None = None) -> bytes:
    """Compressed RTF that only has literals; `size` is what the header says."""
    pieces = [text[at : at + 8] for at in range(0, len(text), 8)]
    content = b"".join(b"\0" + piece for piece in pieces)
    checksum = zlib.crc32(content, 0xFFFFFFFF) ^ 0xFFFFFFFF
    said = len(text) if size is None else size
    return _number(len(content) + 12, 4) + _number(said, 4) + b"LZFu" + _number(checksum, 4) + content


def der(identifier: int, *contents: bytes) -> bytes:
    """One element of definite length."""
    content = b"".join(contents)
    size = len(content)
    if size < 0x80:
        return bytes((identifier, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((identifier, 0x80 | len(length))) + length + content


def ber(identifier: int, *contents: bytes) -> bytes:
    """One element of indefinite length."""
    return bytes((identifier, 0x80)) + b"".join(contents) + b"\0\0"


def signed(octets: bytes | None, *, is_indefinite: bool = False) -> bytes:
    """SignedData without any signer around an OCTET STRING, or around nothing as certificates alone are."""
    element = ber if is_indefinite else der
    data = der(0x06, bytes.fromhex("2a864886f70d010701"))
    content = element(0x30, data, element(0xA0, octets)) if octets is not None else der(0x30, data)
    inner = element(0x30, der(0x02, b"\1"), der(0x31), content, der(0x31))
    return element(0x30, der(0x06, bytes.fromhex("2a864886f70d010702")), element(0xA0, inner))


def octets_in(pieces: Sequence[bytes], *, is_indefinite: bool = True) -> bytes:
    """An OCTET STRING in pieces."""
    return (ber if is_indefinite else der)(0x24, *(der(0x04, piece) for piece in pieces))
