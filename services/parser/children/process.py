"""One child process, as the parser sees it."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

from services.parser.children.wire import HEAD, LENGTH, Cause, Failure, Frame, Step, pieces, said
from services.parser.domain.message import ParsedMessage
from shared.errors import TransientError

MODULE = "services.parser.children.child"
START_WITHIN_S = 60.0
SILENT_S = 30.0
"""Of the clock on the wall: for what hangs without working; work is counted by the child itself (limits.py)."""
LOOK_AGAIN_S = 1.0
ENDS_WITHIN_S = 5.0
READ_BYTES = 65_536
READ_AT_ONCE_BYTES = 1024 * 1024
ENVIRONMENT = frozenset({"PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "LC_CTYPE"})


@dataclass(frozen=True, slots=True)
class Functions:
    """What children do, as `module:name`: with a whole message, and with its header where the whole fails."""

    whole: str
    header: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said of each message, in order; why the child died where it did before the others."""

    said: Sequence[ParsedMessage | Failure]
    died_of: Cause | None = None


class ChildProcess:
    """A running child. Where an exchange is broken off, it is killed: its next answer would be another's."""

    def __init__(self, process: asyncio.subprocess.Process, channel: socket.socket) -> None:
        self._process = process
        self._channel = channel
        self._loop = asyncio.get_running_loop()
        self._received = bytearray()
        self._is_ready = False
        self._is_busy = False
        self._heard_at = 0.0
        self._is_silent = False

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.returncode is None

    @classmethod
    async def start(cls, functions: Functions) -> "ChildProcess":
        """One that is on its way; TransientError where no process can be had."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            try:
                process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", MODULE, functions.whole, functions.header),
                    stdin=theirs.fileno(),
                    stdout=asyncio.subprocess.DEVNULL,
                    env={name: value for name, value in os.environ.items() if _is_needed(name)},
                )
            except OSError as error:
                ours.close()
                raise TransientError(f"no process can be started to parse in ({error.strerror})") from error
        return cls(process, ours)

    async def exchange(self, step: Step, raws: Sequence[bytes]) -> Answered:
        """Has the step done with each message, until the child dies or keeps silent for SILENT_S.

        TransientError where it never came to work.
        """
        answers: list[ParsedMessage | Failure] = []
        try:
            await self._converse(Frame(step, raws), answers)
        except (EOFError, OSError):
            await self._ended()
            return Answered(answers, self._cause())
        except BaseException:
            await self.kill()
            raise
        return Answered(answers)

    async def kill(self) -> None:
        """It is gone afterwards, in whatever state it was. An exchange that is under way sees it die."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        if not self._is_busy:
            self._channel.close()

    async def _ended(self) -> None:
        """Its channel is closed, so it is dying. To kill what is dead already hides from asyncio what it died of."""
        with suppress(TimeoutError):
            async with asyncio.timeout(ENDS_WITHIN_S):
                await self._process.wait()
        await self.kill()

    async def _converse(self, frame: Frame, answers: list[ParsedMessage | Failure]) -> None:
        self._is_busy = True
        try:
            await self._expect_ready()
            with self._watched():
                await self._send(frame)
                while len(answers) < len(frame.segments):
                    answers.append(said(await self._frame()))
                    self._heard_at = self._loop.time()
        finally:
            self._is_busy = False

    async def _expect_ready(self) -> None:
        if self._is_ready:
            return
        try:
            async with asyncio.timeout(START_WITHIN_S):
                await self._frame()
        except (EOFError, OSError) as error:
            raise TransientError("a process to parse in ended at its start: its last line above says why") from error
        self._is_ready = True

    def _cause(self) -> Cause:
        if self._is_silent or self._process.returncode == -signal.SIGPROF:
            return Cause.HANG
        return Cause.KILLED if self._process.returncode == -signal.SIGKILL else Cause.CRASH

    @contextmanager
    def _watched(self) -> Iterator[None]:
        self._heard_at = self._loop.time()
        self._watch = self._loop.call_later(SILENT_S, self._look)
        try:
            yield
        finally:
            self._watch.cancel()

    def _look(self, *, is_sure: bool = False) -> None:
        """Kills it when it was silent for too long, which ends the reading. It looks twice.

        This process may have stood still itself: what was said meanwhile is heard between the two looks.
        """
        silent_s = self._loop.time() - self._heard_at
        if silent_s < SILENT_S:
            self._watch = self._loop.call_later(SILENT_S - silent_s, self._look)
        elif not is_sure:
            self._watch = self._loop.call_later(LOOK_AGAIN_S, partial(self._look, is_sure=True))
        else:
            self._is_silent = True
            with suppress(ProcessLookupError):
                self._process.kill()

    async def _send(self, frame: Frame) -> None:
        """A child reads all of it before it answers, so neither waits for the other."""
        for piece in pieces(frame):
            await self._loop.sock_sendall(self._channel, piece)

    async def _frame(self) -> Frame:
        kind, count = HEAD.unpack(await self._read(HEAD.size))
        lengths = await self._read(count * LENGTH.size)
        return Frame(kind, [await self._read(length) for (length,) in LENGTH.iter_unpack(lengths)])

    async def _read(self, size: int) -> bytes:
        while (missing := size - len(self._received)) > 0:
            received = await self._loop.sock_recv(self._channel, max(READ_BYTES, min(missing, READ_AT_ONCE_BYTES)))
            if not received:
                raise EOFError
            self._received += received
        with memoryview(self._received) as view:
            read = bytes(view[:size])
        del self._received[:size]
        return read


def _is_needed(name: str) -> bool:
    """Of the environment: no setting, and so no secret, is a child's."""
    return name in ENVIRONMENT or name.startswith("PYTHON")
