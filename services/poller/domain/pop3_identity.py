"""What tells messages apart where a POP3 server has no UIDL (RFC 1939 §7: it is optional): header and size.

Never the position, which moves. A header that holds neither a Message-ID nor a Received field may be another message's
too; then the whole message tells.
"""

import re
from collections.abc import Iterable
from hashlib import sha256

TELLING = (b"message-id", b"received")
KEPT_BY_SERVERS = (
    b"status",
    b"x-status",
    b"x-keywords",
    b"x-uid",
    b"x-uidl",
    b"x-imap",
    b"x-imapbase",
    b"content-length",
)
"""Fields that a server writes into a mailbox file itself, and changes when a message is read."""
_FIELD = re.compile(rb"[^\r\n:]+:[^\n]*\n(?:[ \t][^\n]*\n)*")
_END = re.compile(rb"(?:\A|\n)\r?\n")


def name_by_header(top: bytes, size_bytes: int) -> str | None:
    """From the answer to TOP; None where the header tells too little. `size_bytes` is 0 where the server tells none."""
    end = _END.search(top)
    header = top[: end.start() + 1] if end else top
    fields = [(_field_name(field), field) for field in _FIELD.findall(header)]
    if not any(name in TELLING for name, _ in fields):
        return None
    kept = b"".join(field for name, field in fields if name not in KEPT_BY_SERVERS)
    size = max(0, size_bytes - len(header) + len(kept)) if size_bytes else 0
    return f"top:{sha256(kept).hexdigest()}:{size}"


def name_by_all(raw: bytes) -> str:
    """From the whole message."""
    return f"retr:{sha256(raw).hexdigest()}"


def told_apart(names: Iterable[str]) -> list[str]:
    """Each name once: those of equal messages get numbers."""
    times: dict[str, int] = {}
    apart = []
    for name in names:
        times[name] = times.get(name, 0) + 1
        apart.append(f"{name} {times[name]}" if times[name] > 1 else name)
    return apart


def _field_name(field: bytes) -> bytes:
    return field.partition(b":")[0].strip().lower()
