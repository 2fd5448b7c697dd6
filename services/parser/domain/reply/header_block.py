"""The header over a quoted or forwarded message: `From: … Sent: … To: … Subject: …`, in any of the languages."""

import re
from collections.abc import Sequence

from services.parser.domain.reply.words.labels import LABELS, OF_WHOLE_HEADERS, Label

MOST_LINES = 24
MOST_CONTINUATIONS = 8
ENOUGH = 3
MOST_CHARS = 32
_AROUND = " \t\u00a0\u200b\u200e\u200f\u202a\u202c*_>|\u3000"
_COLON = re.compile("[:：﹕]")


def begins_header(line: str) -> bool:
    """Whether the word before a line's first colon is of such a header. For a line that has one."""
    return LABELS.get(_word(line), Label.OTHER) is not Label.OTHER


def block_end(lines: Sequence[str], start: int) -> int | None:
    """Where the header ends that begins at `start`; None where there is none."""
    if not begins_header(lines[start]) or (start and _word(lines[start - 1]) in OF_WHOLE_HEADERS):
        return None
    found: set[Label] = set()
    end, blanks, unlabelled = start, 0, 0
    for place in range(start, min(len(lines), start + MOST_LINES)):
        line = lines[place]
        word = _word(line)
        label = LABELS.get(word) if word else None
        if word in OF_WHOLE_HEADERS or word.startswith("x-"):
            return None
        if not line.strip(_AROUND):
            blanks += 1
            if blanks > 1 or is_header(found):
                break
        elif label is None or (label in found and label is not Label.OTHER):
            unlabelled += 1
            if label is not None or blanks or unlabelled > MOST_CONTINUATIONS or _is_complete(found):
                break
        else:
            found.add(label)
            end, blanks = place + 1, 0
    return end if is_header(found) else None


def is_header(found: set[Label]) -> bool:
    """Whether so much was told as clients tell: who, and two more things."""
    return Label.FROM in found and len(found - {Label.OTHER}) >= ENOUGH


def _is_complete(found: set[Label]) -> bool:
    """Whether what follows without a label is no continuation but the message."""
    return is_header(found) and Label.SUBJECT in found


def _word(line: str) -> str:
    colon = _COLON.search(line, 0, MOST_CHARS)
    return line[: colon.start()].strip(_AROUND).lower() if colon else ""
