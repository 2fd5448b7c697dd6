"""The due sends of one account, read from the ledger while its sessions work off those that were read before."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress

from services.sender.store.outcomes import LedgerSend
from shared.errors import MailweaveError
from shared.ids import SendId

# After this long the account is looked at anew: it may be paused by now, or have another password.
READ_ON_S = 5.0
Read = Callable[[Collection[SendId]], Awaitable[Sequence[LedgerSend]]]
"""What is due but for those in hand, as many as are to be in hand at most; raises TransientError."""


class DueSends:
    """A queue for the sessions of one account: each takes one, and settles it or puts it back."""

    def __init__(self, read: Read, few: int, stopping: asyncio.Event) -> None:
        """With so few left, the next ones are read."""
        self._read = read
        self._few = few
        self._stopping = stopping
        self._until = asyncio.get_running_loop().time() + READ_ON_S
        self._sends: deque[LedgerSend] = deque()
        self._in_hand: set[SendId] = set()
        self._reading: asyncio.Task[None] | None = None
        self._is_dry = False

    @property
    def is_empty(self) -> bool:
        """Whether none waits here to be taken."""
        return not self._sends

    async def begin(self) -> bool:
        """Reads the first ones; False when nothing is due."""
        await self._read_on()
        return not self.is_empty

    async def take(self) -> LedgerSend | None:
        """The one that has waited longest; None when no more are to be begun. Raises what reading raised."""
        while not self._stopping.is_set():
            self._read_ahead()
            if self._sends:
                return self._sends.popleft()
            if self._reading is None:
                return None
            await asyncio.wait({self._reading})
        return None

    def settle(self, send: LedgerSend) -> None:
        """What came of it is in the ledger."""
        self._in_hand.discard(send.send_id)

    def put_back(self, send: LedgerSend) -> None:
        """Nothing could be tried: another session may."""
        self._sends.appendleft(send)

    async def close(self) -> None:
        """Reads no more."""
        if self._reading is not None:
            self._reading.cancel()
            with suppress(asyncio.CancelledError, MailweaveError):
                await self._reading

    def _read_ahead(self) -> None:
        if self._reading is not None and self._reading.done():
            self._reading.result()
            self._reading = None
        is_over = self._is_dry or asyncio.get_running_loop().time() >= self._until
        if self._reading is None and not is_over and len(self._sends) <= self._few:
            self._reading = asyncio.create_task(self._read_on())

    async def _read_on(self) -> None:
        # What is settled while the ledger is asked may still be due in its answer: it counts as in hand.
        in_hand = frozenset(self._in_hand)
        found = [send for send in await self._read(in_hand) if send.send_id not in in_hand]
        self._in_hand.update(send.send_id for send in found)
        self._sends.extend(found)
        self._is_dry = not found
