"""Weaving without a database, and a naive reference to compare it with."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.threader.domain.change import StatusChange
from services.threader.domain.member import earliest_by_mail, member_of
from services.threader.domain.names import own_node
from services.threader.domain.placement import Placement
from services.threader.domain.status import Request, last_inbound, openings_by_mail
from services.threader.domain.strand import Member, Strand, StrandId
from services.threader.domain.weave import Changes, Forest, weave
from services.threader.ports import Times
from shared.events import MessageParsed, ThreadRequested
from shared.ids import AccountId, MailId, ThreadId
from tests.unit.threader.letters import parsed


class Memory:
    """Keeps what weaving changes, as the database does."""

    def __init__(self) -> None:
        self.strand_of: dict[ThreadId, StrandId] = {}
        self.strands: dict[StrandId, Strand] = {}
        self.members: dict[MailId, Member] = {}
        self.placements: list[Placement] = []
        self.requests: dict[UUID, ThreadRequested] = {}
        self.statuses: dict[UUID, StatusChange] = {}

    def take(self, events: Sequence[MessageParsed]) -> None:
        openings = openings_by_mail(events)
        members = [member_of(event, None, openings[event.mail_id]) for event in earliest_by_mail(events).values()]
        arrived = [member for member in members if member.mail_id not in self.members]
        earlier = [
            member
            for member in members
            if member.mail_id in self.members and member.sort_at < self.members[member.mail_id].sort_at
        ]
        self.lower({member.mail_id: Times(member.sort_at, self._opens_at(member.mail_id)) for member in earlier})
        accounts = {
            node.id: member.account_id for member in (*arrived, *earlier) for node in (member.node, *member.parents)
        }
        changes = weave(self.forest(accounts), arrived, earlier)
        self.members |= {member.mail_id: member for member in arrived}
        self.apply(changes)

    def lower(self, times: Mapping[MailId, Times]) -> None:
        """Known mails turned out to be older."""
        for mail_id, each in times.items():
            member = self.members[mail_id]
            opening = replace(member.opening, at=each.opens_at)
            self.members[mail_id] = replace(member, sort_at=each.sort_at, opening=opening)
        for strand_id in {self.strand_of[self.members[mail_id].node.id] for mail_id in times}:
            inside = [member for member in self.members.values() if self.strand_of[member.node.id] == strand_id]
            self.strands[strand_id] = replace(
                self.strands[strand_id],
                last_at=max(member.sort_at for member in inside),
                inbound_at=last_inbound(member.opening.at for member in inside),
            )

    def _opens_at(self, mail_id: MailId) -> datetime | None:
        return self.members[mail_id].opening.at

    def forest(self, nodes: Mapping[ThreadId, AccountId]) -> Forest:
        """Only what the batch names, as the store loads it."""
        strand_of = {node: self.strand_of[node] for node in nodes if node in self.strand_of}
        waiting: dict[ThreadId, Request] = {}
        for each in self.requests.values():
            if nodes.get(each.thread_id) == each.account_id and each.thread_id not in strand_of:
                request = Request(each.requested_at, each.request_id, each.wanted.status)
                waiting[each.thread_id] = max(waiting.get(each.thread_id, request), request)
        return Forest(
            strand_of=strand_of,
            strands={strand: self.strands[strand] for strand in strand_of.values()},
            seen=frozenset(member.node.id for member in self.members.values()) & nodes.keys(),
            waiting=waiting,
        )

    def apply(self, changes: Changes) -> None:
        self.strand_of = {node: changes.moved.get(strand, strand) for node, strand in self.strand_of.items()}
        for old in changes.moved:
            del self.strands[old]
        self.strand_of |= {node.id: strand for node, strand in changes.new_nodes}
        self.strands |= {strand.id: strand for strand in changes.strands}
        self.placements += changes.placements
        for status in changes.statuses:
            self.statuses.setdefault(status.change_id, status)

    def shown(self) -> dict[MailId, ThreadId]:
        """Each mail's thread as it is shown now."""
        return {
            mail_id: self.strands[self.strand_of[member.node.id]].first.thread_id
            for mail_id, member in self.members.items()
        }


def naive(events: Iterable[MessageParsed]) -> dict[MailId, UUID]:
    """The same by the definition: flood the graph of names, then look for the first message of each component."""
    sort_at: dict[MailId, object] = {}
    names: dict[MailId, str] = {}
    own_ids: dict[MailId, UUID] = {}
    neighbours: dict[str, set[str]] = {}
    for event in sorted(events, key=lambda event: event.sort_at, reverse=True):
        own = event.message_id or f"mail:{event.mail_id}"
        sort_at[event.mail_id], names[event.mail_id] = event.sort_at, own
        own_ids[event.mail_id] = own_node(event).id
        claimed = event.references if len(event.references) <= 40 else (*event.references[:20], *event.references[-20:])
        for name in (*claimed, *event.in_reply_to[-1:]):
            neighbours.setdefault(own, set()).add(name)
            neighbours.setdefault(name, set()).add(own)
    shown = {}
    for mail_id, start in names.items():
        component, waiting = {start}, [start]
        while waiting:
            fresh = neighbours.get(waiting.pop(), set()) - component
            component |= fresh
            waiting += fresh
        inside = [other for other, name in names.items() if name in component]
        first = min(inside, key=lambda other: (sort_at[other], names[other]))
        shown[mail_id] = own_ids[first]
    return shown


def random_mailbox(chance: random.Random) -> list[MessageParsed]:
    """Messages that name each other at random: placeholders, cycles, repeated and missing Message-IDs, later copies."""
    size = chance.randint(1, 14)
    ids = [f"n{number}@test" for number in range(chance.randint(1, 18))]
    events = []
    for number in range(size):
        references = tuple(chance.choices(ids, k=chance.choice((0, 0, 1, 1, 2, 4))))
        event = parsed(
            f"m{number}",
            minutes=chance.randint(0, 6),
            message_id=chance.choice(ids) if chance.random() < 0.85 else None,
            references=references,
            in_reply_to=tuple(chance.choices(ids, k=chance.choice((0, 0, 1, 2)))),
        )
        events.append(event)
        if chance.random() < 0.3:
            minutes = chance.randint(-3, 6)
            again = {"copy_id": parsed("x", copy=str(number)).copy_id, "sort_at": parsed("x", minutes=minutes).sort_at}
            events.append(event.model_copy(update=again))
    return events


def shuffled_batches(events: Sequence[MessageParsed], chance: random.Random) -> list[list[MessageParsed]]:
    """All of the events at least once, some more often, in any order and cut anywhere."""
    order = [*events, *chance.choices(events, k=chance.randint(0, len(events)))]
    chance.shuffle(order)
    batches: list[list[MessageParsed]] = [[]]
    for event in order:
        if chance.random() < 0.4:
            batches.append([])
        batches[-1].append(event)
    return [batch for batch in batches if batch]
