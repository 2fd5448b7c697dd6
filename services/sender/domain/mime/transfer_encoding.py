"""Content-Transfer-Encoding (RFC 2045 §6): bytes of any kind as short lines of 7-bit characters that end in CRLF.

8bit is not used: a message is composed once, before it is known whether the server has 8BITMIME (RFC 6152).
"""

import re
from binascii import b2a_base64, b2a_qp
from enum import StrEnum

LONGEST_LINE = 998
BASE64_LINE = 76
# Above this share of bytes that are not ASCII, quoted-printable (3 for 1) is longer than base64 (4 for 3).
BASE64_FROM_SHARE = 1 / 6
_CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_ASCII = bytes(range(128))


class TransferEncoding(StrEnum):
    """Those that need no extension of SMTP."""

    SEVEN_BIT = "7bit"
    QUOTED_PRINTABLE = "quoted-printable"
    BASE64 = "base64"


def encoded_text(text: str) -> tuple[TransferEncoding, bytes]:
    """Text in UTF-8 under the encoding that leaves it most readable; every kind of line end becomes CRLF."""
    data = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    if data.isascii():
        if _CONTROL.search(data) is None and max(map(len, data.split(b"\n"))) <= LONGEST_LINE:
            return TransferEncoding.SEVEN_BIT, data.replace(b"\n", b"\r\n")
    elif len(data.translate(None, _ASCII)) > len(data) * BASE64_FROM_SHARE:
        return encoded_bytes(data.replace(b"\n", b"\r\n"))  # RFC 2045 §6.8: text has its CRLF before base64
    return TransferEncoding.QUOTED_PRINTABLE, b2a_qp(data, istext=True).replace(b"\n", b"\r\n")


def encoded_bytes(data: bytes) -> tuple[TransferEncoding, bytes]:
    """Anything in base64, 76 characters a line (RFC 2045 §6.8)."""
    line = b2a_base64(data, newline=False)
    lines = (line[at : at + BASE64_LINE] for at in range(0, len(line), BASE64_LINE))
    return TransferEncoding.BASE64, b"".join(b"%b\r\n" % one for one in lines)
