"""The specification's message status, from the ledger's state of each recipient (DESIGN §10)."""

from collections.abc import Collection
from typing import Literal

MessageStatus = Literal["draft", "queued", "sent", "received", "failed", "bounced"]
WORST_FIRST: tuple[MessageStatus, ...] = ("bounced", "failed", "sent")
_SETTLED: dict[str, MessageStatus] = {
    "sent": "sent",
    "failed": "failed",
    "suppressed": "failed",
    "rejected": "failed",
    "cancelled": "failed",
    "expired": "failed",
    "bounced": "bounced",
}


def outbound_status(recipient_states: Collection[str]) -> MessageStatus:
    """`queued` until the last recipient is settled, then the worst of them."""
    settled = {_SETTLED.get(state) for state in recipient_states}
    if not settled or None in settled:
        return "queued"
    return next(status for status in WORST_FIRST if status in settled)
