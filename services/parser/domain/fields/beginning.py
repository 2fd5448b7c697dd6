"""What may stand before the first header field: a byte order mark, mbox lines, blank lines, blanks."""

import re
from dataclasses import dataclass

MBOX_LINE = "mbox_line"
BYTE_ORDER_MARK = "byte_order_mark"
BLANK_BEFORE_HEADER = "blank_before_header"
MOST_ROUNDS = 100
_MARK = b"\xef\xbb\xbf"
_MBOX_LINE = re.compile(rb">?From (?![ \t]*:)[^\n]*\n")
_BLANK_LINES = re.compile(rb"(?:[ \t]*\r?\n)+")
_BLANKS = re.compile(rb"[ \t]*")
# After a blank line a text may begin too: only fields that stand in every message say that a header does.
_KNOWN_FIELD = re.compile(
    rb"(?:return-path|received|delivered-to|from|sender|reply-to|to|cc|date|subject|message-id|in-reply-to|references"
    rb"|mime-version|content-type|content-transfer-encoding|dkim-signature|authentication-results|arc-seal|list-id"
    rb"|x-[!-9;-~]{1,70})[ \t]*:",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where the header section begins, and what was passed over."""

    start: int
    defects: tuple[str, ...] = ()


def read_beginning(raw: bytes) -> Beginning:
    """Passes over what is no field; blanks and blank lines only where a well-known field follows them."""
    start, before_blanks = 0, None
    found: tuple[str, ...] = ()
    for _ in range(MOST_ROUNDS):
        if raw.startswith(_MARK, start):
            start, defect = start + len(_MARK), BYTE_ORDER_MARK
        elif line := _MBOX_LINE.match(raw, start):
            start, defect = line.end(), MBOX_LINE
        elif blank := _BLANK_LINES.match(raw, start):
            before_blanks = before_blanks or Beginning(start, found)
            start, defect = blank.end(), BLANK_BEFORE_HEADER
        else:
            break
        found = found if defect in found else (*found, defect)
    blanks = _BLANKS.match(raw, start)
    field_at = blanks.end() if blanks else start
    if field_at == start and before_blanks is None:
        return Beginning(start, found)
    if not _KNOWN_FIELD.match(raw, field_at):
        return before_blanks or Beginning(start, found)
    return Beginning(field_at, found if BLANK_BEFORE_HEADER in found else (*found, BLANK_BEFORE_HEADER))
