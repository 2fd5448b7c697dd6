"""IMAP answers on the wire, in whatever pieces they come."""

import asyncio

import pytest
from aioimaplib import aioimaplib
from hypothesis import given
from hypothesis import strategies as st

from services.poller.domain.fetch_answer import Body, Line, bodies_in
from services.poller.imap.wire import Wire

BODIES = [b"one\r\n", b"", b"* 9 FETCH (UID 9 BODY[] {3}\r\n)\r\n", bytes(range(256))]
ANSWER = b"".join(
    b"* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n" % (uid, uid, len(body), body) for uid, body in enumerate(BODIES, 1)
)


async def received(cuts: list[int]) -> list[Line]:
    wire = Wire(asyncio.get_running_loop(), max_literal_bytes=1000)
    wire.data_received(b"* OK ready\r\n")
    command = aioimaplib.FetchCommand("T1")
    wire.pending_async_commands["FETCH"] = command
    for begin, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(ANSWER)], strict=True):
        wire.data_received(ANSWER[begin:end])
    assert not wire.lost.done()
    return list(command.response.lines)


@pytest.mark.parametrize("name", ["IDLE", "NOOP"])
async def test_what_is_heard_beside_is_not_kept(name: str) -> None:
    """A folder of which every message is flagged while it is open tells so line by line."""
    wire = Wire(asyncio.get_running_loop(), max_literal_bytes=1000)
    wire.data_received(b"* OK ready\r\n")
    command = aioimaplib.IdleCommand("T1", wire.idle_queue) if name == "IDLE" else aioimaplib.Command(name, "T1")
    wire.pending_sync_command = command  # type: ignore[assignment]
    wire.data_received(b"* 1 FETCH (FLAGS (x))\r\n* 1 FETCH (X {3}\r\nabc)\r\n" * 1000 + b"* 7 EXISTS\r\n")
    assert (wire.exists, command.response.lines, getattr(command, "buffer", [])) == (7, [], [])
    assert wire.idle_queue.empty()


@given(st.lists(st.integers(0, len(ANSWER)), max_size=12))
def test_bodies_are_the_same_in_whatever_pieces_they_come(cuts: list[int]) -> None:
    lines = asyncio.run(received(cuts))
    assert bodies_in(lines) == [Body(uid, body) for uid, body in enumerate(BODIES, 1)]
