"""Range requests (RFC 9110 §14): one range of bytes; of several, which need not be served, the whole. Pure."""

import re
from dataclasses import dataclass

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unsatisfiable:
    """Nothing of what is there was asked for: 416."""


def asked_range(header: str | None, size: int) -> range | Unsatisfiable | None:
    """Which bytes; None means all of them, as if nobody had asked (§14.2)."""
    match = _RANGE.fullmatch(header.strip()) if header else None
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        last = int(match[2])
        return range(max(0, size - last), size) if last and size else Unsatisfiable()
    first = int(match[1])
    if match[2] and int(match[2]) < first:
        return None
    if first >= size:
        return Unsatisfiable()
    return range(first, min(int(match[2]) + 1, size) if match[2] else size)
