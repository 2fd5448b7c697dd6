"""Messages between the parser and its children: they come back whole, and nothing but messages comes."""

import os
import pickle
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given

from services.parser.children.wire import Answer, Cause, Failure, Frame, pieces, receive, said, segments_of
from services.parser.domain.message import parse_message
from tests.harness.specimens import SPECIMENS
from tests.harness.strategies import raw_messages


@given(raw=raw_messages)
def test_a_message_comes_back(raw: bytes) -> None:
    message = parse_message(raw)
    assert said(Frame(Answer.MESSAGE, segments_of(message))) == message


@pytest.mark.parametrize("raw", SPECIMENS)
def test_no_content_of_an_attachment_is_in_the_pickle(raw: bytes) -> None:
    message = parse_message(raw)
    pickled, *contents = segments_of(message)
    assert contents == [each.content for each in message.attachments]
    assert not any(content in pickled for content in contents if content)


class Made:
    """A type that is no message's: it notes that one was made."""

    count = 0

    def __init__(self) -> None:
        Made.count += 1


class Called:
    def __init__(self, what: object) -> None:
        self.what = what

    def __reduce__(self) -> tuple[Any, ...]:
        return self.what, ()


@pytest.mark.parametrize(
    "thing",
    [Called(os.getcwd), Called(Made), os.getcwd, parse_message, Frame(1), "text", b"bytes", None],
    ids=lambda each: type(each).__name__,
)
def test_nothing_but_messages_is_taken_from_a_child(thing: object) -> None:
    with pytest.raises(pickle.UnpicklingError):
        said(Frame(Answer.MESSAGE, [pickle.dumps(thing)]))
    assert Made.count == 0


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (Frame(Answer.MEMORY), Failure(Cause.MEMORY)),
        (Frame(Answer.ERROR, [b"ValueError at a.py:1"]), Failure(Cause.ERROR, "ValueError at a.py:1")),
    ],
    ids=["memory", "error"],
)
def test_failures(frame: Frame, expected: Failure) -> None:
    assert said(frame) == expected


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


@pytest.mark.parametrize(
    "frames",
    [
        [Frame(0, [])],
        [Frame(1, [b"", b"a", b""])],
        [Frame(0, [b"x" * 70_000, b"y"]), Frame(1, [b"z"])],
    ],
    ids=["empty", "small", "with large segments"],
)
def test_frames_come_as_they_went(pair: tuple[socket.socket, socket.socket], frames: list[Frame]) -> None:
    one, other = pair
    for piece in pieces(*frames):
        one.sendall(piece)
    one.close()
    assert [receive(other) for _ in frames] == frames
    assert receive(other) is None
