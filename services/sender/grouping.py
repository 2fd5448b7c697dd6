"""Group commit: steps that arrive while another group is being committed make up the next one."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.sender.store.outcomes import OutcomeStore, Step


@dataclass(slots=True)
class _Group:
    steps: list[Step] = field(default_factory=list)
    commit: asyncio.Task[Sequence[bool | Exception]] | None = None


class OutcomeGroups:
    """One commit at a time, over all accounts; nobody waits longer than for the commit under way and their own."""

    def __init__(self, store: OutcomeStore) -> None:
        self._store = store
        self._turn = asyncio.Lock()
        self._open: _Group | None = None

    async def record(self, step: Step) -> bool:
        """Committed when this returns; False when it was known already.

        Raises LeaseLostError, TransientError. When the caller is cancelled the step may still be committed.
        """
        group = self._open
        if group is None or group.commit is None:
            group = self._open = _Group()
            group.commit = asyncio.create_task(self._commit(group))
        position = len(group.steps)
        group.steps.append(step)
        result = (await asyncio.shield(group.commit))[position]
        if isinstance(result, Exception):
            raise result
        return result

    async def _commit(self, group: _Group) -> Sequence[bool | Exception]:
        async with self._turn:
            self._open = None
            return await self._store.record(group.steps)
