"""Message-ID, In-Reply-To and References (RFC 5322 §3.6.4): ids without angle brackets, bounded in size and number."""

import re
from collections.abc import Iterable

from services.parser.domain.fields.encoded_words import with_words_decoded

MAX_ID_BYTES = 998
KEPT_FIRST = 20
KEPT_LAST = 20
REFERENCES_OVER_LIMIT = "references_over_limit"
MESSAGE_ID_OVER_LIMIT = "message_id_over_limit"

_IN_BRACKETS = re.compile(r"<([^<>]+)>")
_NEVER_IN_AN_ID = re.compile(r"[\x00-\x20\x7f<>]+")


def read_message_id(value: bytes | None) -> str | None:
    """The one id of a Message-ID field; angle brackets may be missing. None when there is none, or it is too long."""
    if value is None:
        return None
    text = _text(value)
    found = _IN_BRACKETS.search(text)
    message_id = _clean(found[1] if found else text)
    return message_id if message_id and len(message_id.encode()) <= MAX_ID_BYTES else None


def read_ids(values: Iterable[bytes]) -> tuple[str, ...]:
    """The ids of References or In-Reply-To in order, without repeats."""
    return tuple(dict.fromkeys(identifier for value in values for identifier in _ids(_text(value))))


def bounded(ids: tuple[str, ...]) -> tuple[str, ...]:
    """The first 20 and the last 20 of a longer list: the root and the nearest ancestors."""
    return ids if len(ids) <= KEPT_FIRST + KEPT_LAST else (*ids[:KEPT_FIRST], *ids[-KEPT_LAST:])


def _text(value: bytes) -> str:
    """The field; where encoded words stand outside of angle brackets they are read first, as some writers wrap ids."""
    text = value.decode("utf-8", "replace")
    return with_words_decoded(text) if "=?" in text and "=?" in _IN_BRACKETS.sub("", text) else text


def _ids(text: str) -> list[str]:
    found = _IN_BRACKETS.findall(text)
    if not found:  # bare ids; prose such as "Your message of Monday" has none
        found = [word for word in text.strip("<>").split() if "@" in word] if _is_only_ids(text) else []
    return [cleaned for cleaned in map(_clean, found) if cleaned and len(cleaned.encode()) <= MAX_ID_BYTES]


def _is_only_ids(text: str) -> bool:
    return all("@" in word for word in text.split())


def _clean(identifier: str) -> str:
    return _NEVER_IN_AN_ID.sub("", identifier)
