"""An SMTP server's reply, in pieces that a mutation can get hold of (RFC 5321 §4.2)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.fuzz.pieces import TIMEOUT_S
from tests.fuzz.virtual import HANG_UP, SILENCE, Act, Pause


def _whole(data: bytes) -> Sequence[Act]:
    return [data]


@dataclass(frozen=True, slots=True)
class SmtpAnswer:
    """A code and its lines of text. `instead` is said in its place, `also` behind it in the same packet."""

    command: str
    code: int
    texts: tuple[str, ...] = ("",)
    line_end: bytes = b"\r\n"
    instead: bytes | None = None
    also: bytes = b""
    deliver: Callable[[bytes], Sequence[Act]] = _whole

    @property
    def is_positive(self) -> bool:
        """What a client must make of it, and so what the server goes by."""
        return self.instead is None and 200 <= self.code <= 299

    def written(self) -> bytes:
        if self.instead is not None:
            return self.instead + self.also
        *first, last = self.texts
        lines = [f"{self.code}-{text}" for text in first] + [f"{self.code} {last}" if last else f"{self.code}"]
        return b"".join(line.encode("utf-8", "surrogateescape") + self.line_end for line in lines) + self.also

    def acts(self) -> Sequence[Act]:
        acts = self.deliver(self.written())
        return [*acts, HANG_UP] if self.code == 421 and self.instead is None else acts

    def is_heard(self) -> bool:
        """Whether all of it reaches a client in time."""
        heard, pauses_s = b"", 0.0
        for act in self.deliver(self.written()):
            if act is HANG_UP or act is SILENCE:
                break
            if isinstance(act, Pause):
                pauses_s += float(act)
            elif isinstance(act, bytes):
                heard += act
        return self.instead is None and heard == self.written() and pauses_s < TIMEOUT_S
