"""Between the domain's values and rows; the keys are the columns' names."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from services.threader.domain.change import StatusChange
from services.threader.domain.customer import Customer
from services.threader.domain.names import Node
from services.threader.domain.placement import Placement
from services.threader.domain.status import Request
from services.threader.domain.strand import First, Link, Strand, StrandId
from shared.events import ThreadRequested, ThreadStatus
from shared.ids import AccountId

Row = dict[str, object]


def strand_of(row: Mapping[str, Any]) -> Strand:
    linked = row["linked_customer_id"] is not None
    return Strand(
        id=row["strand_id"],
        account_id=row["account_id"],
        node_count=row["node_count"],
        message_count=row["message_count"],
        first=First(row["first_at"], row["first_name"], row["first_mail_id"], row["thread_id"], row["subject"]),
        last_at=row["last_at"],
        participants=tuple(row["participants"]),
        inbound_at=row["inbound_at"],
        request=request_of(row["requested_at"], row["request_id"], row["requested_status"]),
        status=ThreadStatus(row["status"]),
        link=Link(row["linked_at"], row["linked_mail_id"], row["linked_customer_id"]) if linked else None,
    )


def request_of(requested_at: datetime | None, request_id: UUID | None, status: str | None) -> Request | None:
    """None where there is none."""
    if requested_at is None or request_id is None or status is None:
        return None
    return Request(requested_at, request_id, ThreadStatus(status))


def thread_row(strand: Strand) -> Row:
    return {
        "strand_id": strand.id,
        "account_id": strand.account_id,
        "thread_id": strand.first.thread_id,
        "node_count": strand.node_count,
        "message_count": strand.message_count,
        "first_at": strand.first.sort_at,
        "first_name": strand.first.name,
        "first_mail_id": strand.first.mail_id,
        "subject": strand.first.subject,
        "last_at": strand.last_at,
        "participants": strand.participants,
        "status": strand.status,
        "linked_customer_id": strand.link.customer_id if strand.link else None,
        "linked_at": strand.link.sort_at if strand.link else None,
        "linked_mail_id": strand.link.mail_id if strand.link else None,
        "inbound_at": strand.inbound_at,
        "requested_at": strand.request.requested_at if strand.request else None,
        "request_id": strand.request.request_id if strand.request else None,
        "requested_status": strand.request.status if strand.request else None,
    }


def request_row(event: ThreadRequested) -> Row:
    return {
        "request_id": event.request_id,
        "account_id": event.account_id,
        "thread_id": event.thread_id,
        "status": event.wanted.status,
        "requested_at": event.requested_at,
        "requested_by": event.requested_by,
        "rule_id": event.rule_id,
        "correlation_id": event.correlation_id,
    }


def change_row(change: StatusChange) -> Row:
    return asdict(change)


def node_row(node: Node, strand_id: StrandId, account_id: AccountId) -> Row:
    return {"node_id": node.id, "account_id": account_id, "name": node.name, "strand_id": strand_id}


def placement_row(placement: Placement, seq: int, customer: Customer | None) -> Row:
    member = placement.member
    return {
        "mail_id": member.mail_id,
        "account_id": member.account_id,
        "node_id": member.node.id,
        "parents": [parent.id for parent in member.parents],
        "sort_at": member.sort_at,
        "seq": seq,
        "thread_id": placement.thread_id,
        "is_new_thread": placement.is_new_thread,
        "reason": placement.reason,
        "confidence": placement.reason.confidence,
        "customer_id": customer.id if customer else None,
        "customer_name": customer.name if customer else "",
        "is_customer_known": customer.is_known if customer else False,
        "opens_at": member.opening.at,
    }
