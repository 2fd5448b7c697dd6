"""The sender's ledger in memory."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from services.sender.domain.health import SendingHealth
from services.sender.domain.ledger import AttemptState, Change, LedgerSend, Outcome, RecipientState, SendState
from services.sender.domain.outcome import after_fault
from services.sender.domain.retry import RetryPolicy
from services.sender.step import Step
from services.sender.store.attempts import AttemptStore
from services.sender.store.outcomes import OutcomeStore
from shared.events import SendKind
from shared.ids import AccountId, MailId, SendId
from shared.postgres.lease import Lease


@dataclass
class Row:
    """A send."""

    send_id: SendId
    kind: SendKind
    raw: bytes
    recipients: dict[str, Change]
    due_at: float | None
    asked_at: float
    state: SendState = SendState.WAITING
    attempts: int = 0
    answered: int = 0
    doubts: Counter[str] = field(default_factory=Counter)
    on_wire: int = 0


class Ledger(AttemptStore, OutcomeStore):
    """AttemptStore and OutcomeStore of one account, as far as its worker uses them."""

    def __init__(self, now: Callable[[], float]) -> None:
        """Needs no database."""
        self._now = now
        self.rows: dict[SendId, Row] = {}

    def add(self, send_id: SendId, kind: SendKind, raw: bytes, recipients: Sequence[str]) -> None:
        """A request that was taken."""
        waiting = {address: Change(address, RecipientState.WAITING) for address in sorted(recipients)}
        self.rows[send_id] = Row(send_id, kind, raw, waiting, self._now(), self._now())

    async def due(self, account_id: AccountId, limit: int) -> Sequence[LedgerSend]:
        rows = [row for row in self.rows.values() if row.due_at is not None and row.due_at <= self._now()]
        return [self._send(account_id, row, row.attempts + 1) for row in rows[:limit] if not row.on_wire]

    async def raw(self, send: LedgerSend) -> bytes:
        return self.rows[send.send_id].raw

    async def recover(self, lease: Lease, account_id: AccountId, policy: RetryPolicy) -> int:
        return 0  # no process dies here

    async def begin_anew_when_corrected(self, account_id: AccountId, lease: Lease) -> int | None:
        return None  # nobody changes an account here

    async def defer_account(self, account_id: AccountId, lease: Lease, reason: str, retry_s: float) -> None:
        for row in self.rows.values():
            if row.due_at is not None and row.due_at <= self._now() and not row.on_wire:
                row.due_at = self._now() + retry_s
                for change in row.recipients.values():
                    if change.state in (RecipientState.WAITING, RecipientState.DEFERRED):
                        row.recipients[change.address] = Change(change.address, RecipientState.DEFERRED, reason=reason)

    async def give_up(self, account_id: AccountId, lease: Lease, reason: str, policy: RetryPolicy) -> Sequence[Outcome]:
        due = await self.due(account_id, len(self.rows))
        old = [send for send in due if send.age_s >= policy.give_up_s]
        steps = [Step(lease, send, after_fault(send, send.due, reason, policy)) for send in old]
        await self.record(steps)
        return [step.outcome for step in steps]

    async def write_health(self, account_id: AccountId, lease: Lease, health: SendingHealth) -> None:
        """Nobody looks at it."""

    async def record(self, steps: Sequence[Step]) -> Sequence[bool | Exception]:
        return [self._written(step) for step in steps]

    def _written(self, step: Step) -> bool:
        row, outcome = self.rows[step.send.send_id], step.outcome
        if row.state is not SendState.WAITING or row.attempts != step.send.attempt - 1:
            return False
        if outcome.state is AttemptState.ON_WIRE:
            is_new, row.on_wire = not row.on_wire, step.send.attempt
            return is_new
        row.attempts, row.on_wire = step.send.attempt, 0
        row.answered += outcome.is_answered
        row.state = outcome.state_of(step.send)
        row.due_at = self._now() + outcome.retry_s if row.state is SendState.WAITING else None
        for change in outcome.changes:
            row.recipients[change.address] = change
            row.doubts[change.address] += outcome.state is AttemptState.IN_DOUBT and change.reply_code is None
        return True

    def _send(self, account_id: AccountId, row: Row, attempt: int) -> LedgerSend:
        states: Mapping[str, RecipientState] = {address: change.state for address, change in row.recipients.items()}
        return LedgerSend(
            account_id=account_id,
            send_id=row.send_id,
            kind=row.kind,
            mail_id=MailId(row.send_id),
            size_bytes=len(row.raw),
            attempt=attempt,
            recipients=dict(states),
            tries=row.answered + 1,
            age_s=self._now() - row.asked_at,
            raw=row.raw,
        )
