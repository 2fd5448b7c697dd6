"""What is labelled base64 and was written plainly: a label that lies, or a footer behind the encoded text."""

import re

_BASE64_LINE = re.compile(rb"[ \t]*[A-Za-z0-9+/]*={0,2}[ \t]*")
_ESCAPE = re.compile(rb"=[0-9A-Fa-f]{2}")
_FOREIGN = re.compile(rb"[^A-Za-z0-9+/\s]")
_SOFT_BREAK = re.compile(rb"=[ \t]*(?:\r?\n|\Z)")
_NEARLY_ALL = 0.9
_WORDS = 3
_A_RULE = 8
"""So long is a line of underscores or hyphens at least."""
_A_WORD = 16
_QUANTUM = 4
"""So many characters of base64 stand for three bytes: all that was encoded is a multiple of it (RFC 4648 §4)."""


def parted_base64(encoded: bytes) -> tuple[bytes, bytes]:
    """What can be base64, and the plain lines behind it, as a list's server adds its footer without looking.

    Where what comes before the first plain line is no whole base64 either, all of it is plain.
    """
    lines = encoded.splitlines(keepends=True)
    first = next((number for number, line in enumerate(lines) if is_written_plainly(line)), None)
    if first is None:
        return encoded, b""
    before = b"".join(lines[:first])
    return (before, b"".join(lines[first:])) if _is_whole(before) else (b"", encoded)


def _is_whole(before: bytes) -> bool:
    """Whether this is base64 to its end; a word of four letters is one sooner than three bytes."""
    kept = b"".join(before.split())
    if len(kept) % _QUANTUM or _FOREIGN.search(kept.replace(b"=", b"")):
        return False
    return kept.endswith(b"=") or len(kept) > _A_WORD or not kept


def is_written_plainly(line: bytes) -> bool:
    """Whether a line is too far from base64 to be a damaged piece of it: words, escapes, mostly foreign characters."""
    if _BASE64_LINE.fullmatch(line.rstrip(b"\r\n")):
        return False
    foreign = len(_FOREIGN.findall(line))
    is_rule = 2 * foreign > len(line.strip()) >= _A_RULE or line.strip() == b"--"
    return len(line.split()) >= _WORDS or len(_ESCAPE.findall(line)) > 1 or is_rule


def is_quoted_printable(plain: bytes) -> bool:
    """Whether nearly all equals signs of a text begin an escape or break a line (RFC 2045 §6.7)."""
    escapes, breaks = len(_ESCAPE.findall(plain)), len(_SOFT_BREAK.findall(plain))
    return escapes > 0 and escapes + breaks >= _NEARLY_ALL * plain.count(b"=")
