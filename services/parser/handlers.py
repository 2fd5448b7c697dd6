"""raw.fetched → parsed: open, parse, store, tell."""

from collections.abc import Sequence
from contextlib import aclosing

from services.parser.domain.event import ParsedCopy, Stored, message_parsed
from services.parser.domain.message import ParsedMessage
from services.parser.domain.reply.parts import Reply
from services.parser.domain.text import first_bytes
from services.parser.handover import parsed
from services.parser.ports import Ports
from shared import metrics
from shared.events import MessageParsed, RawFetched
from shared.events.topics import RAW_FETCHED
from shared.seal import ContentKey

KEPT_BODY_BYTES = 1024 * 1024
SAVED_AT_ONCE_BYTES = 16 * 1024 * 1024
MOST_BYTES_A_CHAR = 4


async def on_raw_fetched(events: Sequence[RawFetched], *, ports: Ports) -> list[MessageParsed]:
    """One event for each copy, in their order; of erased mails only the place is kept.

    All is saved before any event is returned, in slices, so that a batch of big bodies fits into memory. What was given
    up is saved at once: it took long, and comes again if the batch lasts too long for Kafka.
    """
    keys = await ports.store.keys_of(sorted({fetched.mail_id for fetched in events}))
    erased = [fetched for fetched in events if fetched.mail_id in keys.erased]
    await ports.store.keep_places(erased)
    metrics.RECORDS.labels(RAW_FETCHED.name, "erased").inc(len(erased))
    produced: list[MessageParsed] = []
    unsaved: list[ParsedCopy] = []
    held_bytes = 0
    readable = [fetched for fetched in events if fetched.mail_id not in keys.erased]
    async with aclosing(parsed(readable, keys, ports)) as found:
        async for fetched, outcome in found:
            copy = await _copy(fetched, outcome.message, keys.key_of(fetched), ports)
            gave_up = outcome.gave_up
            del outcome  # attachments may be large, and the next ones come
            unsaved.append(copy)
            produced.append(copy.event)
            held_bytes += _held_bytes(copy)
            if held_bytes >= SAVED_AT_ONCE_BYTES or gave_up:
                await ports.store.save(unsaved)
                unsaved, held_bytes = [], 0
    await ports.store.save(unsaved)
    _count_reports(produced)
    return produced


def _count_reports(produced: Sequence[MessageParsed]) -> None:
    for report in (event.report for event in produced if event.report is not None):
        for each in report.recipients:
            metrics.REPORTS.labels(report.kind, each.reason).inc()


async def _copy(fetched: RawFetched, message: ParsedMessage, key: ContentKey, ports: Ports) -> ParsedCopy:
    stored = await _put(fetched, message, key, ports)
    return ParsedCopy(
        fetched,
        message_parsed(fetched, message, stored, generation=ports.generation),
        plain_body=first_bytes(message.plain_body, KEPT_BODY_BYTES),
        html_body=first_bytes(message.html_body, KEPT_BODY_BYTES),
        reply=_kept(message.reply),
    )


def _kept(reply: Reply) -> Reply:
    """As much of it as is kept of the bodies; nothing of what is all of a body."""
    if reply.is_whole:
        return Reply("", is_whole=True)
    text, quoted, signature = (
        first_bytes(each, KEPT_BODY_BYTES) for each in (reply.text, reply.quoted, reply.signature)
    )
    return Reply(text, quoted, signature)


def _held_bytes(copy: ParsedCopy) -> int:
    """What the bodies take in memory at most."""
    of_reply = 0 if copy.reply.is_whole else len(copy.reply.text) + len(copy.reply.quoted)
    return MOST_BYTES_A_CHAR * (len(copy.plain_body) + len(copy.html_body) + of_reply)


async def _put(fetched: RawFetched, message: ParsedMessage, key: ContentKey, ports: Ports) -> Stored:
    async def put_body(text: str) -> str | None:
        content = text.encode()
        is_inline = len(content) <= ports.limits.inline_body_bytes
        return None if is_inline else await ports.blobs.put(fetched.account_key, key, content)

    async def put_attachment(content: bytes) -> str | None:
        is_over_limit = len(content) > ports.limits.max_attachment_bytes
        return None if is_over_limit else await ports.blobs.put(fetched.account_key, key, content)

    return Stored(
        plain=await put_body(message.plain_body),
        html=await put_body(message.html_body),
        attachments=tuple([await put_attachment(each.content) for each in message.attachments]),
    )
