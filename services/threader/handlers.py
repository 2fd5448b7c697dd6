"""`parsed` in, `threaded` out."""

import asyncio
from collections.abc import Mapping, Sequence

from services.threader.domain.customer import Customer, customer_claim
from services.threader.domain.member import earliest_by_mail, member_of
from services.threader.domain.names import Node
from services.threader.domain.reply_text import reply_text
from services.threader.domain.strand import Member
from services.threader.domain.weave import weave
from services.threader.ports import Observation, ThreadBatch, ThreadStore
from shared.errors import PermanentError
from shared.events import MessageEvent, MessageParsed, MessageThreaded
from shared.ids import MailId

_COPIED = tuple(MessageEvent.model_fields.keys() - {"schema_version", "generation"})


async def on_message_parsed(
    events: Sequence[MessageParsed], *, threads: ThreadStore, auto_create_customers: bool, generation: int
) -> Sequence[MessageThreaded]:
    """Thread a batch. The events are made of what is stored, so that a repeat gives the same bytes."""
    mails = earliest_by_mail(events)
    async with threads.batch({event.account_id for event in events}) as batch:
        await _thread(mails, batch, auto_create_customers)
        stored = await batch.observations(mails.keys())
    threaded: list[MessageThreaded] = []
    for event in events:
        await asyncio.sleep(0)  # texts take time, and Kafka's heartbeats must go on
        threaded.append(_threaded(event, stored[event.mail_id], generation))
    return threaded


async def _thread(mails: Mapping[MailId, MessageParsed], batch: ThreadBatch, auto_create: bool) -> None:
    known = await batch.known_mails(mails.keys())
    arrived = [message for mail_id, message in mails.items() if mail_id not in known]
    earlier = [mails[mail_id] for mail_id, mail in known.items() if mails[mail_id].sort_at < mail.sort_at]
    if not arrived and not earlier:
        return
    customers = await _customers([*arrived, *earlier], batch, auto_create)
    new = [member_of(m, customers[m.mail_id].id if m.mail_id in customers else None) for m in arrived]
    older = [member_of(message, known[message.mail_id].customer_id) for message in earlier]
    forest = await batch.forest(_nodes_of([*new, *older]))
    await batch.save(weave(forest, new, older), customers)
    await batch.lower_sort_at({member.mail_id: member.sort_at for member in older})


async def _customers(
    messages: Sequence[MessageParsed], batch: ThreadBatch, auto_create: bool
) -> Mapping[MailId, Customer]:
    own = await batch.own_addresses()
    claims = (customer_claim(m, own.get(m.account_id, frozenset()), auto_create=auto_create) for m in messages)
    return await batch.customers([claim for claim in claims if claim is not None])


def _nodes_of(members: Sequence[Member]) -> list[Node]:
    return list({node.id: node for member in members for node in (member.node, *member.parents)}.values())


def _threaded(event: MessageParsed, stored: Observation, generation: int) -> MessageThreaded:
    if stored.account_id != event.account_id:
        raise PermanentError(f"mail {event.mail_id} belongs to account {stored.account_id}, not {event.account_id}")
    return MessageThreaded(
        **{name: getattr(event, name) for name in _COPIED},
        generation=generation,
        reply_text=reply_text(event),
        thread_id=stored.thread_id,
        is_new_thread=stored.is_new_thread,
        placement_reason=stored.reason,
        placement_confidence=stored.confidence,
        customer_id=stored.customer_id,
        customer_name=stored.customer_name,
        is_customer_known=stored.is_customer_known,
        seq=stored.seq,
    )
