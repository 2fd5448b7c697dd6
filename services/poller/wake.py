"""How an account's loop is woken: the supervisor calls, the loop takes what was asked for."""

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PollOrder:
    """Poll now; `force` even when polling is switched off or the account is left alone after a failure."""

    force: bool = False
    max_messages: int | None = None


class Wake:
    """What wakes one account's loop. `called` is an event that a waiting source can watch."""

    def __init__(self) -> None:
        self.called = asyncio.Event()
        self._order: PollOrder | None = None
        self._has_commands = False

    def order(self, order: PollOrder) -> None:
        """A poll is asked for."""
        self._order = order
        self.called.set()

    def commands(self) -> None:
        """Commands wait."""
        self._has_commands = True
        self.called.set()

    def take(self) -> tuple[PollOrder | None, bool]:
        """What was asked for since the last time: a poll, and whether commands wait."""
        self.called.clear()
        taken = (self._order, self._has_commands)
        self._order, self._has_commands = None, False
        return taken
