"""What a CMS SignedData encloses (RFC 5652 §5.1), in BER as mail programs write it (X.690 §8).

No signature is verified.
"""

from dataclasses import dataclass

MAX_PIECES = 200_000
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_DATA = bytes.fromhex("2a864886f70d010701")
_OID, _OCTETS, _SEQUENCE, _ENCLOSED = 0x06, 0x04, 0x30, 0xA0
_CONSTRUCTED = 0x20
_LONGEST_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Enclosed:
    """The enclosed bytes; not whole where lengths lie or the end is missing."""

    content: bytes
    is_whole: bool


class _MalformedError(Exception):
    """These bytes are no BER, or not what was looked for."""


@dataclass(frozen=True, slots=True)
class _Element:
    """The identifier octet, where the contents begin, and their length; None for the indefinite form."""

    identifier: int
    start: int
    length: int | None


def enclosed(content: bytes) -> Enclosed | None:
    """The MIME entity in an opaque signature; None for what is none, as certificates alone or encrypted data."""
    try:
        place = _found(content, _into(content, 0, _SEQUENCE), _OID, _SIGNED_DATA)
        place = _into(content, _into(content, place, _ENCLOSED), _SEQUENCE)
        place = _after(content, _after(content, place))  # the version and the digest algorithms
        place = _found(content, _into(content, place, _SEQUENCE), _OID, _DATA)
        place = _into(content, place, _ENCLOSED)
        return _octets(content, place)
    except _MalformedError:
        return None


def _into(content: bytes, place: int, identifier: int) -> int:
    """Where the contents of the element at a place begin."""
    element = _element(content, place)
    if element.identifier != identifier:
        raise _MalformedError
    return element.start


def _found(content: bytes, place: int, identifier: int, value: bytes) -> int:
    """What comes after the element at a place, which must be this one."""
    element = _element(content, place)
    end = element.start + len(value)
    if element.identifier != identifier or element.length != len(value) or content[element.start : end] != value:
        raise _MalformedError
    return end


def _element(content: bytes, place: int) -> _Element:
    """§8.1.2 and §8.1.3; tags above 30 do not occur here."""
    if place + 2 > len(content):
        raise _MalformedError
    identifier, first = content[place], content[place + 1]
    start = place + 2
    if first < 0x80:
        return _Element(identifier, start, first)
    if first == 0x80 and identifier & _CONSTRUCTED:
        return _Element(identifier, start, None)
    count = first & 0x7F
    if not 0 < count <= _LONGEST_LENGTH:
        raise _MalformedError
    return _Element(identifier, start + count, int.from_bytes(content[start : start + count], "big"))


def _after(content: bytes, place: int) -> int:
    """Where the element ends that begins here; one of indefinite length at its end-of-contents (§8.1.5)."""
    depth = 0
    while True:
        element = _element(content, place)
        if element.length is None:
            depth += 1
            place = element.start
        else:
            depth -= element.identifier == 0 and element.length == 0 and depth > 0
            place = element.start + element.length
        if depth == 0:
            return place


def _octets(content: bytes, place: int) -> Enclosed:
    """An OCTET STRING, which may consist of others (§8.7.3); they are joined as far as they go."""
    pieces: list[bytes] = []
    depth, end = 0, len(content)
    for _ in range(MAX_PIECES):
        try:
            element = _element(content, place)
        except _MalformedError:
            return Enclosed(b"".join(pieces), is_whole=False)
        place = element.start
        if element.identifier == _OCTETS and element.length is not None:
            pieces.append(content[place : place + element.length])
            place += element.length
        elif element.identifier == _OCTETS | _CONSTRUCTED:
            depth += 1
            end = end if depth > 1 or element.length is None else place + element.length
        elif element.identifier == 0 and element.length == 0:
            depth -= 1
        else:
            return Enclosed(b"".join(pieces), is_whole=False)
        if depth <= 0 or place == end:
            return Enclosed(b"".join(pieces), is_whole=place <= len(content))
    return Enclosed(b"".join(pieces), is_whole=False)
