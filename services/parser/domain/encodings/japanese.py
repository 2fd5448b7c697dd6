"""EUC-JP and ISO-2022-JP with the characters of NEC and IBM, which Python's codecs lack (WHATWG Encoding Standard §12).

Both hold the same 94 rows of 94 characters as Shift_JIS; its codec has all of them.
"""

import re

_ESCAPE = re.compile(rb"\x1b(\([ABIJ]|\$[@B]|\$\([DQO])")
_EUC = re.compile(rb"[\x00-\x7f]+|\x8e[\xa1-\xdf]|\x8f[\xa1-\xfe]{2}|[\xa1-\xfe]{2}|.", re.DOTALL)
_TWO_BYTES = frozenset((b"$@", b"$B", b"$(Q", b"$(O"))
_JIS_0212 = b"$(D"
_HALF_WIDTH = b"(I"


def from_iso_2022_jp(content: bytes) -> str:
    """The text; what is no character is U+FFFD, and a line begins in ASCII again (RFC 1468)."""
    pieces = _ESCAPE.split(content)
    found = [pieces[0].decode("ascii", "replace")]
    for mode, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        line, end, rest = piece.partition(b"\n")
        found.append(_shifted(mode, line) + (end + rest).decode("ascii", "replace"))
    return "".join(found)


def from_euc_jp(content: bytes) -> str:
    """The text; what is no character is U+FFFD."""
    return "".join(map(_euc_piece, _EUC.findall(content)))


def _shifted(mode: bytes, piece: bytes) -> str:
    if mode in _TWO_BYTES:
        return "".join(_character(piece[at], piece[at + 1 : at + 2]) for at in range(0, len(piece), 2))
    if mode == _HALF_WIDTH:
        return bytes(byte | 0x80 for byte in piece).decode("cp932", "replace")
    if mode == _JIS_0212:
        return (
            b"".join(b"\x8f" + bytes(b | 0x80 for b in piece[at : at + 2]) for at in range(0, len(piece), 2))
        ).decode("euc_jp", "replace")
    return piece.decode("ascii", "replace")


def _euc_piece(piece: bytes) -> str:
    if piece[0] < 0x80:
        return piece.decode("ascii")
    if piece[0] == 0x8E and len(piece) == 2:
        return piece[1:].decode("cp932", "replace")
    if len(piece) == 3:
        return piece.decode("euc_jp", "replace")
    return _character(piece[0] & 0x7F, bytes([piece[1] & 0x7F])) if len(piece) == 2 else "\ufffd"


def _character(row: int, cell: bytes) -> str:
    """One character by its row and cell in JIS X 0208 (0x21 to 0x7E each), by way of Shift_JIS."""
    if not cell or not 0x21 <= row <= 0x7E or not 0x21 <= cell[0] <= 0x7E:
        return "\ufffd"
    lead = (row - 0x21 >> 1) + (0x81 if row < 0x5F else 0xC1)
    trail = cell[0] + (0x1F + (cell[0] > 0x5F) if row % 2 else 0x7E)
    return bytes((lead, trail)).decode("cp932", "replace")
