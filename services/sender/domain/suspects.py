"""A server that says "not now" at one send alone, and serves the others, means that send."""

from services.sender.domain.ledger import LedgerSend
from shared.ids import SendId

REFUSALS_UNTIL_SUSPECT = 3


class Suspects:
    """The sends at which an account's only session was refused, and how many others were taken before."""

    def __init__(self) -> None:
        self._taken = 0
        self._refused: dict[SendId, tuple[int, int]] = {}

    def settled(self, send: LedgerSend, *, is_taken: bool) -> None:
        """What came of it was not about the session."""
        self._taken += is_taken
        self._refused.pop(send.send_id, None)

    def refused(self, send: LedgerSend) -> None:
        """The session was refused at this send, with no other session at work."""
        times, taken_before = self._refused.get(send.send_id, (0, self._taken))
        self._refused[send.send_id] = times + 1, taken_before

    def times_refused(self, send: LedgerSend) -> int:
        """Sends that were refused less often go first."""
        return self._refused.get(send.send_id, (0, 0))[0]

    def is_suspect(self, send: LedgerSend) -> bool:
        """Whether what is said about the session counts as said about this send."""
        times, taken_before = self._refused.get(send.send_id, (0, self._taken))
        return times >= REFUSALS_UNTIL_SUSPECT and self._taken > taken_before
