"""Dead letters in Kafka, as REST shows and changes them."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from services.api.cursor import as_text
from services.api.dead_letters.resources import DeadLetter, DeadLetterDetail, Discarded, HeaderField, Redriven
from services.api.lists import Column, Listing, Part
from services.api.problems import Problem
from shared.dead_letters.discard import discard, read_kept
from shared.dead_letters.kept import KeptLetter, LetterState, at_place
from shared.dead_letters.redrive import Redrive, redrive
from shared.dead_letters.stored import LetterError, topics_called
from shared.errors import ConfigurationError
from shared.events.topics import Topic
from shared.settings import Settings

LETTER_ID = re.compile(r"([a-z.]{1,60}):([0-9]{1,9}):([0-9]{1,18})")
SHOWN_BYTES = 65_536
ID = Column("id", "text", "id")
BY_TIME = Column("at", "timestamptz", "set_aside_at")
LETTERS = Listing("dead letters", ID, {"set_aside_at": BY_TIME, "id": ID}, "-set_aside_at")


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """Which letters; None means any."""

    topic: str | None = None
    state: str | None = None
    error: str | None = None


class DeadLetterStore:
    """Reads the whole of the dead letters' topics each time: they are few, or something is badly wrong."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._changing = asyncio.Lock()

    async def list(self, which: LetterFilter, part: Part) -> list[DeadLetter]:
        """A part of the letters, and one more when there are more. Problem with 422 for a topic that there is not."""
        found = [_shown(kept) for kept in await read_kept(self._settings, self._topics(which.topic))]
        wanted = [
            letter for letter in found if which.state in (None, letter.state) and which.error in (None, letter.error)
        ]
        return _part(wanted, part)

    async def get(self, letter_id: str) -> DeadLetterDetail:
        """One letter with its record. Problem with 404."""
        topic, place = self._called(letter_id)
        return _detail(_found(await read_kept(self._settings, (topic,)), place, letter_id))

    async def redrive(self, letter_id: str) -> DeadLetter:
        """The letter, put back. Problem with 404, or 409 when it does not wait."""
        topic, place = self._called(letter_id)
        async with self._changing:
            kept = _waiting(_found(await read_kept(self._settings, (topic,)), place, letter_id), letter_id)
            await redrive(self._settings, topic, lambda stored: stored.place == place)
        return _shown(KeptLetter(kept.stored, LetterState.PUT_BACK, None, kept.times))

    async def redrive_all(self, topic: str | None) -> Redriven:
        """All that waits, of one topic or of all. Problem with 422 for a topic that there is not."""
        total = Redrive()
        async with self._changing:
            letters = await read_kept(self._settings, self._topics(topic))
            for each in dict.fromkeys(kept.stored.topic for kept in letters):
                total += await redrive(self._settings, each, lambda _: True)
        return Redriven(put_back=total.put_back, earlier=total.earlier, discarded=total.discarded)

    async def discard(self, letter_id: str, reason: str, by: str, at: datetime) -> DeadLetter:
        """The letter, marked. Problem with 404, or 409 when it does not wait."""
        topic, place = self._called(letter_id)
        async with self._changing:
            _waiting(_found(await read_kept(self._settings, (topic,)), place, letter_id), letter_id)
            try:
                return _shown(await discard(self._settings, topic, place, reason, by, at))
            except LetterError as error:
                raise Problem(HTTPStatus.CONFLICT, str(error)) from error

    def _topics(self, name: str | None) -> tuple[Topic, ...]:
        try:
            return topics_called(name, self._settings)
        except ConfigurationError as error:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"topic: {error}") from error

    def _called(self, letter_id: str) -> tuple[Topic, tuple[int, int]]:
        match = LETTER_ID.fullmatch(letter_id)
        try:
            (topic,) = topics_called(match[1] if match else "", self._settings)
        except ConfigurationError:
            raise _no_letter(letter_id) from None
        if match is None:
            raise _no_letter(letter_id)
        return topic, (int(match[2]), int(match[3]))


def _no_letter(letter_id: str) -> Problem:
    return Problem(
        HTTPStatus.NOT_FOUND,
        f"there is no dead letter {letter_id:.80}: GET /api/email/dead-letters/ lists them by `id`",
    )


def _found(letters: Sequence[KeptLetter], place: tuple[int, int], letter_id: str) -> KeptLetter:
    kept = at_place(letters, place)
    if kept is None:
        raise _no_letter(letter_id)
    return kept


def _waiting(kept: KeptLetter, letter_id: str) -> KeptLetter:
    if kept.state is not LetterState.WAITS:
        said = f": {kept.discard.reason}" if kept.discard else ""
        raise Problem(HTTPStatus.CONFLICT, f"dead letter {letter_id} was {kept.state} already{said}")
    return kept


def _part(letters: Sequence[DeadLetter], part: Part) -> list[DeadLetter]:
    is_falling = part.ordering.startswith("-")

    def key(letter: DeadLetter) -> tuple[str, str]:
        return as_text(getattr(letter, part.column.attribute)), letter.id

    after = (part.after.value, part.after.id) if part.after else None
    ordered = sorted(letters, key=key, reverse=is_falling)
    rest = [each for each in ordered if after is None or (key(each) < after if is_falling else key(each) > after)]
    return rest[: part.limit + 1]


def _fields(kept: KeptLetter) -> dict[str, object]:
    stored, letter, discarded = kept.stored, kept.stored.letter, kept.discard
    partition, offset = stored.place
    return {
        "id": f"{stored.topic.name}:{partition}:{offset}",
        "topic": stored.topic.name,
        "partition": partition,
        "offset": offset,
        "set_aside_at": kept.at,
        "service": letter.service if letter else None,
        "error": letter.error if letter else None,
        "reason": letter.reason if letter else None,
        "attempts": letter.attempts if letter else None,
        "origin": f"{letter.topic} {letter.partition}:{letter.offset}" if letter else None,
        "state": kept.state.replace(" ", "_"),
        "times": kept.times,
        "discarded": Discarded(reason=discarded.reason, by=discarded.by, at=discarded.at) if discarded else None,
        "value_bytes": len(stored.record.value or b""),
    }


def _shown(kept: KeptLetter) -> DeadLetter:
    return DeadLetter.model_validate(_fields(kept))


def _detail(kept: KeptLetter) -> DeadLetterDetail:
    record = kept.stored.record
    return DeadLetterDetail.model_validate(
        {
            **_fields(kept),
            "key": _text(record.key),
            "headers": [HeaderField(name=name, value=_text(value)) for name, value in kept.stored.headers],
            "value": _text(record.value),
            "is_sealed": kept.stored.topic.is_sealed and bool(record.value),
        }
    )


def _text(content: bytes | None) -> str | None:
    return None if content is None else content[:SHOWN_BYTES].decode(errors="backslashreplace")
