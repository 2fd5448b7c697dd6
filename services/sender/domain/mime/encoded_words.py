"""Encoded-words (RFC 2047): any text in a header field."""

from binascii import b2a_base64
from collections.abc import Callable, Iterator

CHARSET = "utf-8"
LONGEST_WORD = 75
FOLD = "\r\n "
_FRAME = len(f"=?{CHARSET}?q??=")
# What Q may write as it is inside a phrase (RFC 2047 §5 (3)), the strictest place.
_SAFE = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/")
_Q = {byte: chr(byte) if byte in _SAFE else f"={byte:02X}" for byte in range(256)} | {ord(" "): "_"}


def encoded_words(text: str, taken: int = 0) -> str:
    """The text as encoded-words of at most 75 characters, one a line; blanks between them do not count (§6.2).

    `taken` characters stand before it on the first line. No character is divided between two words (§5).
    """
    data = text.encode(CHARSET, "replace")
    room = LONGEST_WORD - _FRAME - taken
    is_q_shorter = sum(map(len, map(_Q.__getitem__, data))) <= (len(data) + 2) // 3 * 4
    words = _split(text, room, _q_length) if is_q_shorter else _split(text, room // 4 * 3, len)
    return FOLD.join(map(_q_word if is_q_shorter else _b_word, words))


def _split(text: str, room: int, length: Callable[[bytes], int]) -> Iterator[bytes]:
    word, used = b"", 0
    for character in text:
        data = character.encode(CHARSET, "replace")
        needed = length(data)
        if word and used + needed > room:
            yield word
            word, used = b"", 0
        word, used = word + data, used + needed
    yield word


def _q_length(data: bytes) -> int:
    return sum(len(_Q[byte]) for byte in data)


def _q_word(data: bytes) -> str:
    return f"=?{CHARSET}?q?{''.join(map(_Q.__getitem__, data))}?="


def _b_word(data: bytes) -> str:
    return f"=?{CHARSET}?b?{b2a_base64(data, newline=False).decode()}?="
