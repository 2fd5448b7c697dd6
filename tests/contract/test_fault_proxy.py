"""The fault proxy: each fault does what it says, counts what it hit, and ends; without one nothing is changed."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import pytest

from tests.fakes.fault_proxy import FaultProxy
from tests.fakes.faults import BlackHole, Cut, Delay, Direction, Fault, HalfClose, RateLimit, ResetAfter, Strike
from tests.harness.wait import eventually, within

SAID = b"as it was said"
FOR_EVER_S = 3600.0


@dataclass(frozen=True, slots=True)
class End:
    """One end of a connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def hear(self, size: int) -> bytes:
        async with within(10):
            return await self.reader.readexactly(size)

    async def hear_end(self) -> bytes:
        """All that comes before the other one's last word."""
        async with within(10):
            return await self.reader.read()

    def has_heard(self) -> bytes:
        return bytes(self.reader._buffer)  # type: ignore[attr-defined]


class Exchange:
    """A server that keeps its ends of the connections, and clients that come to it through the proxy."""

    def __init__(self, proxy: FaultProxy) -> None:
        self.proxy = proxy
        self._accepted: asyncio.Queue[End] = asyncio.Queue()
        self._ends: list[End] = []

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        end = End(reader, writer)
        self._ends.append(end)
        await self._accepted.put(end)

    async def client(self) -> End:
        """A connection of which the server does not know yet."""
        end = End(*await asyncio.open_connection("127.0.0.1", self.proxy.port))
        self._ends.append(end)
        return end

    async def accepted(self) -> End:
        """The server's end of the next connection."""
        async with within(10):
            return await self._accepted.get()

    async def pair(self) -> tuple[End, End]:
        """A client's end and the server's, of a connection that carries data in both directions."""
        client = await self.client()
        server = await self.accepted()
        for one, other in ((client, server), (server, client)):
            await one.say(b"?")
            assert await other.hear(1) == b"?"
        return client, server

    async def close(self) -> None:
        for end in self._ends:
            end.writer.close()
            with suppress(OSError):
                await end.writer.wait_closed()


@pytest.fixture
async def exchange() -> AsyncIterator[Exchange]:
    async with _exchange() as made:
        yield made


@asynccontextmanager
async def _exchange() -> AsyncIterator[Exchange]:
    with FaultProxy("an exchange") as proxy:
        made = Exchange(proxy)
        server = await asyncio.start_server(made.take, "127.0.0.1", 0)
        proxy.lead_to(server.sockets[0].getsockname()[1])
        try:
            yield made
        finally:
            await made.close()
            server.close()


async def hit(strike: Strike, times: int = 1) -> None:
    await eventually(lambda: strike.hits >= times, what=f"{times} hits of {strike.fault}")


async def test_without_a_fault_bytes_and_ends_pass_unchanged(exchange: Exchange) -> None:
    client, server = await exchange.pair()
    large = random.Random(7).randbytes(2_000_000)
    async with asyncio.TaskGroup() as both:
        both.create_task(client.say(large))
        heard = both.create_task(server.hear(len(large)))
    assert heard.result() == large
    client.writer.write_eof()
    assert await server.hear_end() == b""
    await server.say(SAID)
    server.writer.close()
    assert await client.hear_end() == SAID
    assert (exchange.proxy.sessions, dict(exchange.proxy.hits)) == (1, {})


@pytest.mark.parametrize("fault", [Delay(0.01), RateLimit(2000), ResetAfter(1000)], ids=str)
async def test_a_light_fault_changes_no_byte(exchange: Exchange, fault: Fault) -> None:
    client, server = await exchange.pair()
    strike = exchange.proxy.strike(fault)
    await client.say(SAID * 10)
    assert await server.hear(len(SAID) * 10) == SAID * 10
    assert (strike.hits > 0) == (fault != ResetAfter(1000))


@pytest.mark.parametrize("fault", [Delay(FOR_EVER_S), RateLimit(1), BlackHole()], ids=str)
async def test_what_is_held_back_comes_whole_when_the_fault_ends(exchange: Exchange, fault: Fault) -> None:
    client, server = await exchange.pair()
    strike = exchange.proxy.strike(fault)
    await client.say(SAID)
    await server.say(SAID)
    await hit(strike, 2)
    assert server.has_heard() != SAID
    assert client.has_heard() != SAID
    exchange.proxy.heal()
    assert (await server.hear(len(SAID)), await client.hear(len(SAID))) == (SAID, SAID)
    await client.say(SAID)
    assert await server.hear(len(SAID)) == SAID


async def test_a_black_hole_hides_ends_and_beginnings(exchange: Exchange) -> None:
    client, server = await exchange.pair()
    strike = exchange.proxy.strike(BlackHole())
    client.writer.write_eof()
    late = await exchange.client()
    await late.say(SAID)
    await hit(strike, 2)
    assert not server.reader.at_eof()
    assert exchange._accepted.empty()
    exchange.proxy.heal(strike)
    assert await server.hear_end() == b""
    assert await (await exchange.accepted()).hear(len(SAID)) == SAID


async def test_a_cut_resets_what_is_open_and_what_comes(exchange: Exchange) -> None:
    client, server = await exchange.pair()
    strike = exchange.proxy.strike(Cut())
    assert strike.hits == 1
    for end in (client, server):
        with pytest.raises(ConnectionResetError):
            await end.hear_end()
    with pytest.raises(ConnectionResetError):
        await (await exchange.client()).hear_end()
    assert strike.hits == 2
    exchange.proxy.heal()
    client, server = await exchange.pair()
    await client.say(SAID)
    assert await server.hear(len(SAID)) == SAID


async def test_a_connection_is_reset_after_its_last_byte(exchange: Exchange) -> None:
    client, server = await exchange.pair()
    strike = exchange.proxy.strike(ResetAfter(10))
    await client.say(b"sixsix")
    assert await server.hear(6) == b"sixsix"
    await server.say(b"sixsix")
    assert await client.hear(4) == b"sixs"
    for end in (client, server):
        with pytest.raises(ConnectionResetError):
            await end.hear_end()
    assert strike.hits == 1


@pytest.mark.parametrize("direction", Direction)
async def test_a_half_closed_connection_goes_on_in_the_other_direction(
    exchange: Exchange, direction: Direction
) -> None:
    client, server = await exchange.pair()
    deaf, speaking = (client, server) if direction is Direction.TO_CLIENT else (server, client)
    strike = exchange.proxy.strike(HalfClose(direction))
    assert strike.hits == 1
    for _ in range(3):
        await speaking.say(b"lost")
        assert await deaf.hear_end() == b""
        await deaf.say(SAID)
        assert await speaking.hear(len(SAID)) == SAID
    assert strike.hits == 1


async def test_a_connection_made_later_is_half_closed_before_its_first_byte(exchange: Exchange) -> None:
    strike = exchange.proxy.strike(HalfClose(Direction.TO_CLIENT))
    client = await exchange.client()
    await (await exchange.accepted()).say(b"lost")
    assert await client.hear_end() == b""
    assert strike.hits == 1


async def test_a_server_that_is_away_resets_its_clients(exchange: Exchange) -> None:
    exchange.proxy.lead_to(1)
    with pytest.raises(ConnectionResetError):
        await (await exchange.client()).hear_end()


async def test_faults_work_together_and_one_that_hit_nothing_shows(exchange: Exchange) -> None:
    client, server = await exchange.pair()
    hole, _, _ = (exchange.proxy.strike(fault) for fault in (BlackHole(), Delay(0.01), ResetAfter(10**9)))
    await client.say(SAID)
    await hit(hole)
    exchange.proxy.heal(hole)
    assert await server.hear(len(SAID)) == SAID
    assert exchange.proxy.hits == {"BlackHole": 1, "Delay": 1, "ResetAfter": 0}
    assert [each.fault for each in exchange.proxy.strikes if not each.hits] == [ResetAfter(10**9)]
