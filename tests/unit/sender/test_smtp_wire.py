"""Replies on the wire, in whatever pieces they come."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.sender.domain.reply import Reply
from services.sender.smtp.wire import SmtpWire, WireError

SAID = b"250-2.1.0 two\r\n250 lines\r\n550 5.1.1 no such user\r\n354\r\n250 \xff\xfe odd\n"
REPLIES = [Reply(250, "2.1.0 two lines"), Reply(550, "5.1.1 no such user"), Reply(354), Reply(250, "odd")]


class Line(asyncio.Transport):
    """A transport that nobody is at the other end of."""

    def __init__(self) -> None:
        super().__init__()
        self.ended = ""

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        pass

    def write(self, data: bytes | bytearray | memoryview) -> None:
        pass

    def is_closing(self) -> bool:
        return bool(self.ended)

    def close(self) -> None:
        self.ended = self.ended or "closed"

    def abort(self) -> None:
        self.ended = self.ended or "aborted"


async def read(wire: SmtpWire, count: int) -> list[Reply]:
    return [await wire.reply(1) for _ in range(count)]


async def reply_or_end(wire: SmtpWire) -> Reply | WireError:
    try:
        return await wire.reply(1)
    except WireError as error:
        return error


@given(st.lists(st.integers(0, len(SAID)), max_size=8))
def test_replies_are_the_same_in_whatever_pieces_they_come(cuts: list[int]) -> None:
    wire = SmtpWire(Line())
    wire.ask(*[b"NOOP"] * len(REPLIES))
    for begin, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(SAID)], strict=True):
        wire.data_received(SAID[begin:end])
    assert asyncio.run(read(wire, len(REPLIES))) == REPLIES
    assert wire.is_at_rest


@given(st.binary(max_size=200))
def test_whatever_a_server_says_there_is_a_reply_or_an_end(said: bytes) -> None:
    wire = SmtpWire(Line())
    wire.ask(b"NOOP")
    wire.data_received(said)
    wire.connection_lost(None)
    found = asyncio.run(reply_or_end(wire))
    assert str(found)
    assert isinstance(found, WireError) or 0 <= found.code <= 999
    assert not wire.is_open


async def test_what_was_answered_before_the_end_is_still_told() -> None:
    wire = SmtpWire(Line())
    wire.ask(b"MAIL", b"RCPT")
    wire.data_received(b"250 ok\r\n")
    wire.connection_lost(ConnectionResetError("reset by peer"))
    assert await wire.reply(1) == Reply(250, "ok")
    with pytest.raises(WireError, match="reset by peer"):
        await wire.reply(1)
    with pytest.raises(WireError, match="reset by peer"):
        wire.ask(b"RSET")


@pytest.mark.parametrize(("asked", "ended"), [(False, "closed"), (True, "aborted")])
def test_nothing_more_leaves_when_something_was_under_way(asked: bool, ended: str) -> None:
    line = Line()
    wire = SmtpWire(line)
    if asked:
        wire.end_data()
    wire.close()
    assert line.ended == ended
