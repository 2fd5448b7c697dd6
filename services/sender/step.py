"""What is written of an attempt."""

from dataclasses import dataclass

from services.sender.domain.ledger import LedgerSend, Outcome
from shared.postgres.lease import Lease


@dataclass(frozen=True, slots=True)
class Step:
    """What became of an attempt at a send so far, to be written under the account's lease."""

    lease: Lease
    send: LedgerSend
    outcome: Outcome
