"""Waiting for new mail by IDLE and NOOP, on servers that break off, refuse or keep news back."""

import asyncio

import pytest

from services.poller.domain import pace
from services.poller.ports import SourceFailedError
from tests.contract.scripted_imap import LITERAL, ONE, commands, imap
from tests.fakes.mail_server import (
    HANG_UP,
)
from tests.harness.wait import within


async def test_mail_that_is_announced_while_another_is_fetched_is_not_waited_for() -> None:
    async with imap(UID_FETCH=b"* 2 EXISTS\r\n" + LITERAL + b"<tag> OK done\r\n") as (server, source):
        await source.fetch([ONE])
        assert await source.wait_for_push(asyncio.Event(), 20)
        assert b"IDLE" not in b"".join(server.said)


@pytest.fixture
def slow_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream is one, and is asked for more, however slow the machine is."""
    monkeypatch.setattr(pace, "STREAM_WITHIN_S", 3600.0)
    monkeypatch.setattr(pace, "ASKED_FOR_S", 3600.0)


@pytest.mark.usefixtures("slow_time")
async def test_in_a_stream_of_mail_a_server_is_asked_for_more() -> None:
    news = (b"<tag> OK nothing\r\n", b"* 2 EXISTS\r\n<tag> OK news\r\n")
    async with imap(UID_FETCH=LITERAL + b"<tag> OK done\r\n", NOOP=news) as (server, source):
        await source.fetch([ONE])
        await source.fetch([ONE])
        assert await source.wait_for_push(asyncio.Event(), 20)
        assert commands(server)[-2:] == ["NOOP", "NOOP"]


@pytest.mark.usefixtures("slow_time")
async def test_a_stream_that_has_ended_is_idled_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "ASKED_FOR_S", 0.1)
    idle = b"+ idling\r\n* 2 EXISTS\r\n"
    async with imap(UID_FETCH=LITERAL + b"<tag> OK done\r\n", IDLE=idle) as (server, source):
        await source.fetch([ONE])
        await source.fetch([ONE])
        assert await source.wait_for_push(asyncio.Event(), 20)
        assert commands(server)[-2:] == ["IDLE", "DONE"]


async def test_a_lone_message_is_idled_for_at_once() -> None:
    idle = b"+ idling\r\n* 2 EXISTS\r\n"
    async with imap(UID_FETCH=LITERAL + b"<tag> OK done\r\n", IDLE=idle) as (server, source):
        await source.fetch([ONE])
        assert await source.wait_for_push(asyncio.Event(), 20)
        assert commands(server)[-3:] == ["UID FETCH", "IDLE", "DONE"]


@pytest.mark.usefixtures("slow_time")
async def test_asking_for_more_ends_on_request_and_after_its_time() -> None:
    async with imap(UID_FETCH=LITERAL + b"<tag> OK done\r\n") as (server, source):
        await source.fetch([ONE])
        await source.fetch([ONE])
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(0.01, stop.set)
        assert not await source.wait_for_push(stop, 20)
        assert commands(server)[-1] == "UID FETCH"
        async with within(5):
            assert not await source.wait_for_push(asyncio.Event(), 0.2)
        assert commands(server)[-3:] == ["NOOP", "IDLE", "DONE"]


async def test_a_server_that_refuses_idle_is_polled() -> None:
    async with imap(IDLE=b"<tag> NO not now\r\n") as (_, source):
        assert source.can_push
        assert not await source.wait_for_push(asyncio.Event(), 20)
        assert not source.can_push


@pytest.mark.parametrize(
    ("last", "line"),
    [
        pytest.param(b"* OK still here\r\n", r"closed the connection \(without a word\)", id="without a word"),
        pytest.param(b"* BYE timeout\r\n", r"closed the connection \(BYE timeout\)", id="with BYE"),
    ],
)
async def test_a_connection_lost_while_idling_wakes_at_once(last: bytes, line: str) -> None:
    async with imap(IDLE=b"+ idling\r\n" + last + HANG_UP) as (_, source):
        with pytest.raises(SourceFailedError, match=line):
            async with within(5):
                await source.wait_for_push(asyncio.Event(), 600)
