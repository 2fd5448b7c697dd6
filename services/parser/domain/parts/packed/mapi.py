"""MAPI properties as TNEF carries them ([MS-OXTNEF] §2.1.3.4): those that are asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.parser.domain.encodings.charset import decoded
from services.parser.domain.parts.packed.limits import MAX_PROPERTIES, MAX_VALUES

OBJECT, STRING8, UNICODE, BINARY = 0x0D, 0x1E, 0x1F, 0x102
_MANY = 0x1000
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_COUNTED = frozenset({OBJECT, STRING8, UNICODE, BINARY})
_FIRST_NAMED = 0x8000
_NAMED_BY_STRING = 1


@dataclass(frozen=True, slots=True)
class Properties:
    """By property id the type and the bytes of the value, the first of several."""

    values: Mapping[int, tuple[int, bytes]] = field(default_factory=dict)
    is_whole: bool = True

    def text(self, wanted: int, charset: str) -> str:
        """A string; empty where there is none."""
        kind, value = self.values.get(wanted, (0, b""))
        if kind == UNICODE:
            return decoded(value[: len(value) & ~1], "utf-16-le")[0].partition("\0")[0]
        return decoded(value.partition(b"\0")[0], charset)[0] if kind == STRING8 else ""

    def number(self, wanted: int) -> int:
        """An integer; 0 where there is none."""
        kind, value = self.values.get(wanted, (0, b""))
        return int.from_bytes(value, "little") if kind in _SIZES else 0

    def content(self, wanted: int) -> bytes:
        """The bytes of a binary value or an object; empty where there is none."""
        kind, value = self.values.get(wanted, (0, b""))
        return value if kind in {BINARY, OBJECT} else b""

    def is_object(self, wanted: int) -> bool:
        """Whether the value is an object, as an embedded message is."""
        return self.values.get(wanted, (0, b""))[0] == OBJECT


@dataclass(slots=True)
class _Cursor:
    content: bytes
    place: int = 0

    def number(self, size: int) -> int:
        return int.from_bytes(self.taken(size), "little")

    def taken(self, size: int) -> bytes:
        """The next bytes; to be short of them ends the reading."""
        end = self.place + size
        if end > len(self.content):
            raise EOFError
        found = self.content[self.place : end]
        self.place = end
        return found

    def padded(self, size: int) -> bytes:
        """The next bytes, and past what fills them up to four; it may be missing at the end."""
        found = self.taken(size)
        self.place = min(self.place + -size % 4, len(self.content))
        return found


def read_properties(content: bytes) -> Properties:
    """As many as can be read; what a length says is believed as far as there are bytes."""
    cursor, values = _Cursor(content), dict[int, tuple[int, bytes]]()
    try:
        count = cursor.number(4)
        for _ in range(min(count, MAX_PROPERTIES)):
            kind, wanted = cursor.number(2), cursor.number(2)
            if wanted >= _FIRST_NAMED:
                _skip_name(cursor)
            value = _value(cursor, kind)
            values.setdefault(wanted, (kind & ~_MANY, value))
    except EOFError:
        return Properties(values, is_whole=False)
    return Properties(values, is_whole=count <= MAX_PROPERTIES)


def _skip_name(cursor: _Cursor) -> None:
    cursor.taken(16)
    is_string = cursor.number(4) == _NAMED_BY_STRING
    size = cursor.number(4)
    if is_string:
        cursor.padded(size)


def _value(cursor: _Cursor, kind: int) -> bytes:
    single = kind & ~_MANY
    if single not in _SIZES and single not in _COUNTED:
        raise EOFError
    has_count = single in _COUNTED or kind & _MANY
    count = cursor.number(4) if has_count else 1
    if count > MAX_VALUES:
        raise EOFError
    values = [cursor.padded(_SIZES.get(single) or cursor.number(4)) for _ in range(count)]
    return values[0] if values else b""
