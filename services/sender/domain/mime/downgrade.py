"""A header section without UTF-8, for a server without SMTPUTF8 (RFC 6857 §3.1): who can be reached still is."""

import re

from services.sender.domain.mime.encoded_words import encoded_words

_ADDRESS = re.compile(rb"<?((?:\"(?:[^\"\\]|\\.)*\"|[^\s<>,\"]+)@[^\s<>,]+)>?")


def has_utf8_header(raw: bytes) -> bool:
    """Whether the message needs SMTPUTF8 whoever it goes to."""
    return not raw.partition(b"\r\n\r\n")[0].isascii()


def downgraded(raw: bytes) -> bytes:
    """The message with each address that is not ASCII as the name of an empty group, which nobody can reply to."""
    header, end, body = raw.partition(b"\r\n\r\n")
    return raw if header.isascii() else _ADDRESS.sub(_as_group, header) + end + body


def _as_group(found: re.Match[bytes]) -> bytes:
    if found[0].isascii():
        return found[0]
    return encoded_words(found[1].decode(errors="replace")).encode() + b" :;"
