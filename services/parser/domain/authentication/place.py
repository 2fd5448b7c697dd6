"""Where in a header Authentication-Results stand: anybody can write the field into what they send (RFC 8601 §7.1).

Every server puts its fields above what it was given. So what stands above all Received was written after the last hop.
Some servers (Gmail, Postfix with milters) put theirs right under their own Received; there a field that the sender
wrote looks the same, so that place alone is no proof: the server must be known to write there always.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

MOST_HEADER_BYTES = 262_144
_FIELD = re.compile(rb"^([!-9;-~]{1,200})[ \t]*:", re.MULTILINE)
_RESULTS = b"authentication-results"
_RECEIVED = b"received"
_TRACE = re.compile(
    rb"received-spf|x-received|return-path|delivered-to|x-original-to|envelope-to|x-envelope-to|dkim-filter"
    rb"|arc-(?:seal|message-signature|authentication-results)|x-(?:google|gm|spam|rspamd|virus)-.*"
)


class Place(StrEnum):
    """Above all Received; the first under the topmost run of Received and other trace fields; anywhere else."""

    ABOVE = "above_received"
    UNDER = "under_received"
    BELOW = "below"


def places_of_results(raw: bytes, body_length: int) -> list[tuple[Place, int]]:
    """Of each Authentication-Results field, the top one first, its place and how many Received stand above it."""
    found: list[tuple[Place, int]] = []
    received, is_trace = 0, True
    for name in _names(raw[: min(len(raw) - body_length, MOST_HEADER_BYTES)]):
        if name == _RECEIVED:
            received += 1
        elif name == _RESULTS:
            is_first = is_trace and not found
            found.append((Place.BELOW if received and not is_first else _place(received), received))
        elif _TRACE.fullmatch(name) is None:
            is_trace = False
    return found


def _place(received: int) -> Place:
    return Place.UNDER if received else Place.ABOVE


def _names(header: bytes) -> Iterator[bytes]:
    return (found[1].lower() for found in _FIELD.finditer(header))
