"""Between the domain's values and rows; the keys are the columns' names."""

from collections.abc import Mapping
from typing import Any

from services.threader.domain.customer import Customer
from services.threader.domain.names import Node
from services.threader.domain.placement import Placement
from services.threader.domain.strand import First, Link, Status, Strand, StrandId
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
        status=Status(row["status"]),
        link=Link(row["linked_at"], row["linked_mail_id"], row["linked_customer_id"]) if linked else None,
    )


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
    }


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
    }
