"""An SMTP reply (RFC 5321 §4.2) and its enhanced status (RFC 3463)."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

MAX_TEXT = 300
_ENHANCED = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})(?=\s|$)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x80-\x9f\ud800-\udfff]+")


class Command(StrEnum):
    """What a reply answers, where its meaning depends on it; MESSAGE is the final dot."""

    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    MESSAGE = "."


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered: three digits and text on one line."""

    code: int
    text: str = ""
    to: Command | None = field(default=None, compare=False)

    @property
    def is_positive(self) -> bool:
        """2yz: done. The client goes by the first digit (RFC 5321 §4.3.2)."""
        return 200 <= self.code <= 299

    @property
    def is_transient(self) -> bool:
        """4yz: the same attempt may work later."""
        return 400 <= self.code <= 499

    @property
    def is_permanent(self) -> bool:
        """5yz: the same attempt will never work."""
        return 500 <= self.code <= 599

    @property
    def enhanced_status(self) -> str | None:
        """class.subject.detail at the head of the text (RFC 2034 §4), when it agrees with the code."""
        found = _ENHANCED.match(self.text)
        return found[1] if found and found[1][0] == str(self.code)[0] else None

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()


def reply_of(code: int, text: str) -> Reply:
    """The reply with its text as one printable line of bounded length."""
    return Reply(code, one_line(text))


def printable(text: str) -> str:
    """Text from outside, fit for a log line and for a database column."""
    return _CONTROL.sub(" ", text).strip()


def one_line(text: str) -> str:
    """The same, of bounded length."""
    return printable(text)[:MAX_TEXT]
