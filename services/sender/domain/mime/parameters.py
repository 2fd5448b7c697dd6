"""Parameters of MIME header fields (RFC 2045 §5.1), any text in them by RFC 2231."""

import re
from collections.abc import Iterator
from urllib.parse import quote

FOLD = "\r\n "
LONGEST_SECTION = 60
_TOKEN = re.compile(r"[!#$%&+\-.0-9A-Z^_`a-z{|}~]+")
_ATTRIBUTE_CHARS = "!#$&+.^_`{|}~-"


def parameter(name: str, value: str) -> str:
    """`;` and the parameter on a line of its own, in sections where it is long (§3), in UTF-8 where it must (§4)."""
    is_short = len(value) <= LONGEST_SECTION
    if is_short and _TOKEN.fullmatch(value):
        return f";{FOLD}{name}={value}"
    if is_short and value.isascii() and value.isprintable():
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f';{FOLD}{name}="{escaped}"'
    sections = list(_sections(f"utf-8''{quote(value, safe=_ATTRIBUTE_CHARS, errors='replace')}"))
    if len(sections) == 1:
        return f";{FOLD}{name}*={sections[0]}"
    return "".join(f";{FOLD}{name}*{number}*={section}" for number, section in enumerate(sections))


def _sections(encoded: str) -> Iterator[str]:
    """In pieces that divide no %XX."""
    start = 0
    while start < len(encoded):
        end = start + LONGEST_SECTION
        cut = encoded.rfind("%", max(start, end - 2), end)
        end = cut if cut > start and end < len(encoded) else end
        yield encoded[start:end]
        start = end
