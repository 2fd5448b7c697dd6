"""The children of one parser, and what becomes of a message that they die of."""

import asyncio
import logging
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from services.parser.children.process import Answered, ChildProcess, Functions
from services.parser.children.wire import Cause, Failure, Step
from services.parser.domain.given_up import read_ids_alone
from services.parser.domain.message import ParsedMessage
from services.parser.ports import Outcome
from shared import metrics
from shared.errors import TransientError

OURS = Functions("services.parser.domain.message:parse_message", "services.parser.domain.given_up:read_header_alone")
MOST_DEATHS = 3
"""Of children killed or crashed with one message alone: who kills processes may strike twice by chance."""
logger = logging.getLogger(__name__)


class Children:
    """`count` children; the port Parsing. Each takes one hand-over after the other."""

    def __init__(self, functions: Functions = OURS, count: int = 1) -> None:
        self._seats = tuple(_Seat(functions) for _ in range(count))
        self._free: asyncio.Queue[_Seat] = asyncio.Queue()

    @property
    def pids(self) -> frozenset[int]:
        """Of those that run."""
        return frozenset(seat.pid for seat in self._seats if seat.pid)

    async def parse(self, raws: Sequence[bytes]) -> Sequence[Outcome]:
        """One outcome for each message. After a death the others are parsed one by one."""
        seat = await self._free.get()
        try:
            answered = await seat.exchange(Step.WHOLE, raws)
            outcomes = [await _outcome(seat, raw, said) for raw, said in zip(raws, answered.said, strict=False)]
            return [*outcomes, *[await _alone(seat, raw) for raw in raws[len(outcomes) :]]]
        finally:
            self._free.put_nowait(seat)

    async def read_header(self, raw: bytes) -> ParsedMessage:
        """What its header fields say; where even that fails, its ids."""
        seat = await self._free.get()
        try:
            return await _header(seat, raw)
        finally:
            self._free.put_nowait(seat)

    async def __aenter__(self) -> Self:
        for seat in self._seats:
            await seat.start()
            self._free.put_nowait(seat)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for seat in self._seats:
            await seat.close()


class _Seat:
    """Where one child works, then the next."""

    def __init__(self, functions: Functions) -> None:
        self._functions = functions
        self._child: ChildProcess | None = None
        self._is_closed = False

    @property
    def pid(self) -> int:
        return self._child.pid if self._child is not None and self._child.is_running else 0

    async def start(self) -> ChildProcess:
        """A new child, in place of the one that sat here; TransientError once the seat is closed."""
        if self._is_closed:
            raise TransientError("the parser ends: what is in hand comes again")
        if self._child is not None:
            await self._child.kill()
        self._child = child = await ChildProcess.start(self._functions)
        return child

    async def close(self) -> None:
        """Nobody sits here afterwards."""
        self._is_closed = True
        if self._child is not None:
            await self._child.kill()

    async def exchange(self, step: Step, raws: Sequence[bytes]) -> Answered:
        """By the child that sits here, or a new one where it has died."""
        child = self._child if self._child is not None and self._child.is_running else await self.start()
        answered = await child.exchange(step, raws)
        if answered.died_of is not None:
            metrics.PARSER_CHILD_DEATHS.labels(answered.died_of).inc()
            logger.warning("a process to parse in died (%s): another one takes its place", answered.died_of)
        return answered


async def _outcome(seat: _Seat, raw: bytes, said: ParsedMessage | Failure) -> Outcome:
    if isinstance(said, Failure):
        return await _given_up(seat, raw, said)
    return Outcome(said)


async def _alone(seat: _Seat, raw: bytes) -> Outcome:
    """Given up when it hangs once more, or MOST_DEATHS children died of it."""
    cause = Cause.CRASH
    for _ in range(MOST_DEATHS):
        answered = await seat.exchange(Step.WHOLE, [raw])
        if answered.died_of is None:
            return await _outcome(seat, raw, answered.said[0])
        cause = answered.died_of
        if cause is Cause.HANG:
            break
    return await _given_up(seat, raw, Failure(cause))


async def _given_up(seat: _Seat, raw: bytes, failure: Failure) -> Outcome:
    metrics.PARSER_GAVE_UP.labels(failure.cause).inc()
    why = f"{failure.cause}: {failure.place}" if failure.place else str(failure.cause)
    return Outcome(await _header(seat, raw), why)


async def _header(seat: _Seat, raw: bytes) -> ParsedMessage:
    answered = await seat.exchange(Step.HEADER, [raw])
    said = answered.said[0] if answered.said else None
    return said if isinstance(said, ParsedMessage) else read_ids_alone(raw)
