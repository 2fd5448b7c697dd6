"""Dead letters as people see them: each once, however often it came back, and in which state. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from shared.dead_letters.notes import Discard
from shared.dead_letters.redriven import Redriven
from shared.dead_letters.stored import Stored, StoredLetter

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
NOTHING = Redriven()


class LetterState(StrEnum):
    """What became of a letter."""

    WAITS = "waits"
    PUT_BACK = "put back"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter; `times` counts how often this record was set aside: put back, it may have failed again."""

    stored: StoredLetter
    state: LetterState
    discard: Discard | None = None
    times: int = 1

    @property
    def at(self) -> datetime:
        """When it was set aside (the last time)."""
        return self.stored.letter.at if self.stored.letter else LONG_AGO


def kept_letters(stored: Stored, put_back: Mapping[str, Mapping[int, Redriven]]) -> list[KeptLetter]:
    """In the order of `stored`; a record that was put back and set aside again stands where it was set aside last.

    `put_back` by topic and partition.
    """
    latest: dict[object, KeptLetter] = {}
    replaced: set[int] = set()
    letters = [_kept(each, stored, put_back) for each in stored.letters]
    for kept in sorted(letters, key=lambda each: (each.at, each.stored.place)):
        content = _content(kept.stored)
        before = latest.get(content)
        if before is not None and before.state is LetterState.PUT_BACK:
            replaced.add(id(before.stored))
            latest[content] = KeptLetter(kept.stored, kept.state, kept.discard, before.times + 1)
        elif before is None or kept.state is LetterState.PUT_BACK:
            latest[content] = kept
    times = {id(kept.stored): kept for kept in latest.values()}
    return [times.get(id(kept.stored), kept) for kept in letters if id(kept.stored) not in replaced]


def _kept(letter: StoredLetter, stored: Stored, put_back: Mapping[str, Mapping[int, Redriven]]) -> KeptLetter:
    partition, offset = letter.place
    discard = stored.discard_of(letter)
    if discard is not None:
        return KeptLetter(letter, LetterState.DISCARDED, discard)
    is_back = offset in put_back.get(letter.topic.name, {}).get(partition, NOTHING)
    return KeptLetter(letter, LetterState.PUT_BACK if is_back else LetterState.WAITS)


def _content(letter: StoredLetter) -> object:
    return letter.topic.name, letter.record.key, letter.record.value, tuple(letter.headers)


def at_place(letters: Sequence[KeptLetter], place: tuple[int, int]) -> KeptLetter | None:
    """The letter there, if it is listed."""
    return next((kept for kept in letters if kept.stored.place == place), None)
