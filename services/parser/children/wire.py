"""What goes between the parser and a child: frames of bytes, and messages as such.

A frame is a kind, a count, as many lengths, and as many bytes of each. To a child: which step, and the messages to do
it with. From it, for each of them in order: `Answer`, and what belongs to it.
"""

import pickle
import socket
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum, IntEnum, StrEnum
from functools import cache, partial
from importlib import import_module
from io import BytesIO
from itertools import starmap
from operator import attrgetter
from typing import Any

from services.parser.domain.message import Attachment, ParsedMessage

HEAD = struct.Struct("!BI")
LENGTH = struct.Struct("!Q")
LARGE_BYTES = 65_536
OURS = ("services.parser.domain.", "shared.events.")
OF_OTHERS = frozenset({("datetime", "datetime"), ("datetime", "timedelta"), ("datetime", "timezone")})


class Step(IntEnum):
    """What a child is to do with a message."""

    WHOLE = 0
    HEADER = 1


class Answer(IntEnum):
    """How that ended: a message; over the limit of memory; an error, with its class and place."""

    READY = 0
    MESSAGE = 1
    MEMORY = 2
    ERROR = 3


class Cause(StrEnum):
    """Why a child ended, or gave no message: `killed` is SIGKILL, as by the kernel when memory is short."""

    HANG = "hang"
    MEMORY = "memory"
    CRASH = "crash"
    KILLED = "killed"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Failure:
    """No message; `place` is where an error was raised."""

    cause: Cause
    place: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """`kind` is a Step to a child, an Answer from it."""

    kind: int
    segments: Sequence[bytes] = ()

    def head(self) -> bytes:
        """Kind, count and lengths, as they go before the segments."""
        lengths = (LENGTH.pack(len(each)) for each in self.segments)
        return b"".join((HEAD.pack(self.kind, len(self.segments)), *lengths))


def segments_of(message: ParsedMessage) -> list[bytes]:
    """The message without the contents of its attachments, then these, so that none is copied once more."""
    contents = [each.content for each in message.attachments]
    bare = tuple(replace(each, content=b"") for each in message.attachments)
    written = BytesIO()
    pickler = pickle.Pickler(written, protocol=5)
    pickler.dispatch_table = _REDUCERS
    pickler.dump(replace(message, attachments=bare) if bare else message)
    return [written.getvalue(), *contents]


def said(frame: Frame) -> ParsedMessage | Failure:
    """What a child's answer says; UnpicklingError where that is made of anything but what messages are made of."""
    if frame.kind == Answer.MESSAGE:
        return _message(frame.segments)
    if frame.kind == Answer.MEMORY:
        return Failure(Cause.MEMORY)
    return Failure(Cause.ERROR, b"".join(frame.segments).decode("utf-8", "replace"))


def _message(segments: Sequence[bytes]) -> ParsedMessage:
    message = _Unpickler(BytesIO(segments[0])).load()
    if not isinstance(message, ParsedMessage):
        raise pickle.UnpicklingError(f"{type(message).__name__} is no message")
    if not message.attachments:
        return message
    filled: tuple[Attachment, ...] = tuple(starmap(_filled, zip(message.attachments, segments[1:], strict=True)))
    return replace(message, attachments=filled)


def pieces(*frames: Frame) -> Iterator[bytes]:
    """The frames as they go over the socket: small segments together, large ones as they are."""
    small: list[bytes] = []
    for frame in frames:
        small.append(frame.head())
        for segment in frame.segments:
            if len(segment) < LARGE_BYTES:
                small.append(segment)
                continue
            yield b"".join(small)
            yield segment
            small.clear()
    if small:
        yield b"".join(small)


def receive(channel: socket.socket) -> Frame | None:
    """In a child: the next frame, None when the parser is gone."""
    head = channel.recv(HEAD.size, socket.MSG_WAITALL)
    if len(head) < HEAD.size:
        return None
    kind, count = HEAD.unpack(head)
    lengths = [LENGTH.unpack(channel.recv(LENGTH.size, socket.MSG_WAITALL))[0] for _ in range(count)]
    return Frame(kind, [channel.recv(length, socket.MSG_WAITALL) for length in lengths])


Reducer = Callable[[Any], tuple[type[Any], tuple[object, ...]]]


class _Reducers(dict[type[Any], Reducer]):
    """How pickle takes each type apart: dataclasses are calls with their fields, enumerations with their value.

    Their own ways cost more: one field is set after the other, and Python 3.11 would have `getattr` called.
    """

    def __missing__(self, kind: type[Any]) -> Reducer:
        if issubclass(kind, Enum):
            self[kind] = _value_of
        elif is_dataclass(kind):
            self[kind] = partial(_fields_of, kind, _getter([each.name for each in fields(kind)]))
        else:
            raise KeyError(kind)
        return self[kind]


def _getter(names: Sequence[str]) -> Callable[[object], tuple[object, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda instance: tuple(getattr(instance, name) for name in names)


def _value_of(member: Enum) -> tuple[type[Enum], tuple[object, ...]]:
    return type(member), (member.value,)


def _fields_of(
    kind: type[Any], get: Callable[[object], tuple[object, ...]], instance: object
) -> tuple[type[Any], tuple[object, ...]]:
    return kind, get(instance)


_REDUCERS = _Reducers()


class _Unpickler(pickle.Unpickler):
    """What a child says is made of hostile mail: it names types of messages, and nothing else is called."""

    def find_class(self, module: str, name: str) -> type[Any]:
        return _class_of(module, name)


@cache
def _class_of(module: str, name: str) -> type[Any]:
    is_ours = module.startswith(OURS) or (module, name) in OF_OTHERS
    found = getattr(import_module(module), name) if is_ours else None
    if not isinstance(found, type):
        raise pickle.UnpicklingError(f"{module}.{name} belongs to no message")
    return found


def _filled(attachment: Attachment, content: bytes) -> Attachment:
    return replace(attachment, content=content)
