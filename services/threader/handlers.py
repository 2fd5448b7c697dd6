"""`parsed` in, `threaded` and `thread.changed` out; `thread.requested` in, `thread.changed` out."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from uuid import UUID

from services.threader.domain.change import Outcome, StatusChange, change_by, outcome_of
from services.threader.domain.customer import Customer, customer_claim
from services.threader.domain.member import earliest_by_mail, member_of
from services.threader.domain.reply_text import reply_text
from services.threader.domain.status import Opening, Request, is_earlier, openings_by_mail
from services.threader.domain.strand import Member
from services.threader.domain.weave import Changes, weave
from services.threader.ports import KnownMail, Observation, StoredChange, ThreadBatch, ThreadStore, Times
from shared import metrics
from shared.errors import PermanentError
from shared.events import (
    Event,
    MessageEvent,
    MessageParsed,
    MessageThreaded,
    ThreadChanged,
    ThreadRequested,
)
from shared.events import (
    StatusChange as StatusChanged,
)
from shared.ids import AccountId, MailId, ThreadId, change_id

INBOUND = "inbound message"
logger = logging.getLogger(__name__)
_COPIED = tuple(MessageEvent.model_fields.keys() - {"schema_version", "generation"})
_SAID = {
    Outcome.UNCHANGED: "it has this status already",
    Outcome.SUPERSEDED: "a later request or message counts",
    Outcome.WAITING: "no message of this thread is known in this account; the request is kept for it",
}


async def on_message_parsed(
    events: Sequence[MessageParsed], *, threads: ThreadStore, auto_create_customers: bool, generation: int
) -> Sequence[Event]:
    """Thread a batch. The events are made of what is stored, so that a repeat gives the same bytes."""
    mails = earliest_by_mail(events)
    change_ids = [change_id(event.mail_id, event.fetched_at) for event in events]
    async with threads.batch({event.account_id for event in events}) as batch:
        await _thread(mails, openings_by_mail(events), batch, auto_create_customers)
        stored = await batch.observations(mails.keys())
        changes = await batch.status_changes(change_ids)
    made: list[Event] = []
    for event, id_ in zip(events, change_ids, strict=True):
        await asyncio.sleep(0)  # texts take time, and Kafka's heartbeats must go on
        made.append(_threaded(event, stored[event.mail_id], generation))
        made += _changed(id_, changes, generation)
    return made


async def on_thread_requested(
    events: Sequence[ThreadRequested], *, threads: ThreadStore, generation: int
) -> Sequence[ThreadChanged]:
    """Give threads the statuses that were asked for, where nothing later says otherwise; repeats change nothing.

    A request for a thread that is not known is kept: it counts as soon as a message of the thread is.
    """
    change_ids = [change_id(event.request_id, event.requested_at) for event in events]
    async with threads.batch({event.account_id for event in events}) as batch:
        new = await batch.save_requests(events)
        outcomes = await _apply([event for event in _once(events) if event.request_id in new], batch) if new else []
        changes = await batch.status_changes(change_ids)
    for event, outcome in outcomes:
        metrics.THREAD_REQUESTS.labels(event.wanted.request, outcome).inc()
        if outcome is not Outcome.CHANGED:
            logger.info("thread %s, request %s: %s", event.thread_id, event.request_id, _SAID[outcome])
    return [made for id_ in change_ids for made in _changed(id_, changes, generation)]


def _once(events: Sequence[ThreadRequested]) -> list[ThreadRequested]:
    """In their order; of a request that comes twice the first one, which is the one that is kept."""
    first = {event.request_id: event for event in reversed(events)}
    return [event for event in events if first[event.request_id] is event]


async def _apply(asked: Sequence[ThreadRequested], batch: ThreadBatch) -> list[tuple[ThreadRequested, Outcome]]:
    """What came of each request."""
    forest = await batch.forest({event.thread_id: event.account_id for event in asked})
    strands = dict(forest.strands)
    outcomes: list[tuple[ThreadRequested, Outcome]] = []
    statuses: list[StatusChange] = []
    for event in asked:
        strand_id = forest.strand_of.get(event.thread_id)
        if strand_id is None or strands[strand_id].account_id != event.account_id:
            outcomes.append((event, Outcome.WAITING))
            continue
        request, before = Request(event.requested_at, event.request_id, event.wanted.status), strands[strand_id]
        strands[strand_id] = after = before.with_request(request).settled()
        change = change_by(request, before, after)
        statuses += [change] if change is not None else []
        outcomes.append((event, outcome_of(request, before, after)))
    touched = tuple(strand for strand in strands.values() if strand != forest.strands[strand.id])
    await batch.save(Changes((), (), {}, touched, tuple(statuses)), {})
    return outcomes


async def _thread(
    mails: Mapping[MailId, MessageParsed], openings: Mapping[MailId, Opening], batch: ThreadBatch, auto_create: bool
) -> None:
    known = await batch.known_mails(mails.keys())
    arrived = [message for mail_id, message in mails.items() if mail_id not in known]
    lowered = {id_: _lowered(mails[id_], openings[id_], mail) for id_, mail in known.items()}
    earlier = [mails[id_] for id_, mail in known.items() if lowered[id_] != Times(mail.sort_at, mail.opens_at)]
    if not arrived and not earlier:
        return
    customers = await _customers([*arrived, *earlier], batch, auto_create)
    ids = {mail_id: customer.id for mail_id, customer in customers.items()}
    new = [member_of(message, ids.get(message.mail_id), openings[message.mail_id]) for message in arrived]
    older = [member_of(each, known[each.mail_id].customer_id, openings[each.mail_id]) for each in earlier]
    await batch.lower_times({member.mail_id: lowered[member.mail_id] for member in older})
    forest = await batch.forest(_nodes_of([*new, *older]))
    await batch.save(weave(forest, new, older), customers)


def _lowered(message: MessageParsed, opening: Opening, known: KnownMail) -> Times:
    """The times of a mail of which another copy has come in."""
    opens_at = opening.at if is_earlier(opening, known.opens_at) else known.opens_at
    return Times(min(message.sort_at, known.sort_at), opens_at)


async def _customers(
    messages: Sequence[MessageParsed], batch: ThreadBatch, auto_create: bool
) -> Mapping[MailId, Customer]:
    own = await batch.own_addresses()
    claims = (customer_claim(m, own.get(m.account_id, frozenset()), auto_create=auto_create) for m in messages)
    return await batch.customers([claim for claim in claims if claim is not None])


def _nodes_of(members: Sequence[Member]) -> dict[ThreadId, AccountId]:
    return {node.id: member.account_id for member in members for node in (member.node, *member.parents)}


def _changed(id_: UUID, changes: Mapping[UUID, StoredChange], generation: int) -> list[ThreadChanged]:
    """The event of this change, if there was one."""
    stored = changes.get(id_)
    if stored is None:
        return []
    change = stored.change
    return [
        ThreadChanged(
            account_id=change.account_id,
            correlation_id=change.correlation_id,
            generation=generation,
            change_id=id_,
            thread_id=change.thread_id,
            changed=StatusChanged(change="status", before=change.before, after=change.after),
            at=change.at,
            by=stored.requested_by or INBOUND,
            request_id=change.request_id,
            mail_id=change.mail_id,
            rule_id=stored.rule_id,
        )
    ]


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
