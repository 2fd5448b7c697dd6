"""The words of an Authentication-Results field (RFC 8601 §2.2): comments fall away, quoted strings stay whole."""

import re
from collections.abc import Iterator

from services.parser.domain.comments import without_comments

MAX_VALUE_CHARS = 8192
_TOKEN = re.compile(r'"((?:[^"\\]|\\.){0,2000})"|([;=])|([^\s;="]{1,2000})', re.DOTALL)
_PIECES = re.compile(r'"(?:[^"\\]|\\.){0,2000}"|\\.|[^"()\\]+|.', re.DOTALL)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)


def _uncommented(text: str) -> str:
    """Without comments; a bracket in a quoted string begins none."""
    if '"' not in text or "(" not in text:
        return without_comments(text)
    pieces, depth = [], 0
    for piece in _PIECES.findall(text):
        if piece == "(" or (piece == ")" and depth):
            depth += 1 if piece == "(" else -1
            pieces.append(" ")
        elif not depth:
            pieces.append(piece)
    return "".join(pieces)


def clauses(text: str) -> Iterator[list[tuple[str, str]]]:
    """What stands between semicolons, each as its pairs `name=value`; a word without a value has an empty one."""
    pairs: list[tuple[str, str]] = []
    is_value = False
    for token in _TOKEN.finditer(_uncommented(text[:MAX_VALUE_CHARS])):
        if token[2] == ";":
            yield pairs
            pairs, is_value = [], False
        elif token[2] == "=":
            # A second `=` belongs to the value: `header.b=AbC=` and `smtp.mailfrom=a=b@c.test` are written so.
            is_value = True
            if pairs and pairs[-1][1]:
                pairs[-1] = (pairs[-1][0], pairs[-1][1] + "=")
        else:
            word = token[3] if token[1] is None else _QUOTED_PAIR.sub(r"\1", token[1])
            if is_value and pairs:
                pairs[-1] = (pairs[-1][0], pairs[-1][1] + word)
            else:
                pairs.append((word, ""))
            is_value = False
    yield pairs
