"""Values of RFC 5322 header fields, folded (§2.2.3) where lines may end, so that nothing else has to fold them."""

import re
from collections.abc import Iterable
from email.header import Header
from email.utils import formataddr

MAX_REFERENCES = 20
FOLD = "\n "
_ID = re.compile(r"[\x21-\x3b\x3d\x3f-\x7e]{1,400}")
_LONGEST_WORD = 60


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


def address_list(addresses: Iterable[str]) -> str:
    """Addresses, one a line."""
    return f",{FOLD}".join(addresses)


def unstructured(name: str, text: str) -> str:
    """Unstructured text, as encoded-words (RFC 2047) where it is not ASCII, looks encoded or cannot be folded."""
    text = text.replace("\t", " ")
    is_plain = _is_plain(text) and all(len(word) <= _LONGEST_WORD for word in text.split())
    return Header(text, "us-ascii" if is_plain else "utf-8", header_name=name).encode()


def phrase_address(name: str, address: str) -> str:
    """`name <address>`, the name quoted or encoded as it needs."""
    name = name.replace("\t", " ")
    if _is_plain(name):
        return formataddr((name, address))
    return f"{Header(name, 'utf-8', header_name='From').encode()}{FOLD}<{address}>"


def _is_plain(text: str) -> bool:
    return text.isascii() and "=?" not in text
