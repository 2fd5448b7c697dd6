"""Values of RFC 5322 header fields, folded (§2.2.3) where lines may end."""

import re
from collections.abc import Iterable, Iterator

from services.sender.domain.mime.encoded_words import FOLD, encoded_words
from shared.written_address import WrittenAddress

MAX_REFERENCES = 20
LONGEST_LINE = 76
_ID = re.compile(r"[\x21-\x3b\x3d\x3f-\x7e]{1,400}")
_LONGEST_WORD = 60
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+( [A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+)*")


def message_ids(in_reply_to: str | None, references: Iterable[str]) -> tuple[str, str]:
    """In-Reply-To and References (RFC 5322 §3.6.4), with angle brackets, empty when there are none.

    At most the first and the last 19 ids; an id that no msg-id can be (spaces, brackets, not ASCII) is left out.
    """
    parents = [parent for parent in (in_reply_to,) if parent and _ID.fullmatch(parent)]
    chain = [one for one in references if _ID.fullmatch(one)]
    ids = list(dict.fromkeys([*(one for one in chain if one not in parents), *parents]))
    kept = ids if len(ids) <= MAX_REFERENCES else [ids[0], *ids[1 - MAX_REFERENCES :]]
    return _bracketed(parents), _bracketed(kept)


def _bracketed(ids: Iterable[str]) -> str:
    return FOLD.join(f"<{one}>" for one in ids)


def address_list(addresses: Iterable[WrittenAddress]) -> str:
    """Addresses with their names, one a line."""
    return f",{FOLD}".join(phrase_address(one.name, one.address) for one in addresses)


def unstructured(name: str, text: str) -> str:
    """Unstructured text, as encoded-words (RFC 2047) where it is not ASCII, looks encoded or cannot be folded."""
    text = text.replace("\t", " ")
    taken = len(name) + len(": ")
    if not _is_plain(text) or text != text.strip(" "):
        return encoded_words(text, taken)
    if len(text) <= LONGEST_LINE - taken:
        return text
    words = text.split(" ")
    if not all(0 < len(word) <= _LONGEST_WORD for word in words):
        return encoded_words(text, taken)
    return FOLD.join(_lines(words, taken))


def phrase_address(name: str, address: str) -> str:
    """`name <address>`, the name quoted or encoded as it needs."""
    name = name.replace("\t", " ")
    if not name:
        return address
    if not _is_plain(name) or len(name) > _LONGEST_WORD:
        return f"{encoded_words(name, len('From: '))}{FOLD}<{address}>"
    if _ATOMS.fullmatch(name):
        return f"{name} <{address}>"
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <{address}>'


def _lines(words: Iterable[str], taken: int) -> Iterator[str]:
    line = ""
    for word in words:
        if line and taken + len(line) + 1 + len(word) > LONGEST_LINE:
            yield line
            line, taken = word, 1
        else:
            line = f"{line} {word}" if line else word
    yield line


def _is_plain(text: str) -> bool:
    return text.isascii() and "=?" not in text
