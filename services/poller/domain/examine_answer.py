"""UIDVALIDITY and UIDNEXT as servers say them (RFC 9051 §6.3.2, §6.3.11), and the numbers of a SEARCH."""

import re
from collections.abc import Iterable

from services.poller.domain.copies import FolderState

MAX_UID_DIGITS = 10  # 32 bits (RFC 9051 §2.3.1.1)
_UIDVALIDITY = re.compile(rb"UIDVALIDITY +(\d{1,10})\b", re.IGNORECASE)
_UIDNEXT = re.compile(rb"UIDNEXT +(?!0+\b)(\d{1,10})\b", re.IGNORECASE)  # 0 is no uid


def uidvalidity_in(lines: Iterable[bytes]) -> int | None:
    """From the answer to SELECT, EXAMINE or STATUS; None when it is missing."""
    found = _UIDVALIDITY.search(b"\n".join(lines))
    return int(found[1]) if found else None


def folder_state(lines: Iterable[bytes]) -> FolderState | None:
    """From the answer to SELECT, EXAMINE or STATUS; None when one of the two is missing."""
    text = b"\n".join(lines)
    uidvalidity, uidnext = _UIDVALIDITY.search(text), _UIDNEXT.search(text)
    return FolderState(int(uidvalidity[1]), int(uidnext[1])) if uidvalidity and uidnext else None


def search_result(lines: Iterable[bytes]) -> list[int]:
    """The uids in the answer to UID SEARCH, without the line that completes it."""
    return [int(word) for line in lines for word in line.split() if word.isdigit() and len(word) <= MAX_UID_DIGITS]
