"""The subject that a thread is shown under."""

import re

LONGEST_SUBJECT = 998
_SPACE = re.compile(r"[\s\0]+")
_LEADER = re.compile(r"(?:re|fwd?|aw|wg)\s*(?:\[[^\[\]]{0,64}\]\s*)?:\s*", re.IGNORECASE)
_TRAILER = re.compile(r"\s*\(fwd\)$", re.IGNORECASE)


def base_subject(subject: str) -> str:
    """The subject without reply and forward marks (RFC 5256 §2.1, thin: list names in brackets stay)."""
    text = _SPACE.sub(" ", subject[:LONGEST_SUBJECT]).strip()
    start = 0
    while leader := _LEADER.match(text, start):
        start = leader.end()
    stripped = text[start:]
    while trailer := _TRAILER.search(stripped):
        stripped = stripped[: trailer.start()]
    return stripped.strip()
