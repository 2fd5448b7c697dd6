"""How much a server may send for one command before it is a server that does not stop."""

from dataclasses import dataclass

MAX_LINES = 250_000
"""Also of what is not kept: a folder of which every message is flagged while it is open tells so line by line."""
MAX_BYTES = 16 * 1024 * 1024
"""Beside bodies: 200,000 uids are two megabytes, the names of 20,000 folders about as much."""


@dataclass(slots=True)
class Received:
    """What has come since the command was sent, `body_bytes` of which may be messages."""

    body_bytes: int = 0
    lines: int = 0
    bytes: int = 0

    def too_much(self) -> str:
        """What is too much of it; empty while nothing is."""
        if self.lines > MAX_LINES:
            return f"an answer of over {MAX_LINES} lines"
        if self.bytes > MAX_BYTES + self.body_bytes:
            return f"an answer of over {MAX_BYTES + self.body_bytes} bytes"
        return ""
