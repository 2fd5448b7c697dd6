"""A strand: messages connected by the ids they name. All of its fields are functions of the set of its messages."""

from dataclasses import dataclass, replace
from datetime import datetime
from heapq import nsmallest
from typing import NewType
from uuid import UUID

from services.threader.domain.names import Node
from services.threader.domain.status import Opening, Request, last_inbound, latest, status_of
from shared.events import ThreadStatus
from shared.ids import AccountId, CustomerId, MailId, ThreadId

StrandId = NewType("StrandId", UUID)
MOST_PARTICIPANTS = 100


@dataclass(frozen=True, slots=True)
class Member:
    """What threading knows of a message."""

    mail_id: MailId
    account_id: AccountId
    node: Node
    parents: tuple[Node, ...]
    in_reply_to: ThreadId | None
    sort_at: datetime
    subject: str
    participants: frozenset[str]
    customer_id: CustomerId | None
    opening: Opening


@dataclass(frozen=True, slots=True, order=True)
class First:
    """The order in which a strand's first message is found: the least of these."""

    sort_at: datetime
    name: str
    mail_id: MailId
    thread_id: ThreadId
    subject: str


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """A strand's customer is that of its earliest message that has one."""

    sort_at: datetime
    mail_id: MailId
    customer_id: CustomerId


@dataclass(frozen=True, slots=True)
class Strand:
    """The messages of one thread, summed up. `id` is the node that founded it; people see `first.thread_id`."""

    id: StrandId
    account_id: AccountId
    node_count: int
    message_count: int
    first: First
    last_at: datetime
    participants: tuple[str, ...]
    inbound_at: datetime | None
    request: Request | None
    status: ThreadStatus
    link: Link | None

    def with_member(self, member: Member, node_count: int) -> "Strand":
        """One message more, with the nodes that it adds."""
        return replace(
            self,
            node_count=self.node_count + node_count,
            message_count=self.message_count + 1,
            first=min(self.first, first_of(member)),
            last_at=max(self.last_at, member.sort_at),
            participants=_least({*self.participants, *member.participants}),
            inbound_at=last_inbound((self.inbound_at, member.opening.at)),
            link=_earliest(self.link, link_of(member)),
        )

    def with_earlier(self, member: Member) -> "Strand":
        """The same messages after one turned out to be older; `last_at` and `inbound_at` were counted anew before."""
        return replace(self, first=min(self.first, first_of(member)), link=_earliest(self.link, link_of(member)))

    def with_request(self, request: Request | None) -> "Strand":
        """The same messages, and one request more."""
        return replace(self, request=latest((self.request, request)))

    def settled(self) -> "Strand":
        """With the status that its messages and requests give."""
        return replace(self, status=status_of(self.request, self.inbound_at))


def founded_by(member: Member, node_count: int) -> Strand:
    """A message that met no strand; its node, new by that, becomes the strand's id, so no id is ever used twice."""
    return Strand(
        id=StrandId(member.node.id),
        account_id=member.account_id,
        node_count=node_count,
        message_count=1,
        first=first_of(member),
        last_at=member.sort_at,
        participants=_least(member.participants),
        inbound_at=member.opening.at,
        request=None,
        status=ThreadStatus.OPEN,
        link=link_of(member),
    )


def united(one: Strand, other: Strand) -> Strand:
    """Both as one, under the id of the larger, whose nodes are then already right (union by size)."""
    larger = max(one, other, key=lambda strand: (strand.node_count, strand.id))
    return Strand(
        id=larger.id,
        account_id=larger.account_id,
        node_count=one.node_count + other.node_count,
        message_count=one.message_count + other.message_count,
        first=min(one.first, other.first),
        last_at=max(one.last_at, other.last_at),
        participants=_least({*one.participants, *other.participants}),
        inbound_at=last_inbound((one.inbound_at, other.inbound_at)),
        request=latest((one.request, other.request)),
        status=larger.status,
        link=_earliest(one.link, other.link),
    )


def first_of(member: Member) -> First:
    return First(member.sort_at, member.node.name, member.mail_id, member.node.id, member.subject)


def link_of(member: Member) -> Link | None:
    if member.customer_id is None:
        return None
    return Link(member.sort_at, member.mail_id, member.customer_id)


def _earliest(one: Link | None, other: Link | None) -> Link | None:
    return min((link for link in (one, other) if link is not None), default=None)


def _least(participants: frozenset[str] | set[str]) -> tuple[str, ...]:
    """A bounded part of a set that does not depend on the order in which the set was put together."""
    return tuple(nsmallest(MOST_PARTICIPANTS, participants))
