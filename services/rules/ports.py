"""What the rules need from outside."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from services.rules.domain.book import RuleBook
from services.rules.domain.decide import Ruling
from shared.events import MessageThreaded
from shared.ids import EffectId, MailId, SendId


class RunBatch(Protocol):
    """One batch in one transaction."""

    async def rulings(self, mail_ids: Collection[MailId]) -> Mapping[MailId, Ruling]:
        """What is stored of these mails; mails that no rule run has seen are absent."""

    async def claim(self, effects: Mapping[EffectId, MailId]) -> Mapping[EffectId, MailId]:
        """Claim each effect for its mail; gives the mail that has it, which is the first that ever claimed it."""

    async def book(self) -> RuleBook:
        """The rules, templates and accounts as they are now."""

    async def automatic(self, send_ids: Collection[SendId]) -> frozenset[SendId]:
        """Those of the sends that no person asked for, by the sender's ledger."""

    async def save(self, rulings: Sequence[tuple[MessageThreaded, Ruling]]) -> None:
        """Store rulings; one that is there already stays as it is."""


class RunStore(Protocol):
    """Where rule runs are kept."""

    def batch(self) -> AbstractAsyncContextManager[RunBatch]:
        """A transaction; TransientError when it cannot be had now."""
