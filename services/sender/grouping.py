"""Group commit: the steps of all attempts that are under way go into one transaction, as far as they come together."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from services.sender.domain.ledger import AttemptState
from services.sender.step import Step
from services.sender.store.outcomes import OutcomeStore

# How long a step waits for the others, about as long as a commit takes; a lone attempt does not wait at all.
GATHER_S = 0.004


@dataclass(slots=True)
class _Group:
    steps: list[Step] = field(default_factory=list)
    commit: asyncio.Task[Sequence[bool | Exception]] | None = None
    is_full: asyncio.Event = field(default_factory=asyncio.Event)


class OutcomeGroups:
    """One commit at a time, over all accounts.

    A group is committed when every attempt under way is about to begin DATA and waits for it, or after GATHER_S, but
    not before the group ahead.
    """

    def __init__(self, store: OutcomeStore, gather_s: float = GATHER_S) -> None:
        self._store = store
        self._gather_s = gather_s
        self._turn = asyncio.Lock()
        self._open: _Group | None = None
        self._attempts = 0

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """While the block runs, groups wait for a step of it."""
        self._attempts += 1
        try:
            yield
        finally:
            self._attempts -= 1
            self._look()

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
        self._look()
        result = (await asyncio.shield(group.commit))[position]
        if isinstance(result, Exception):
            raise result
        return result

    async def _commit(self, group: _Group) -> Sequence[bool | Exception]:
        async with self._turn:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._gather_s):
                    await group.is_full.wait()
            self._open = None
            return await self._store.record(group.steps)

    def _look(self) -> None:
        if self._open is None:
            return
        on_wire = sum(step.outcome.state is AttemptState.ON_WIRE for step in self._open.steps)
        if on_wire >= self._attempts:
            self._open.is_full.set()
