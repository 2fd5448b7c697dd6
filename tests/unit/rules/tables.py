"""The tables of the threader and of the rules in memory, for their handlers."""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import UUID

from services.rules.domain.book import RuleBook
from services.rules.domain.decide import Ruling
from services.threader.domain.change import StatusChange
from services.threader.domain.customer import Claim, Customer
from services.threader.domain.strand import First
from services.threader.domain.weave import Changes, Forest
from services.threader.ports import KnownMail, Observation, StoredChange, Times
from shared.events import MessageThreaded, ThreadRequested, ThreadStatus
from shared.ids import AccountId, CustomerId, EffectId, MailId, SendId, ThreadId, customer_id
from tests.unit.threader.loom import Memory


class ThreadTables:
    """ThreadStore and its batch; without own addresses where none are given."""

    def __init__(self, own_addresses: Mapping[AccountId, frozenset[str]] | None = None) -> None:
        self._own_addresses = own_addresses or {}
        self._customers: dict[str, Customer] = {}
        self._memory = Memory()
        self._observed: dict[MailId, Observation] = {}
        self._last_seq: Counter[AccountId] = Counter()

    @asynccontextmanager
    async def batch(self, account_ids: Collection[AccountId]) -> AsyncIterator["ThreadTables"]:
        del account_ids
        yield self

    async def known_mails(self, mail_ids: Collection[MailId]) -> Mapping[MailId, KnownMail]:
        members = self._memory.members
        known = {mail_id: members[mail_id] for mail_id in mail_ids if mail_id in members}
        return {mail_id: KnownMail(member.sort_at, None, member.opening.at) for mail_id, member in known.items()}

    async def own_addresses(self) -> Mapping[AccountId, frozenset[str]]:
        return self._own_addresses

    async def customers(self, claims: Sequence[Claim]) -> Mapping[MailId, Customer]:
        known = self._customers.keys() & {claim.address for claim in claims}
        for claim in sorted(claims, key=lambda claim: claim.sort_at):
            if claim.may_create and not (claim.address in self._customers and self._customers[claim.address].name):
                self._customers[claim.address] = Customer(customer_id(claim.address), claim.name, is_known=True)
        return {
            claim.mail_id: replace(self._customers[claim.address], is_known=claim.address in known)
            for claim in claims
            if claim.address in self._customers
        }

    async def forest(self, nodes: Mapping[ThreadId, AccountId]) -> Forest:
        return self._memory.forest(nodes)

    async def save(self, changes: Changes, customers: Mapping[MailId, Customer]) -> None:
        self._memory.apply(changes)
        for each in changes.placements:
            member = each.member
            customer = customers.get(member.mail_id)
            self._memory.members[member.mail_id] = member
            self._last_seq[member.account_id] += 1
            self._observed[member.mail_id] = Observation(
                account_id=member.account_id,
                seq=self._last_seq[member.account_id],
                thread_id=each.thread_id,
                is_new_thread=each.is_new_thread,
                reason=each.reason,
                confidence=each.reason.confidence,
                customer_id=customer.id if customer else None,
                customer_name=customer.name if customer else "",
                is_customer_known=customer.is_known if customer else False,
            )

    async def lower_times(self, times: Mapping[MailId, Times]) -> None:
        self._memory.lower(times)

    async def save_requests(self, events: Sequence[ThreadRequested]) -> frozenset[UUID]:
        new = {event.request_id: event for event in reversed(events) if event.request_id not in self._memory.requests}
        self._memory.requests |= new
        return frozenset(new)

    async def status_changes(self, change_ids: Collection[UUID]) -> Mapping[UUID, StoredChange]:
        found = {id_: self._memory.statuses[id_] for id_ in change_ids if id_ in self._memory.statuses}
        return {id_: self._stored(change) for id_, change in found.items()}

    def _stored(self, change: StatusChange) -> StoredChange:
        request = self._memory.requests[change.request_id] if change.request_id else None
        if request is None:
            return StoredChange(change, None, None)
        return StoredChange(
            replace(change, correlation_id=request.correlation_id), request.requested_by, request.rule_id
        )

    def statuses(self) -> dict[MailId, ThreadStatus]:
        """The status of each mail's thread."""
        memory = self._memory
        return {id_: memory.strands[memory.strand_of[each.node.id]].status for id_, each in memory.members.items()}

    async def observations(self, mail_ids: Collection[MailId]) -> Mapping[MailId, Observation]:
        return {mail_id: self._observed[mail_id] for mail_id in mail_ids}

    def shown(self, mail_id: MailId) -> First:
        """The first message of a mail's thread, as it is shown now."""
        return self._memory.strands[self._memory.strand_of[self._memory.members[mail_id].node.id]].first

    def address_of(self, customer: CustomerId | None) -> str | None:
        """The address that a customer has; None without one."""
        return next((address for address, each in self._customers.items() if each.id == customer), None)


class RunTables:
    """RunStore and its batch; the rules never change, and nothing was sent yet."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._rulings: dict[MailId, Ruling] = {}
        self._claims: dict[EffectId, MailId] = {}

    @asynccontextmanager
    async def batch(self) -> AsyncIterator["RunTables"]:
        yield self

    async def rulings(self, mail_ids: Collection[MailId]) -> Mapping[MailId, Ruling]:
        return {mail_id: self._rulings[mail_id] for mail_id in mail_ids if mail_id in self._rulings}

    async def claim(self, effects: Mapping[EffectId, MailId]) -> Mapping[EffectId, MailId]:
        return {effect_id: self._claims.setdefault(effect_id, mail_id) for effect_id, mail_id in effects.items()}

    async def book(self) -> RuleBook:
        return self._book

    async def automatic(self, send_ids: Collection[SendId]) -> frozenset[SendId]:
        del send_ids
        return frozenset()

    async def save(self, rulings: Sequence[tuple[MessageThreaded, Ruling]]) -> None:
        for message, ruling in rulings:
            self._rulings.setdefault(message.mail_id, ruling)
