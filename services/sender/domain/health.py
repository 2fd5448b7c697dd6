"""Whether an account can send, for people."""

from dataclasses import dataclass
from enum import StrEnum


class SendingState(StrEnum):
    """`waiting` passes by itself, `failing` may need somebody."""

    OK = "ok"
    WAITING = "waiting"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class SendingHealth:
    """`connections`: how many sessions the server allows at present; `retry_s`: until the next try, 0 when well.

    `account_version`: of the account that this was seen of.
    """

    state: SendingState
    connections: int
    reason: str = ""
    retry_s: float = 0.0
    account_version: int = 0
