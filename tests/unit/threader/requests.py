"""Requests for threads, and what the definition makes of them."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID, uuid5

from services.threader.domain.names import own_node, parent_nodes
from shared.events import Direction, Effects, MessageParsed, StatusRequest, ThreadRequested, ThreadStatus
from shared.ids import AccountId, MailId, ThreadId, thread_id
from tests.unit.threader.letters import ACCOUNT_KEY, at, mail_id_of

WHO = "the holder of EMAIL_API_TOKEN"


def thread_of(label: str) -> ThreadId:
    """The thread id that the message `label` gives."""
    return thread_id(ACCOUNT_KEY, f"{label}@test", mail_id_of(label))


def asked(
    status: str, thread: ThreadId, *, minutes: float = 0, label: str = "request", account: int = 1, **fields: object
) -> ThreadRequested:
    """A request at this minute; `label` gives its id."""
    return ThreadRequested.model_validate(
        {
            "account_id": AccountId(account),
            "request_id": uuid5(ACCOUNT_KEY, label),
            "correlation_id": uuid5(ACCOUNT_KEY, f"correlation of {label}"),
            "thread_id": thread,
            "requested_at": at(minutes),
            "requested_by": WHO,
            "wanted": StatusRequest(request="status", status=ThreadStatus(status)),
            **fields,
        }
    )


def defined(events: Sequence[MessageParsed], requests: Iterable[ThreadRequested]) -> dict[MailId, ThreadStatus]:
    """Each mail's status by the definition: of the latest of {request, inbound message} of all that is connected."""
    group: dict[UUID, set[UUID]] = {}
    for event in events:
        named = {own_node(event).id, *(node.id for node in parent_nodes(event))}
        whole = named.union(*(group[node] for node in named if node in group))
        group |= dict.fromkeys(whole, whole)
    opened = _opened(events)
    node_of = {event.mail_id: own_node(event).id for event in events}
    found: dict[MailId, ThreadStatus] = {}
    for mail_id, node in node_of.items():
        inside = [opened[other] for other, its in node_of.items() if its in group[node]]
        last_inbound = max((float(minute) for minute in inside if minute is not None), default=float("-inf"))
        latest = max(
            (
                (each.requested_at.timestamp(), str(each.request_id), each.wanted.status)
                for each in requests
                if each.thread_id in group[node] and each.account_id == 1
            ),
            default=(float("-inf"), "", ThreadStatus.OPEN),
        )
        found[mail_id] = latest[2] if latest[0] >= last_inbound else ThreadStatus.OPEN
    return found


def _opened(events: Sequence[MessageParsed]) -> Mapping[MailId, float | None]:
    """When each mail opened its thread, in seconds: never, where we sent it."""
    found: dict[MailId, float | None] = {}
    for event in events:
        is_new = event.effects is Effects.ALLOWED
        came = (event.fetched_at if is_new else min(event.sort_at, event.fetched_at)).timestamp()
        before = found.get(event.mail_id, came)
        is_ours = event.direction is Direction.OUTBOUND or before is None
        found[event.mail_id] = None if is_ours else min(before or came, came)
    return found
