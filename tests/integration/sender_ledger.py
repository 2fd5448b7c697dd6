"""A ledger with sends in it, and what can be recorded of them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services.sender.domain.guard import Caps
from services.sender.domain.intake import entry
from services.sender.domain.ledger import AttemptState, Change, LedgerSend, Outcome, RecipientState
from services.sender.domain.outcome import on_wire
from services.sender.grouping import OutcomeGroups
from services.sender.step import Step
from services.sender.store import AttemptStore, IntakeStore, SendingAccounts
from shared.ids import AccountId
from shared.postgres.lease import Lease
from shared.postgres.sessions import Pool
from shared.seal import Vault
from tests.integration.sender_rig import Rig, lease_of, request


@dataclass
class Ledger:
    """The sender's stores, without a sender."""

    rig: Rig
    pool: Pool
    groups: OutcomeGroups

    async def sends(self, count: int, address: str = "support@shop.example") -> tuple[Lease, Sequence[LedgerSend]]:
        """New sends of a new account, and a lease on it."""
        vault = Vault(self.rig.settings.secret_key)
        account_id: AccountId = await self.rig.account(1, address)
        account = (await SendingAccounts(self.pool, vault).known([account_id]))[account_id]
        entries = [entry(request(account_id), account, datetime.now(UTC)) for _ in range(count)]
        await IntakeStore(self.pool, vault).record(entries, Caps(10, 5, 86_400))
        due = await AttemptStore(self.pool, vault).due(account_id, count)
        return await lease_of(self.rig, str(account_id)), sorted(due, key=lambda send: send.send_id)


def sent(lease: Lease, send: LedgerSend, reply_code: int = 250) -> Step:
    changes = [Change(address, RecipientState.SENT, reply_code, reason="ok") for address in send.due]
    return Step(lease, send, Outcome(AttemptState.DONE, tuple(changes), "ok"))


def begun(lease: Lease, send: LedgerSend) -> Step:
    return Step(lease, send, on_wire(send.due))


async def recorded(ledger: Ledger, *steps: Step) -> list[object]:
    """What each caller saw: the result, or the class of the error."""
    results = await asyncio.gather(*map(ledger.groups.record, steps), return_exceptions=True)
    return [type(one) if isinstance(one, BaseException) else one for one in results]
