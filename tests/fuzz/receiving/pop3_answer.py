"""A POP3 server's answer, in pieces that a mutation can get hold of (RFC 1939 §3)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

from tests.fuzz.virtual import Act


def _whole(data: bytes) -> Sequence[Act]:
    return [data]


@dataclass(frozen=True, slots=True)
class Pop3Answer:
    """The status line, and the lines of a multi-line answer, without dots and line ends."""

    command: str
    status: bytes
    lines: tuple[bytes, ...] | None = None
    spellings: tuple[Callable[[bytes], bytes], ...] = ()
    has_end: bool = True
    line_end: bytes = b"\r\n"
    deliver: Callable[[bytes], Sequence[Act]] = _whole

    @property
    def is_listing(self) -> bool:
        return self.command in ("UIDL", "LIST")

    def acts(self) -> Sequence[Act]:
        status = reduce(lambda spelt, how: how(spelt), self.spellings, self.status) + self.line_end
        if self.lines is None or not self.status.upper().startswith(b"+OK"):
            return self.deliver(status)
        end = self.line_end if self.is_listing else b"\r\n"
        body = b"".join((b"." if line.startswith(b".") else b"") + line + end for line in self.lines)
        return self.deliver(status + body + (b"." + end if self.has_end else b""))
