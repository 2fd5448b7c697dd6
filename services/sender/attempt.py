"""What an attempt is made under, and what is written of it."""

from collections.abc import Callable
from dataclasses import dataclass

from services.sender.domain.account import SendingAccount
from services.sender.domain.ledger import LedgerSend, Outcome
from shared.postgres.lease import Lease


@dataclass(frozen=True, slots=True)
class HeldAccount:
    """The account, its lease and how many seconds that surely still holds."""

    account: SendingAccount
    lease: Lease
    left_s: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Step:
    """What became of an attempt at a send so far, to be written under the account's lease."""

    lease: Lease
    send: LedgerSend
    outcome: Outcome
