"""What wakes an account's loop: the supervisor says what is asked for, the loop takes it."""

import asyncio

from services.poller.domain.schedule import PollOrder


class Wake:
    """One account's. `is_asked` is set from when something is asked for until it is taken: a source can watch it."""

    def __init__(self) -> None:
        self.is_asked = asyncio.Event()
        self._order: PollOrder | None = None
        self._has_commands = False
        self.has_imports = asyncio.Event()

    def imports(self) -> None:
        """History is to be brought in."""
        self.has_imports.set()

    def order(self, order: PollOrder) -> None:
        """A poll is asked for."""
        self._order = order
        self.is_asked.set()

    def commands(self) -> None:
        """Commands wait."""
        self._has_commands = True
        self.is_asked.set()

    async def asked(self, longest_s: float) -> bool:
        """Waits until something is asked for; False when the time is over."""
        try:
            async with asyncio.timeout(longest_s):
                await self.is_asked.wait()
        except TimeoutError:
            return False
        return True

    def take(self, *, may_poll: bool = True) -> tuple[PollOrder | None, bool]:
        """What was asked for since the last time: a poll, which waits until one may be made; whether commands wait."""
        self.is_asked.clear()
        taken = (self._order if may_poll else None, self._has_commands)
        self._order, self._has_commands = (None if may_poll else self._order), False
        return taken
