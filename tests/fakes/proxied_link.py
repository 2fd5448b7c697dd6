"""One connection through a fault proxy: two pumps, and what the faults at work do to the data in them."""

import asyncio
import socket
import struct
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

from tests.fakes.faults import BlackHole, Delay, Direction, Fault, HalfClose, RateLimit, ResetAfter, Strike

PIECE_BYTES = 64 * 1024
SLICE_S = 0.02
RESET = struct.pack("ii", 1, 0)  # SO_LINGER on, 0 s: closing sends RST
_OTHER = {Direction.TO_SERVER: Direction.TO_CLIENT, Direction.TO_CLIENT: Direction.TO_SERVER}


class Link:
    """A client's connection and, once made, its way to the server. `strikes` is the proxy's own list, it changes."""

    def __init__(self, strikes: Sequence[Strike], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._strikes = strikes
        self._readers = {Direction.TO_SERVER: reader}
        self._writers = {Direction.TO_CLIENT: writer}
        self._carried: Counter[Strike] = Counter()
        self._ended: set[Direction] = set()

    async def serve(self, host: str, port: int) -> None:
        """Carry data until both sides have ended; what one side does, the other one sees."""
        await self._held_back()
        reader, writer = await asyncio.open_connection(host, port)
        self._readers[Direction.TO_CLIENT], self._writers[Direction.TO_SERVER] = reader, writer
        async with asyncio.TaskGroup() as pumps:
            for direction in Direction:
                pumps.create_task(self._pump(direction))

    def half_close(self, direction: Direction, strike: Strike | None = None) -> None:
        """End one direction, if it is open; that is the strike's hit."""
        writer = self._writers.get(direction)
        if direction in self._ended or writer is None or writer.is_closing():
            return
        if strike is not None:
            strike.hit()
        self._ended.add(direction)
        with suppress(OSError):
            writer.write_eof()

    def reset(self) -> None:
        """End both sides by RST; what is still in a buffer is lost."""
        for writer in self._writers.values():
            with suppress(OSError):
                sock: socket.socket = writer.get_extra_info("socket")
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            writer.transport.abort()

    async def close(self) -> None:
        """Let both sockets go."""
        for writer in self._writers.values():
            writer.close()
        for writer in self._writers.values():
            with suppress(OSError):
                await writer.wait_closed()

    async def _pump(self, direction: Direction) -> None:
        while data := await self._read(direction):
            for strike in self._active():
                data = await self._struck(strike, strike.fault, direction, data)
            if direction not in self._ended:
                self._writers[direction].write(data)
                await self._writers[direction].drain()
        await self._held_back()
        self.half_close(direction)

    async def _read(self, direction: Direction) -> bytes:
        try:
            return await self._readers[direction].read(PIECE_BYTES)
        except OSError:
            await self._held_back()
            raise

    async def _struck(self, strike: Strike, fault: Fault, direction: Direction, data: bytes) -> bytes:
        match fault:
            case Delay(seconds):
                strike.hit()
                await strike.hold(seconds)
            case RateLimit(bytes_per_s):
                strike.hit()
                return await self._slowly(strike, bytes_per_s, direction, data)
            case BlackHole():
                strike.hit()
                await strike.hold()
            case ResetAfter(size_bytes):
                self._carried[strike] += len(data)
                if self._carried[strike] > size_bytes:
                    await self._reset_within(strike, direction, data, size_bytes)
            case HalfClose(closed) if closed is direction:
                self.half_close(direction, strike)
        return data

    async def _slowly(self, strike: Strike, bytes_per_s: int, direction: Direction, data: bytes) -> bytes:
        """Carry it in slices; gives what is left when the strike ends."""
        size = max(1, int(bytes_per_s * SLICE_S))
        while data and direction not in self._ended and not strike.ended.is_set():
            await strike.hold(size / bytes_per_s)
            self._writers[direction].write(data[:size])
            data = data[size:]
        return data

    async def _reset_within(self, strike: Strike, direction: Direction, data: bytes, size_bytes: int) -> None:
        """The last bytes that are allowed still arrive, then the connection breaks."""
        strike.hit()
        allowed = len(data) - (self._carried[strike] - size_bytes)
        if allowed > 0 and direction not in self._ended:
            self._writers[direction].write(data[:allowed])
            await self._writers[direction].drain()
        raise ConnectionResetError

    async def _held_back(self) -> None:
        for strike in self._active():
            if isinstance(strike.fault, BlackHole):
                strike.hit()
                await strike.hold()

    def _active(self) -> list[Strike]:
        return [strike for strike in self._strikes if not strike.ended.is_set()]
