"""What the threader needs from outside."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.threader.domain.change import StatusChange
from services.threader.domain.customer import Claim, Customer
from services.threader.domain.weave import Changes, Forest
from shared.events import ThreadRequested
from shared.ids import AccountId, CustomerId, MailId, ThreadId


@dataclass(frozen=True, slots=True)
class KnownMail:
    """A mail that was threaded before; `opens_at` as in Opening."""

    sort_at: datetime
    customer_id: CustomerId | None
    opens_at: datetime | None


@dataclass(frozen=True, slots=True)
class Times:
    """The times of a known mail after another copy of it has come in."""

    sort_at: datetime
    opens_at: datetime | None


@dataclass(frozen=True, slots=True)
class Observation:
    """What was stored when a mail was first threaded; it never changes."""

    account_id: AccountId
    seq: int
    thread_id: ThreadId
    is_new_thread: bool
    reason: str
    confidence: float
    customer_id: CustomerId | None
    customer_name: str
    is_customer_known: bool


@dataclass(frozen=True, slots=True)
class StoredChange:
    """What was stored when a thread's status changed; what follows it is of the request, if it came by one."""

    change: StatusChange
    requested_by: str | None
    rule_id: int | None


class ThreadBatch(Protocol):
    """One batch in one transaction, while nobody else threads these accounts."""

    async def known_mails(self, mail_ids: Collection[MailId]) -> Mapping[MailId, KnownMail]:
        """Those of the mails that were threaded before."""

    async def own_addresses(self) -> Mapping[AccountId, frozenset[str]]:
        """The accounts' own addresses, casefolded."""

    async def customers(self, claims: Sequence[Claim]) -> Mapping[MailId, Customer]:
        """The customers that the mails claim; those that are new and may be created are created first."""

    async def forest(self, nodes: Mapping[ThreadId, AccountId]) -> Forest:
        """What is known of these nodes of the accounts: their strands, and requests for threads not known."""

    async def save(self, changes: Changes, customers: Mapping[MailId, Customer]) -> None:
        """Store what weaving changed; each placement gets its account's next `seq`."""

    async def lower_times(self, times: Mapping[MailId, Times]) -> None:
        """Known mails turned out to be older; their strands' last times are counted anew, the statuses are not."""

    async def observations(self, mail_ids: Collection[MailId]) -> Mapping[MailId, Observation]:
        """What is stored of these mails, read back."""

    async def save_requests(self, events: Sequence[ThreadRequested]) -> frozenset[UUID]:
        """Keep what was asked for; gives the ids of those that were not kept before."""

    async def status_changes(self, change_ids: Collection[UUID]) -> Mapping[UUID, StoredChange]:
        """What is stored of these changes, read back; most ids have none."""


class ThreadStore(Protocol):
    """Where threads are kept."""

    def batch(self, account_ids: Collection[AccountId]) -> AbstractAsyncContextManager[ThreadBatch]:
        """A transaction that holds these accounts' locks; TransientError when it cannot be had now."""
