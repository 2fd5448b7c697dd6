"""An IMAP server's answer, in pieces that a mutation can get hold of (RFC 9051 §7)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce

from tests.fuzz.virtual import Act


class Form(StrEnum):
    """How a string is written."""

    LITERAL = "literal"
    LITERAL8 = "literal8"
    NON_SYNCHRONISING = "non-synchronising literal"
    QUOTED = "quoted"
    NIL = "NIL"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Body:
    """A message's bytes; `miscounted` is added to the number that a literal announces."""

    raw: bytes
    form: Form = Form.LITERAL
    miscounted: int = 0

    @property
    def can_be_quoted(self) -> bool:
        return not set(self.raw) & set(b"\r\n\0") and self.raw.isascii()

    def written(self) -> bytes:
        if self.form is Form.NIL:
            return b"NIL"
        if self.form is Form.EMPTY:
            return b'""'
        if self.form is Form.QUOTED:
            return b'"' + self.raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
        announced = max(0, len(self.raw) + self.miscounted)
        head = {Form.LITERAL: b"{%d}", Form.LITERAL8: b"~{%d}", Form.NON_SYNCHRONISING: b"{%d+}"}[self.form]
        return head % announced + b"\r\n" + self.raw


Item = tuple[bytes, bytes | Body]


@dataclass(frozen=True, slots=True)
class Line:
    """One response. `tag` is kept as it is; `head` is text; `items` are a FETCH's."""

    head: bytes
    tag: bytes = b"*"
    items: tuple[Item, ...] = ()

    @property
    def is_fetch(self) -> bool:
        return bool(self.items)

    def written(self, spell: Callable[[bytes], bytes]) -> bytes:
        line = self.tag + spell(b" " + self.head)
        if not self.items:
            return line + b"\r\n"
        items = [
            spell(name + b" ") + (value.written() if isinstance(value, Body) else spell(value))
            for name, value in self.items
        ]
        return line + spell(b" ") + b"(" + spell(b" ").join(items) + b")\r\n"


def _whole(data: bytes) -> Sequence[Act]:
    return [data]


@dataclass(frozen=True, slots=True)
class ImapAnswer:
    """The lines to one command, the last of them tagged; how their text is spelt; in which pieces it all comes."""

    command: str
    lines: tuple[Line, ...]
    spellings: tuple[Callable[[bytes], bytes], ...] = ()
    deliver: Callable[[bytes], Sequence[Act]] = _whole

    @property
    def untagged(self) -> tuple[Line, ...]:
        return self.lines[:-1] if self.is_tagged else self.lines

    @property
    def last(self) -> tuple[Line, ...]:
        return self.lines[-1:] if self.is_tagged else ()

    @property
    def is_tagged(self) -> bool:
        return bool(self.lines) and self.lines[-1].tag not in (b"*", b"+")

    def with_untagged(self, lines: Sequence[Line]) -> "ImapAnswer":
        """The same with other untagged lines."""
        return replace(self, lines=(*lines, *self.last))

    def acts(self) -> Sequence[Act]:
        def spell(text: bytes) -> bytes:
            return reduce(lambda spelt, how: how(spelt), self.spellings, text)

        return self.deliver(b"".join(line.written(spell) for line in self.lines))
