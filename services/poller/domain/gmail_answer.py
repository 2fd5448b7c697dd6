"""What Gmail tells of a message beside the standard (developers.google.com/workspace/gmail/imap/imap-extensions)."""

import re

from services.poller.domain.folder_name import decoded_folder
from shared.events import GmailPart

CAPABILITY = "X-GM-EXT-1"
ATTRIBUTES = "X-GM-MSGID X-GM-THRID X-GM-LABELS"
MOST_LABELS = 1000
_LABELS = re.compile(rb'X-GM-LABELS +\(((?:"(?:[^"\\]|\\.)*"|[^"()])*)\)', re.IGNORECASE | re.DOTALL)
_LABEL = re.compile(rb'"((?:[^"\\]|\\.)*)"|([^ "]+)', re.DOTALL)
_MSGID = re.compile(rb"[( ]X-GM-MSGID +(\d{1,20})\b", re.IGNORECASE)
_THRID = re.compile(rb"[( ]X-GM-THRID +(\d{1,20})\b", re.IGNORECASE)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)


def without_labels(text: bytes) -> bytes:
    """An item of a FETCH answer in which other things can be searched for: labels are people's words."""
    return _LABELS.sub(b"", text)


def gmail_of(text: bytes, quoted: bytes) -> GmailPart | None:
    """From an item without labels, and the same with its literals as quoted strings; None where an id is missing."""
    msgid, thrid = _MSGID.search(text), _THRID.search(text)
    if msgid is None or thrid is None:
        return None
    labels = _LABELS.search(quoted)
    names = _names(labels[1]) if labels else ()
    return GmailPart(message_id=msgid[1].decode(), thread_id=thrid[1].decode(), labels=names)


def _names(told: bytes) -> tuple[str, ...]:
    found = [_ESCAPED.sub(rb"\1", quoted) if quoted else plain for quoted, plain in _LABEL.findall(told)]
    return tuple(decoded_folder(name.decode("utf-8", "replace")) for name in found[:MOST_LABELS])
