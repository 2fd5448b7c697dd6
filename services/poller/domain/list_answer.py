"""The folders in the answer to LIST (RFC 9051 §7.3.1)."""

import re
from collections.abc import Iterable, Sequence

from services.poller.domain.folder_name import decoded_folder

_LISTED = re.compile(rb'(?:LIST +)?\(([^)]*)\) +(?:NIL|"[^"]*"|[^ ]+) +(.+)', re.IGNORECASE | re.DOTALL)
_CANNOT_BE_OPENED = re.compile(rb"\\(?:NONEXISTENT|NOSELECT)\b", re.IGNORECASE)
_LITERAL = re.compile(rb"\{\d+\+?\}$")


def folders_in(lines: Iterable[bytes]) -> Sequence[str]:
    """The names of those that can be opened, as people write them."""
    found: list[str] = []
    is_name_next = False
    for line in lines:
        listed = _LISTED.match(line)
        if is_name_next:
            found.append(_name(line))
            is_name_next = False
        elif listed and not _CANNOT_BE_OPENED.search(listed[1]):
            is_name_next = _LITERAL.search(listed[2]) is not None
            found += [] if is_name_next else [_name(listed[2])]
    return found


def _name(told: bytes) -> str:
    text = told.strip().decode("utf-8", "replace")
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        text = re.sub(r"\\(.)", r"\1", text[1:-1])
    return decoded_folder(text)
