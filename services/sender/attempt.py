"""What an attempt at a send is made with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from services.sender.connections import Connections
from services.sender.domain.account import SendingAccount
from services.sender.domain.ledger import LedgerSend
from services.sender.ports import SmtpConnection
from shared.postgres.lease import Lease


@dataclass(frozen=True, slots=True)
class HeldAccount:
    """An account that this process sends for: its lease, how many seconds that surely still holds, its sessions."""

    account: SendingAccount
    lease: Lease
    left_s: Callable[[], float]
    connections: Connections


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at one send that is on the wire: DATA is to carry `raw` to those whom the server accepted."""

    send: LedgerSend
    raw: bytes = field(repr=False)
    held: HeldAccount
    connection: SmtpConnection
    accepted: Sequence[str]
