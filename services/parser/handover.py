"""Records are opened and handed over to be parsed, some at a time: the next while the last ones are put away."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Iterator, Sequence
from itertools import compress

from services.parser.domain.event import is_record_of
from services.parser.keys import Keys
from services.parser.ports import Outcome, Ports
from shared.errors import DefectiveRecord
from shared.events import RawFetched
from shared.seal import ContentKey

AT_ONCE_RECORDS = 32
AT_ONCE_BYTES = 1024 * 1024
GAVE_UP = "mail %s of account %s could not be parsed (%s): it goes on with its header alone"
Parsed = tuple[RawFetched, Outcome]
logger = logging.getLogger(__name__)


async def parsed(events: Sequence[RawFetched], keys: Keys, ports: Ports) -> AsyncGenerator[Parsed, None]:
    """Each with its outcome, in their order. DefectiveRecord where the bytes of one are not those it names."""
    left = deque(handovers(events))
    coming: asyncio.Task[list[Parsed]] | None = None
    try:
        while left or coming:
            coming = coming or asyncio.create_task(_parsed(left.popleft(), keys, ports))
            done, coming = await coming, None
            if left and not _is_large(left[0]):
                coming = asyncio.create_task(_parsed(left.popleft(), keys, ports))
            while done:
                yield done.pop(0)
    finally:
        if coming is not None:
            await _drop(coming)


def handovers(events: Sequence[RawFetched]) -> Iterator[list[RawFetched]]:
    """At most AT_ONCE_RECORDS of AT_ONCE_BYTES together; what is larger goes alone."""
    held: list[RawFetched] = []
    held_bytes = 0
    for fetched in events:
        if held and (len(held) == AT_ONCE_RECORDS or held_bytes + fetched.size_bytes > AT_ONCE_BYTES):
            yield held
            held, held_bytes = [], 0
        held.append(fetched)
        held_bytes += fetched.size_bytes
    if held:
        yield held


def _is_large(handover: Sequence[RawFetched]) -> bool:
    """It then goes after what is being put away, not beside it: memory is for one of these."""
    return handover[0].size_bytes > AT_ONCE_BYTES


async def _parsed(events: Sequence[RawFetched], keys: Keys, ports: Ports) -> list[Parsed]:
    raws = [await _opened(fetched, keys.key_of(fetched), ports) for fetched in events]
    is_fresh = [fetched.mail_id not in keys.given_up for fetched in events]
    outcomes = iter(await ports.parsing.parse(list(compress(raws, is_fresh))))
    found: list[Parsed] = []
    for fetched, raw, is_parsed in zip(events, raws, is_fresh, strict=True):
        outcome = next(outcomes) if is_parsed else Outcome(await ports.parsing.read_header(raw))
        if outcome.gave_up:
            logger.warning(GAVE_UP, fetched.mail_id, fetched.account_id, outcome.gave_up)
        found.append((fetched, outcome))
    return found


async def _opened(fetched: RawFetched, key: ContentKey, ports: Ports) -> bytes:
    raw = key.open(fetched.sealed) if fetched.blob is None else await ports.blobs.get(key, fetched.blob)
    if not is_record_of(fetched, raw):
        raise DefectiveRecord(f"the bytes of copy {fetched.copy_id} are not those that the record names (sha256)")
    return raw


async def _drop(task: asyncio.Task[list[Parsed]]) -> None:
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled():
        task.exception()  # which nobody needs any more
