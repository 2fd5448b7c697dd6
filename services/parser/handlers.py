"""raw.fetched → parsed: open, parse, store, tell."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from services.parser.domain.event import Stored, is_record_of, message_parsed
from services.parser.domain.message import ParsedMessage, parse_message
from services.parser.domain.text import first_bytes
from services.parser.ports import Blobs, Keys, MessageStorage, ParsedCopy
from shared import metrics
from shared.errors import DefectiveRecord
from shared.events import MessageParsed, RawFetched
from shared.events.topics import RAW_FETCHED
from shared.seal import ContentKey

PARSED_ASIDE_BYTES = 65_536
KEPT_BODY_BYTES = 1024 * 1024
SAVED_AT_ONCE_BYTES = 16 * 1024 * 1024
MOST_BYTES_A_CHAR = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes: of a body in the event, of an attachment that is stored."""

    inline_body_bytes: int
    max_attachment_bytes: int


async def on_raw_fetched(
    events: Sequence[RawFetched],
    *,
    store: MessageStorage,
    blobs: Blobs,
    limits: Limits,
    generation: int,
) -> list[MessageParsed]:
    """One event for each copy, in their order; of erased mails only the place is kept.

    All is saved before any event is returned, in slices, so that a batch of big bodies fits into memory.
    """
    keys = await store.keys_of(sorted({fetched.mail_id for fetched in events}))
    await store.keep_places([fetched for fetched in events if fetched.mail_id in keys.erased])
    produced: list[MessageParsed] = []
    unsaved: list[ParsedCopy] = []
    held_bytes = 0
    for fetched in events:
        if fetched.mail_id in keys.erased:
            metrics.RECORDS.labels(RAW_FETCHED.name, "erased").inc()
            continue
        key = _key(fetched, keys)
        message = await _parsed(await _opened(fetched, key, blobs))
        stored = await _put(fetched, message, key, blobs, limits)
        unsaved.append(
            ParsedCopy(
                fetched,
                message_parsed(fetched, message, stored, generation=generation),
                plain_body=first_bytes(message.plain_body, KEPT_BODY_BYTES),
                html_body=first_bytes(message.html_body, KEPT_BODY_BYTES),
            )
        )
        produced.append(unsaved[-1].event)
        held_bytes += _held_bytes(unsaved[-1])
        if held_bytes >= SAVED_AT_ONCE_BYTES:
            await store.save(unsaved)
            unsaved, held_bytes = [], 0
    await store.save(unsaved)
    return produced


def _held_bytes(copy: ParsedCopy) -> int:
    """What the bodies take in memory at most."""
    return MOST_BYTES_A_CHAR * (len(copy.plain_body) + len(copy.html_body))


def _key(fetched: RawFetched, keys: Keys) -> ContentKey:
    try:
        return keys.of[fetched.mail_id]
    except KeyError:
        raise DefectiveRecord(
            f"mail {fetched.mail_id} of account {fetched.account_id} has no content key and was not erased: "
            "was the record published by hand, or the table content_key restored from an old backup?"
        ) from None


async def _opened(fetched: RawFetched, key: ContentKey, blobs: Blobs) -> bytes:
    raw = key.open(fetched.sealed) if fetched.blob is None else await blobs.get(key, fetched.blob)
    if not is_record_of(fetched, raw):
        raise DefectiveRecord(f"the bytes of copy {fetched.copy_id} are not those that the record names (sha256)")
    return raw


async def _parsed(raw: bytes) -> ParsedMessage:
    """Big messages are parsed in a thread and the loop runs between small ones, so that Kafka's heartbeats go on."""
    if len(raw) > PARSED_ASIDE_BYTES:
        return await asyncio.to_thread(parse_message, raw)
    await asyncio.sleep(0)
    return parse_message(raw)


async def _put(fetched: RawFetched, message: ParsedMessage, key: ContentKey, blobs: Blobs, limits: Limits) -> Stored:
    async def put_body(text: str) -> str | None:
        content = text.encode()
        is_inline = len(content) <= limits.inline_body_bytes
        return None if is_inline else await blobs.put(fetched.account_key, key, content)

    async def put_attachment(content: bytes) -> str | None:
        is_over_limit = len(content) > limits.max_attachment_bytes
        return None if is_over_limit else await blobs.put(fetched.account_key, key, content)

    return Stored(
        plain=await put_body(message.plain_body),
        html=await put_body(message.html_body),
        attachments=tuple([await put_attachment(each.content) for each in message.attachments]),
    )
