"""The beginning of an answer's line as RFC 9051 writes it: servers use any letter case, some more blanks."""

import re

_BEGINNING = re.compile(rb"(\*|[A-Za-z0-9]+(?= +(?:ok|no|bad)\b)) +(?:(\d+) +)?([a-z]+)(?![a-z0-9])", re.IGNORECASE)
_CAPABILITIES = re.compile(rb"CAPABILITY .*", re.IGNORECASE | re.DOTALL)


def in_capitals(line: bytes) -> bytes:
    """The line with its first word in capitals (`* 1 exists`, `a7 ok done`), and every capability in an answer of them.

    What stands behind it keeps its case: it may be text, or a folder's name.
    """
    found = _BEGINNING.match(line)
    if found is None:
        return line
    number = found[2] + b" " if found[2] else b""
    line = found[1] + b" " + number + found[3].upper() + line[found.end() :]
    return _CAPABILITIES.sub(lambda told: told[0].upper(), line) if found[3].upper() == b"CAPABILITY" else line
