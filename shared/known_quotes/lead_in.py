"""What leads in a quote and stands in no other message: a header, or `On … wrote:`."""

import re
from collections.abc import Sequence

_FIELD = re.compile(r"[ \t>|*]*[^\W\d_]{1,20}(?:[ -][^\W\d_]{1,20}){0,2}\*?[ \u00a0]?[:：]")
_ATTRIBUTION = re.compile(r"(?=[^\n]*\d)(?:[^\n:：]|[:：](?=\S)){10,200}[:：]\s*")
_DIGIT = re.compile(r"\d")
FEWEST_FIELDS, MOST_FIELDS = 2, 12


def lead_in(lines: Sequence[str], end: int) -> int:
    """Where that begins which leads in the quote from `end` on; `end` where nothing does."""
    last = end
    while last and not lines[last - 1].strip():
        last -= 1
    first = last
    while first and last - first < MOST_FIELDS and _FIELD.match(lines[first - 1]):
        first -= 1
    if last - first >= FEWEST_FIELDS and any(map(_DIGIT.search, lines[first:last])):
        return first
    return last - 1 if last and _ATTRIBUTION.fullmatch(lines[last - 1]) else end
