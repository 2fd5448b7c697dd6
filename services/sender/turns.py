"""Turns at the sessions of an account: how many there are may change while some are taken."""

import asyncio


class Turns:
    """Who is within the block has a turn; at most `limit` have one at a time, or as many as had it when it fell."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.taken = 0
        self._free = asyncio.Event()

    async def __aenter__(self) -> None:
        while self.taken >= self.limit:
            self._free.clear()
            await self._free.wait()
        self.taken += 1

    async def __aexit__(self, *_: object) -> None:
        self.taken -= 1
        self._free.set()
