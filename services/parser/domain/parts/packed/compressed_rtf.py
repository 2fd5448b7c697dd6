"""Compressed RTF ([MS-OXRTFCP]): what Outlook keeps of a text in TNEF."""

from services.parser.domain.parts.packed.limits import MAX_RTF_BYTES

RTF_MALFORMED = "rtf_malformed"
RTF_OVER_LIMIT = "rtf_over_limit"
_HEADER_BYTES = 16
_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_WINDOW = 0xFFF
_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)


def decompressed(content: bytes) -> tuple[bytes, str]:
    """The RTF and a defect, empty where there is none; never more than MAX_RTF_BYTES, nor than the header says.

    Neither the checksum nor the length of the compressed form is believed: what can be read is read.
    """
    kind = content[8:12]
    size = int.from_bytes(content[4:8], "little")
    if kind not in {_COMPRESSED, _PLAIN}:
        return b"", RTF_MALFORMED
    limit = min(size, MAX_RTF_BYTES)
    found = content[_HEADER_BYTES : _HEADER_BYTES + limit] if kind == _PLAIN else _inflated(content, limit)
    if size > MAX_RTF_BYTES:
        return found, RTF_OVER_LIMIT
    return found, "" if len(found) == size else RTF_MALFORMED


def _inflated(content: bytes, limit: int) -> bytes:
    """§2.2.2: eight tokens after a byte of flags; a set bit is a reference into the last 4,096 bytes, else a byte."""
    written = bytearray(_DICTIONARY)
    most, place, end = len(written) + limit, _HEADER_BYTES, len(content)
    while place < end and len(written) < most:
        flags = content[place]
        place += 1
        for bit in range(8):
            if not flags >> bit & 1:
                written += content[place : place + 1]
                place += 1
                continue
            reference = content[place : place + 2]
            place += 2
            copied = _copied(written, int.from_bytes(reference, "big")) if len(reference) == 2 else b""
            if not copied:
                return bytes(written[len(_DICTIONARY) : most])
            written += copied
    return bytes(written[len(_DICTIONARY) : most])


def _copied(written: bytearray, reference: int) -> bytes:
    """2 to 17 bytes that stood before, or that are about to be written; none at the end (it points to itself)."""
    length = (reference & 0xF) + 2
    back = (len(written) - (reference >> 4)) & _WINDOW
    if not back or back > len(written):
        return b""
    start = len(written) - back
    piece = bytes(written[start : start + length])
    return piece if len(piece) == length else (piece * length)[:length]
