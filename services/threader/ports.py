"""What the threader needs from outside."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.threader.domain.customer import Claim, Customer
from services.threader.domain.names import Node
from services.threader.domain.weave import Changes, Forest
from shared.ids import AccountId, CustomerId, MailId, ThreadId


@dataclass(frozen=True, slots=True)
class KnownMail:
    """A mail that was threaded before."""

    sort_at: datetime
    customer_id: CustomerId | None


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


class ThreadBatch(Protocol):
    """One batch in one transaction, while nobody else threads these accounts."""

    async def known_mails(self, mail_ids: Collection[MailId]) -> Mapping[MailId, KnownMail]:
        """Those of the mails that were threaded before."""

    async def own_addresses(self) -> Mapping[AccountId, frozenset[str]]:
        """The accounts' own addresses, casefolded."""

    async def customers(self, claims: Sequence[Claim]) -> Mapping[MailId, Customer]:
        """The customers that the mails claim; those that are new and may be created are created first."""

    async def forest(self, nodes: Collection[Node]) -> Forest:
        """What is known of these nodes."""

    async def save(self, changes: Changes, customers: Mapping[MailId, Customer]) -> None:
        """Store what weaving changed; each placement gets its account's next `seq`."""

    async def lower_sort_at(self, sort_at: Mapping[MailId, datetime]) -> None:
        """Known mails turned out to be older."""

    async def observations(self, mail_ids: Collection[MailId]) -> Mapping[MailId, Observation]:
        """What is stored of these mails, read back."""


class ThreadStore(Protocol):
    """Where threads are kept."""

    def batch(self, account_ids: Collection[AccountId]) -> AbstractAsyncContextManager[ThreadBatch]:
        """A transaction that holds these accounts' locks; TransientError when it cannot be had now."""
