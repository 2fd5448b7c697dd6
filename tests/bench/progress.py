"""The progress line: rewritten in place on a terminal, a line every few seconds elsewhere."""

import sys
import time

EACH_S = 5.0


class Progress:
    """Says where the benchmark is."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._said_at = float("-inf")
        self._is_terminal = sys.stderr.isatty()

    def __call__(self, line: str) -> None:
        """A line that the next one may replace."""
        now = time.monotonic()
        if self._is_terminal:
            print(f"\r\033[K[{now - self._began:4.0f} s] {line}", end="", file=sys.stderr, flush=True)
        elif now - self._said_at > EACH_S:
            self.keep(line)

    def keep(self, line: str) -> None:
        """A line that stays."""
        self._said_at = time.monotonic()
        start = "\r\033[K" if self._is_terminal else ""
        print(f"{start}[{self._said_at - self._began:4.0f} s] {line}", file=sys.stderr, flush=True)
