"""Keeps `mailweave_dead_letters_open` true."""

from collections import Counter

from shared import metrics
from shared.clock import Clock
from shared.dead_letters.discard import with_states
from shared.dead_letters.kept import LetterState
from shared.dead_letters.stored import read_places, read_stored
from shared.errors import TransientError
from shared.events.topics import TOPICS
from shared.settings import Settings

EVERY_S = 30.0
REST_TIMES = 20.0


class LettersWatch:
    """Reads the letters when something was set aside, discarded or put back since; else their offsets alone."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._known: object = None

    async def look(self) -> float:
        """Once; gives the rest after it, twenty times as long as the look took. Raises TransientError."""
        began = self._clock.monotonic()
        try:
            places = await read_places(self._settings, TOPICS)
            if places != self._known:
                await self._count()
                self._known = places
        except TransientError:
            self._known = None
            metrics.DEAD_LETTERS_OPEN.forget()
            raise
        return max(EVERY_S, REST_TIMES * (self._clock.monotonic() - began))

    async def _count(self) -> None:
        letters = await with_states(self._settings, await read_stored(self._settings, TOPICS))
        waiting = Counter(each.stored.topic.name for each in letters if each.state is LetterState.WAITS)
        metrics.DEAD_LETTERS_OPEN.set({(topic.name,): waiting[topic.name] for topic in TOPICS})
